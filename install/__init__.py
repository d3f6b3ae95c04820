"""Setting up: the office's offline tools, and the demo. Nothing here runs on a server afterwards."""
