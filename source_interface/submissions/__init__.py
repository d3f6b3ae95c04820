"""Submissions of a reporter: the report, further messages, calls for attention, and a new code.

A report is posted as one form, and nothing of it is kept before all of it is right. The page (`views.report`) lets the
form judge the answers (`forms.report`) and hands them over as a `Submission`, with the form's nonce. The nonce makes a
key that only this form has (`crypto.mailbox`). If its slot is in the store, the form was sent before: the report
exists, and what differs from it becomes a message.

The first time, `submission` draws a mailbox: two key pairs from one random seed. The case's identifier commits to their
public keys. The report goes into an envelope. The mailbox's voice signs it, and zeros fill it up to a bucket. gpg
encrypts it to those readers of the roster whom the reporter did not exclude. A name goes to custodians alone. The
reporter's copy is sealed to the mailbox.

Then a codename is drawn. A slow derivation (`session`) turns it into the key of a second slot, which holds the
same seed: the codename opens the mailbox, and the store cannot. `store.cases.intake` commits all of it at once. Only
then does the reporter see the codename (`views.codename`), which is kept nowhere, and must type it back.

Whatever follows takes the same way through `sending`: sign for a place in the conversation, encrypt to those who read
the case now, seal the reporter's copy, append, and begin again when another entry took that place.
"""
