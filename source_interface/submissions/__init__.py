"""The reporter's submissions: the report, further messages, acts of the procedure, a new code."""
