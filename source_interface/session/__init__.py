"""Opening a mailbox with a code, the visit to it, and what is left when it ends."""
