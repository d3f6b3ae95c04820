"""Hostile input: what strangers send is parsed by few functions, and each of them is a target here.

A target takes any bytes. It may raise what it declares, the error kinds that pages and refusals are made of, and
nothing else; no error's text may hold a piece of what was sent.

    python -m tests.fuzz                          lists the targets
    python -m tests.fuzz multipart_bodies --seconds 3600 --corpus FOLDER
    python -m tests.fuzz multipart_bodies --repeat FILE

The first form of the second line runs for an hour, led by the coverage that each input reaches (atheris, libFuzzer);
FOLDER keeps the inputs that reached something new, for the next run. A finding is a file, and the last line repeats
it. The test run does each target for a moment: from its seeds, and with hypothesis.
"""
