"""Agreements and policies: titled, told by a verb, without a title, and a document that is one itself."""
