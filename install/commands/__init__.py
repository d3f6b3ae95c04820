"""The sub-commands of `kentongan`, one module a group; each is imported when it is asked for."""
