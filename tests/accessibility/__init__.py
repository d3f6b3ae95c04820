"""Whether everybody can use the pages: axe-core and a keyboard in a real Chromium, on every page in every state."""
