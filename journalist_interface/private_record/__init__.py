"""What an officer keeps for themselves: labels and reminders on cases, and named filters of the list."""
