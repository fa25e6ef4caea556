"""How far a work has come."""
