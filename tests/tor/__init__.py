"""A real Tor network on loopback: authorities, a relay, onion services, clients. Nothing in it touches the Internet."""
