"""Warnings about what may tell who sent a file: its name, and metadata that programs and cameras write into it.

The search runs while the file is on its way into gpg. It looks into the first and the last 128 KiB; in films, sound
and HEIF photos it follows the boxes and takes those that may tell, wherever they stand. It only searches bytes and
reads numbers within bounds, and keeps nothing beyond the answer to the upload. It helps the reporter and promises
nothing: a file without a warning may still tell, and the page says so of each but a photo that was cleaned.
"""
