"""Load: a flood against a real source interface, and honest people beside it."""
