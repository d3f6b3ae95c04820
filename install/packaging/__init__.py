"""Building the Debian packages: what each holds (`contents`), its files laid out (`staging`), and Debian's own tools.

    install/package --output packages          runs `command` with Debian's Python, which needs nothing else installed

The packages of PyPI come as wheels, by the hashes of `requirements.lock`, and lie flat in `/usr/lib/kentongan` beside
our own code. There is no virtual environment. `debian/` is what debhelper reads.
"""
