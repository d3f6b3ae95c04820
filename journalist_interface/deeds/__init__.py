"""What a case's pages offer: each deed is a form, the act that it leads to, and the words around both."""
