"""Photos made with real programs: cleaned, they have the same pixels and orientation, and exiftool finds no trace.

    python -m tests.pictures 2000
    python -m tests.pictures 200 --seed 7

Pillow, `heif-enc` and `cwebp` make them, exiftool writes a person, a place, a time and a device into each of them, and
reads what is left. The command ends with an error if a program is missing: what was not made was not tried.
"""
