"""Sealed records in the store that hang on no case: what an officer keeps in private, and the office's texts."""
