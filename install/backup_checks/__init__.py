"""Checks of backups where their key lives, and the signed note that carries the day of one back to the server."""
