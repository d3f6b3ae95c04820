"""What root sets up on an officer's workstation."""
