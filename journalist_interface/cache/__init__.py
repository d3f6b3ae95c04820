"""What an officer decrypted, kept encrypted on this workstation, so that nothing is decrypted twice."""
