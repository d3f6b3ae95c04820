"""The officer's interface, on the officer's workstation: reads and answers cases, and trusts no gateway."""
