"""What httpx needs for traffic that stays on this machine."""

import ssl
from typing import Final

NO_AUTHORITIES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: httpx would otherwise read the certificates of all authorities anew for each client and request."""
