"""Backups of all that a gateway's configuration names, made while both servers work, restored into empty folders."""
