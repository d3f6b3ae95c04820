"""The accounts database: second factors, officers' sessions, spent tickets. Only the gateway's user can read it."""
