"""The program inside the sandbox: from a stranger's file on its standard input, messages on its standard output.

It runs under Debian's Python with nothing but its standard library, Pillow, olefile and mat2; nothing of the rest of
Kentongan is in the sandbox. Nothing that it writes is believed: a converter that was taken over can write the
same. So it has no checks for the host's sake; its bounds only make it end with a sentence before it is ended.
"""
