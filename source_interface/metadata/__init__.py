"""What may tell who sent a file: in its name, and in what programs and cameras write into it.

Looked for while the file is on its way into gpg, in its first and its last 128 KiB, by nothing but searching bytes and
reading numbers within these bounds; nothing is kept beyond the answer to the upload. It is a help to the reporter, and
no promise: a file in which nothing was found may still tell.
"""
