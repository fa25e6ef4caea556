"""Which places act together."""
