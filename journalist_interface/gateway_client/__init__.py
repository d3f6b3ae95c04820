"""Speaking to the gateway, which may lie: its calls, bounds and errors, and the roster that it hands out."""
