"""The least that Flask can do, to compare with."""

from flask import Flask

app = Flask("bare")


@app.get("/")
def hello() -> str:
    """One word."""
    return "halo"
