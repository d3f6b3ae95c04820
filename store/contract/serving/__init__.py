"""What the server processes have in common: what they log, and how gunicorn runs them."""
