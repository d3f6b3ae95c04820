"""The demo: a whole office on one machine, made up, run by the programs of production."""
