"""Actions: what people do in a case. Each is a form, the decision that it leads to, and the words around both.

`deciding` and `granting` turn events into a decision. Separate modules hold who reads a decision, what it says and what
it must know of the chain. The other modules are the actions themselves, grouped by their area.
"""
