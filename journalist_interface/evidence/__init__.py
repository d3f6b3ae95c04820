"""Strangers' files, looked at and cleaned in a sandbox: what comes out is checked again, and nothing touches a disk.

The life of a file:

1. The session decrypts an attachment as a stream of bytes, and hands it to `convert(pieces)` of `conversion`, a
   generator of the parts in `parts`, or to `cleaned_copy(pieces, form)` of `cleaning`. Neither is told its name. Both
   raise an error of `errors`, and an error of the stream as it is. Closing the generator ends the sandbox. One thread
   goes through all of it: the sandbox dies with the thread that began it.
2. `sandbox` starts bubblewrap with no network, no home and a bounded folder in memory. In it runs `inside`, a program
   of ours under Debian's Python. That program keeps the file in memory, decides by content what kind it is, and calls
   poppler, LibreOffice, ffmpeg, libheif, exiftool or mat2.
3. `inside` writes messages: counts, pixels, samples, bounded texts. `frames` reads them as what a stranger sent, since
   a converter that was taken over writes them too.
4. `pictures` and `sound` encode pixels and samples anew. `parts` has what pages get to show.

`availability` says why there are no pictures where the sandbox or its converters cannot be had. Namespaces leave the
host's kernel exposed: a hole in the kernel leads from a converter to the workstation.
"""
