"""Tools for the administrator, the auditor, the translator and the office's offline machine; and the demo.

No server process imports this package.
"""
