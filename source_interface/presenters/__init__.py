"""What the pages are made of: their size and shape, the questions, the stages, the office."""
