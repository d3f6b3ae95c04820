"""Acts of people in a case: signed events, submitted as one decision, and what is needed to make them.

`deciding` and `granting` turn events into a decision. Separate modules hold who reads a decision, what it says and what
it must know of the chain. The other modules are the acts themselves, grouped by the part that performs them.
"""
