"""What a new connection to a cloud costs in TLS, without its network: reading the certificates that the system trusts,
a full handshake, and one that takes up the session of the last.

    python -m tests.bench.handshake [--rounds 40]

CPU milliseconds of the client's side, medians. On a network each handshake of TLS 1.3 costs two round trips more (TCP
and TLS), resumed or not: Python sends no early data.
"""

from __future__ import annotations

import argparse
import os
import ssl
import statistics
import sys
import tempfile
import time
from pathlib import Path

import truststore

from core.cloud import trust_store
from tests.port.certificates import certificate

SERVER = "127.0.0.1"


def handshake(
    client: ssl.SSLContext, server: ssl.SSLContext, session: ssl.SSLSession | None
) -> tuple[ssl.SSLObject, float, float]:
    """One handshake in memory: the client's end of it, and the milliseconds for wrapping and for shaking hands."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    began = time.thread_time()
    mine = client.wrap_bio(to_client, to_server, server_hostname=SERVER, session=session)
    wrapping, shaking = time.thread_time() - began, 0.0
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    waiting = [mine, theirs]
    while waiting:
        for end in tuple(waiting):
            began = time.thread_time()
            try:
                end.do_handshake()
                waiting.remove(end)
            except ssl.SSLWantReadError:
                pass  # the other end's turn
            shaking += (time.thread_time() - began) * (end is mine)
    theirs.write(b"x")
    mine.read(1)  # the ticket for the next one comes with the first bytes
    return mine, wrapping * 1000, shaking * 1000


def measure(name: str, client: ssl.SSLContext, server: ssl.SSLContext, rounds: int, *, resumes: bool) -> None:
    """Print the line of one way to connect."""
    last, taken = handshake(client, server, None)[0], []
    for _ in range(rounds):
        last, wrapping, shaking = handshake(client, server, last.session if resumes else None)
        assert last.session_reused is resumes
        taken.append((wrapping, shaking))
    wrapped, shook = (statistics.median(column) for column in zip(*taken, strict=True))
    print(f"{name:42} {last.version()}  certificates {wrapped:6.2f} ms  handshake {shook:5.2f} ms", flush=True)


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="exo-bench-") as place:
        files = certificate(Path(place), SERVER)
        system = Path(ssl.get_default_verify_paths().cafile or os.devnull).read_bytes()
        trusted = Path(place) / "trusted.pem"
        trusted.write_bytes(system + files[0].read_bytes())
        os.environ["SSL_CERT_FILE"] = str(trusted)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(*files)
        print(f"{ssl.OPENSSL_VERSION}, {trusted.read_text().count('BEGIN')} certificates are trusted")
        measure("truststore", truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), server, rounds, resumes=False)
        measure("ours", trust_store(), server, rounds, resumes=False)
        measure("ours, with the last session", trust_store(), server, rounds, resumes=True)
        older = trust_store()
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        measure("ours, before TLS 1.3", older, server, rounds, resumes=False)
        measure("ours, before TLS 1.3, with the last session", older, server, rounds, resumes=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
