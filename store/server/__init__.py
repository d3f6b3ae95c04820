"""The running of processes under gunicorn: the loop that waits for slow senders and delays answers, limits, logs."""
