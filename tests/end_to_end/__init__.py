"""The whole of Kentongan, as a person meets it: the demo, real browsers, real files."""
