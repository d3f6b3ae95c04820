"""Opening a mailbox with a code, the visit to it, and the traces when it ends."""
