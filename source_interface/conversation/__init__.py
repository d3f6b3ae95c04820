"""What the reporter sees of a case: each event and answer verified before it counts."""
