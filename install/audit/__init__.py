"""The audit of a store's chains of decisions: offline, with the public parts alone, believing nothing of the store."""
