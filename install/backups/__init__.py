"""Backups: what a gateway's configuration names, copied while both servers work, and put back into empty folders."""
