"""Who is signed in: the open key, the session, and the work that goes on while it lasts."""
