"""Works, zones and regions: by their heads, the verbs of building, in lists, as stages of one another."""
