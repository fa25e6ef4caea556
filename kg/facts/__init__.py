"""What a document states about the things that it names: one module for each kind of fact."""
