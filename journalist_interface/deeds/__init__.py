"""The deeds that a case's pages offer: each is a form, the act that it leads to, and the words around both."""
