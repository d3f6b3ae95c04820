"""The part of an officer's workstation that root sets up."""
