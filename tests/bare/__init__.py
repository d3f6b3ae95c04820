"""A bare Debian on this machine, to prove there that `install/demo` and `install/test` need nothing beforehand."""
