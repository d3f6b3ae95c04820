"""Reading a case from a store that may lie: what is verified counts, and what is not is named."""
