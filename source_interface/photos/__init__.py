"""Photos without the data about place, camera and author, cleaned by structure alone while they pass.

The first bytes of a file say what it is (`cleaner`), never its name. JPEG and PNG are copied part by part: what is not
known to be needed for the picture, or is passed over by programs, is left out, and nothing follows their end (`jpeg`,
with `jpeg_application`, `jpeg_frame` and `jpeg_tables`; `png`, with `png_animation`). In WebP and HEIF, lengths and
places stand before what they measure, so what is not needed is overwritten where it stands (`webp`, `heif`). Of a
colour profile the colours stay, and of Exif the orientation (`icc`, `orientation`).

No pixel is decoded, and nothing is written to disk. Memory is bounded by the largest part that must be read whole, time
by the length of the file (`part_reader`). Each parser only knows what it lets through. Everything else is left out, or
the whole file is refused with `PhotoNotCleanedError`: a file that cannot be cleaned is not kept.
"""
