"""What a document names, and where: one module for each kind of thing."""
