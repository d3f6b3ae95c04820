"""The identity and the rights of the gateway's users: sign-in, sessions, roles."""
