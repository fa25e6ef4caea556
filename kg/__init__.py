"""Hezuo (合作): government documents about regional cooperation, read into a knowledge graph."""
