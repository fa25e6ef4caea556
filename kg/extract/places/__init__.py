"""Administrative units: candidates of the gazetteer, and which unit a name means."""
