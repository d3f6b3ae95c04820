"""A PDF of pictures takes what its pictures take as JPEG, and little of the processor."""

import gc
import os
import time
import tracemalloc

from PIL import Image

from journalist_interface.evidence.picture_pdf import PicturePdf

SIDE = 700
PAGES = 6


def test_the_pixels_of_its_pages_do_not_stay_in_memory_and_are_not_written_as_text() -> None:
    noise = [os.urandom(3 * SIDE * SIDE) for _ in range(PAGES)]
    made, began = PicturePdf(), time.process_time()
    Image.preinit()  # at the first picture of a process Pillow reads modules, which take megabytes
    gc.disable()  # what refers to itself would go at some later time
    tracemalloc.start()
    try:
        for pixels in noise:
            made.add_page(SIDE, SIDE, pixels)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    written = made.finish()
    assert kept < 1.5 * len(written)
    assert b"ASCII85" not in written
    assert time.process_time() - began < 3.0
