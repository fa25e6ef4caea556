"""What lines connect."""
