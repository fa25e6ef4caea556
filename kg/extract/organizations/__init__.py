"""Bodies of a place, institutes and companies."""
