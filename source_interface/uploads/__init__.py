"""Attachments, from the socket to the blob.

Gunicorn hands over the connection as soon as it has the headers. The page (`views.attachments`) opens the mailbox by
its cookie and gives the open socket to `receive`. `store.web.multipart` cuts the body into parts as it arrives. The
first part must be the form's token: no file is touched before it was right.

Each file part then goes piece by piece into an `AttachmentSink`. A photo is cleaned on the way (`photos`), unless a
field before it says otherwise, and is not kept if that fails. Of what is kept the sink takes SHA-256 and size, while
gpg encrypts the piece into a blob that has no name yet. At the end of the part, zeros fill it up to its Padmé size and
gpg completes the message. The blob is made durable, and one signed envelope of kind `attachment` is appended to the
conversation. Only then does the file count as received.

If anything goes wrong before that, gpg is killed first, because it takes the end of its input for the end of the
message; then the blob is removed. Files that were complete stay. No byte of a file is written anywhere but into gpg.
"""
