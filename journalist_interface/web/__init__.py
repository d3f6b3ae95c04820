"""The door of the loopback app: who is let in, and what every answer carries."""
