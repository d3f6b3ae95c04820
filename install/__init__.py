"""For the administrator, the auditor and the office's offline machine; and the demo. No server process imports it."""
