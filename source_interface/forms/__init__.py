"""The forms that a reporter fills in, and the checks made before the domain sees them."""
