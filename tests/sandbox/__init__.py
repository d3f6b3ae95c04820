"""Attacks on the sandbox: converters that were taken over, and files that are made to break converters."""
