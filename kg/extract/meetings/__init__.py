"""Meetings by their heads, and the sessions of bodies."""
