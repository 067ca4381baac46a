"""For clients of the test that speak plain HTTP only: they need not read the system's certificates, 20 ms each time."""

import ssl

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody."""
