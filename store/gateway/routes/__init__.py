"""The gateway's routes. Each declares its roles; `docs/protocol.md` explains their order."""
