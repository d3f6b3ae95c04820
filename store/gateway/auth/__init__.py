"""Who asks the gateway, and what they may: sign-in, sessions, roles."""
