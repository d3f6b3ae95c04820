"""The way in from the desktop: the icon's command, and the files that it gives to a browser."""
