"""Actions: what people do in a case, one module an area. Each is one object: its words, its form, what it leads to.

An action builds a `DecisionDraft` from how the case stands and from the answers of its form. A page offers it if the
procedure takes what it builds from placeholders; `submit` composes, signs and sends what it builds from the answers.
"""
