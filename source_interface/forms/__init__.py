"""What a reporter can fill in, and what is checked of it before the domain sees it."""
