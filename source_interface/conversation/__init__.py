"""The reporter's view of a case: each event and answer is verified before it counts."""
