"""What people do in a case: signed events, submitted as one decision, and what it takes to make them.

`deciding` and `granting` make a decision of events; who reads it, what it says and what it must know of the chain stand
in modules of their own; the others are the acts, by the part that does them.
"""
