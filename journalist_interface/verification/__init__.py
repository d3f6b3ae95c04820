"""Reading a case from a store that may lie: verified rows count, and all others are named."""
