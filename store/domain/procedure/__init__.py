"""The office's procedure: what may happen to a case, by whom, and after what. One table, enforced everywhere."""
