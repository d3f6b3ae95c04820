"""Parts of the pages: their size and shape, the questions, the stages, the office."""
