"""Simulated exo nodes: real processes with real sockets that speak exo's true wire format.

Used by `--demo` and by the tests. Rules of this package: it imports nothing else of `core`; what it
says on the wire is checked field by field against captures of real nodes; and it says wherever the
format has room for it that it is simulated.
"""
