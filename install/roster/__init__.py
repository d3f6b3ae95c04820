"""The office key and the signed roster: tools for a machine without network."""
