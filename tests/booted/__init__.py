"""Debian machines of their own, booted with systemd on one bridge, to prove there what a server promises."""
