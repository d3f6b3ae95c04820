"""Forms: their token, what was typed into them, and how they arrive."""
