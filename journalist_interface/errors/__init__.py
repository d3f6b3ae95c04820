"""Pages for errors, which say what to do."""
