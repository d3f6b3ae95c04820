"""The routes: each reads a form, asks the domain, and shows a page."""
