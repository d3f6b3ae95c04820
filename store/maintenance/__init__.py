"""What vanishes by itself, at each start and every hour."""
