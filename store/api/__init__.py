"""The messages between workstation and gateway, and their limits."""
