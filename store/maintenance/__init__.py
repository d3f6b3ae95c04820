"""The removal of what has expired, at each start and every hour, and copies of the store."""
