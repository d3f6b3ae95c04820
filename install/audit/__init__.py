"""An audit of a store's chains of decisions: offline, with the public parts alone, without trusting the store."""
