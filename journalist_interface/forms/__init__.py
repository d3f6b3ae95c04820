"""Forms: their token, and how they arrive."""
