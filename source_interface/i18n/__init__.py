"""Languages, and the words in them."""
