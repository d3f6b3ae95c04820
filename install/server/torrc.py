"""Tor's configuration on a server: two onion services in front of unix sockets, and no way out for others."""

from typing import Final

from install.server.layout import ServerLayout

_TEXT: Final = """\
# Written by `kentongan init`, which writes it again.
# This Tor serves: nothing on the machine needs a way out through it.
SocksPort 0
# Tor's log names no address (its default; say it anyway).
SafeLogging 1
Log notice syslog

# What reporters visit: a socket that only Tor's group reaches, and no TCP port.
HiddenServiceDir {source_onion}
HiddenServicePort 80 unix:{source_socket}
# Circuits are told apart, so that one that floods is held back alone. Their numbers are never written.
HiddenServiceExportCircuitID haproxy
# When more come than can be answered, visitors prove some work first. Too low a rate starves all visitors.
HiddenServicePoWDefensesEnabled 1
HiddenServicePoWQueueRate 250
HiddenServicePoWQueueBurst 2500

# What officers' workstations speak to. It asks for a key: authorized_clients.
HiddenServiceDir {gateway_onion}
HiddenServicePort 80 unix:{gateway_socket}
"""
_APPARMOR: Final = """\
# Written by `kentongan init`: the sockets behind the onion services, and the one that doctor lets Tor open.
{source_socket} rw,
{gateway_socket} rw,
{doctor_socket} rw,
"""


def torrc(layout: ServerLayout) -> str:
    """Return the whole torrc."""
    return _TEXT.format(
        source_onion=layout.source_onion,
        source_socket=layout.source_socket,
        gateway_onion=layout.gateway_onion,
        gateway_socket=layout.gateway_socket,
    )


def apparmor_rules(layout: ServerLayout) -> str:
    """Return what Debian's AppArmor profile of Tor must allow beside its own rules."""
    return _APPARMOR.format(
        source_socket=layout.source_socket,
        gateway_socket=layout.gateway_socket,
        doctor_socket=layout.doctor_socket,
    )
