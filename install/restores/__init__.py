"""Notes on restores: where a restored backup left each case, and the office key's signature on it."""
