"""Cases as pages show them, made from what was read and verified."""
