"""The signed-in officer, with an open key, and the work that goes on while the session lasts."""
