"""The day on which an administrator sets a whole office up by the guide, and what follows: `tests.booted day`."""
