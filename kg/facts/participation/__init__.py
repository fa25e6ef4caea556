"""Who takes part in what, by name or because the text says so."""
