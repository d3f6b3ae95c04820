"""Cases as pages show them, made of what was read and verified."""
