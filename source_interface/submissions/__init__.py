"""What a reporter sends: the report, further messages, acts of the procedure, a new code."""
