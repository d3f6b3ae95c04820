"""The reporter's pages: a form, a codename, a mailbox. No scripts, no cookie before a code is typed, nothing logged."""
