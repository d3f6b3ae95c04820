"""How gunicorn runs the processes: the front that waits for slow senders and for an answer's moment, limits, logs."""
