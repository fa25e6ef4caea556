"""Railways and roads: names by their heads, members of lists, sections, and what is a line's own name."""
