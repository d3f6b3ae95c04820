"""The pages for people with disabilities: axe-core and a keyboard in a real Chromium, on every page in every state."""
