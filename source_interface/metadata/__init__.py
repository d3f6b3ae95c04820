"""Warnings about what may tell who sent a file: its name, and metadata that programs and cameras write into it.

The search runs while the file is on its way into gpg, in its first and its last 128 KiB. It only searches bytes and
reads numbers within these bounds, and keeps nothing beyond the answer to the upload. It helps the reporter and promises
nothing: a file without a warning may still tell.
"""
