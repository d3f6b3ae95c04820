"""The officer's interface, on the officer's workstation: it reads and answers cases, and trusts the gateway with nothing."""
