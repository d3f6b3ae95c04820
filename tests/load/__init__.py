"""Load: floods against a real source interface, and honest people beside them; `python -m tests.load --help`."""
