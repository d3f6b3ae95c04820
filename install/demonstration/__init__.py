"""The demo: a made-up office on one machine, run by the programs of production."""
