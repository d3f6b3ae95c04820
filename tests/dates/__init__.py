"""The tests on other days than this one: with the time of every process shifted, GnuPG's too."""
