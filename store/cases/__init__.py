"""The store's work on cases: it takes them in, appends to them, and hands out what each side may see."""
