"""The running of processes under gunicorn: the front that waits for slow senders and delays answers, limits, logs."""
