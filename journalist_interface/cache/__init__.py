"""An officer's decrypted texts, kept encrypted on this workstation, so that nothing is decrypted twice."""
