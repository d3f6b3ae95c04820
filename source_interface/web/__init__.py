"""Checks before a page does anything: the origin of a request, how much of it is read, and how often."""
