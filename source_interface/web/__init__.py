"""Before a page does anything: where a request comes from, how much of it is read, and how often."""
