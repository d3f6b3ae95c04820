"""An officer's private record: labels and reminders on cases, and named filters of the list."""
