"""Texts of the office that officers start from."""
