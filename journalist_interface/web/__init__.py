"""Requests to the loopback app: which are let in, and what every answer carries."""
