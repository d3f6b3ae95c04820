"""Setting up the server from a bare Debian and looking after it: where its parts lie, and what makes them."""
