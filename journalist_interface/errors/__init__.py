"""From errors to pages that say what to do."""
