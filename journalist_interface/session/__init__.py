"""Who is signed in: one officer, with an open key, and the work that goes on while the session lasts."""
