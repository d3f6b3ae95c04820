"""Actions: what people do in a case, one module an area. Each is one object: its words, its form, what it leads to.

An action builds a `DecisionDraft` from how the case stands and from the answers of its form. The docstring of the
function that builds it says what the decision does once it is taken. A page offers the action if the procedure takes
what it builds from placeholders. `submit` composes, signs and sends what it builds from the answers.
"""
