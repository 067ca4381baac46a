"""Opens Fernet tokens, the form in which ai-token-manager keeps keys: AES-128 in CBC mode, signed with HMAC-SHA256.

The signature is checked before anything is deciphered. Written out because the standard library has no AES and a
dependency for a few keys, once in a lifetime, is not worth it. Reading only; slow and not hardened against timing,
which matters to servers, not here. Sources: github.com/fernet/spec, Spec.md; FIPS 197.
"""

from __future__ import annotations

import base64
import binascii
import hmac

_VERSION = 0x80
_SHORTEST = 1 + 8 + 16 + 16 + 32
_ROUNDS = 10


class CannotOpen(Exception):
    """`args[0]` says why."""


def opened(token: str, key: str) -> str:
    """The text in a token. Raises CannotOpen."""
    try:
        secret = base64.b64decode(key.strip(), altchars=b"-_", validate=True)
        raw = base64.b64decode(token.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CannotOpen("it is damaged") from error
    if len(secret) != 32 or len(raw) < _SHORTEST or raw[0] != _VERSION or (len(raw) - 57) % 16:
        raise CannotOpen("it is damaged")
    if not hmac.compare_digest(hmac.digest(secret[:16], raw[:-32], "sha256"), raw[-32:]):
        raise CannotOpen("it belongs to another key file")
    round_keys = _round_keys(secret[16:])
    before, plain = raw[9:25], bytearray()
    for at in range(25, len(raw) - 32, 16):
        block = raw[at : at + 16]
        plain += bytes(a ^ b for a, b in zip(_deciphered(block, round_keys), before, strict=True))
        before = block
    padding = plain[-1]
    if not 1 <= padding <= 16 or plain[-padding:] != bytes([padding]) * padding:
        raise CannotOpen("it is damaged")
    try:
        return plain[:-padding].decode()
    except UnicodeDecodeError as error:
        raise CannotOpen("it is damaged") from error


def _times(a: int, b: int) -> int:
    """The product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _s_box() -> list[int]:
    """The inverse in GF(2^8), then the affine transformation (FIPS 197 §5.1.1)."""
    powers = [1]
    while len(powers) < 255:
        powers.append(_times(powers[-1], 3))
    inverse = {power: powers[-at % 255] for at, power in enumerate(powers)} | {0: 0}
    return [
        0x63 ^ (b := inverse[x]) ^ _turned(b, 1) ^ _turned(b, 2) ^ _turned(b, 3) ^ _turned(b, 4) for x in range(256)
    ]


def _turned(byte: int, by: int) -> int:
    return (byte << by | byte >> 8 - by) & 0xFF


_S = _s_box()
_INVERSE_S = [_S.index(x) for x in range(256)]


def _round_keys(key: bytes) -> list[bytes]:
    """The key of each round (FIPS 197 §5.2)."""
    words, constant = [key[at : at + 4] for at in range(0, 16, 4)], 1
    while len(words) < 4 * (_ROUNDS + 1):
        word = words[-1]
        if len(words) % 4 == 0:
            word = bytes(_S[b] for b in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _times(constant, 2)
        words.append(bytes(a ^ b for a, b in zip(words[-4], word, strict=True)))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def _deciphered(block: bytes, keys: list[bytes]) -> bytes:
    """One block (FIPS 197 §5.3). The bytes stand column by column: row r of column c is byte 4c + r."""
    state = _mixed_in(block, keys[_ROUNDS])
    for number in range(_ROUNDS - 1, -1, -1):
        moved = bytes(state[4 * ((at // 4 - at % 4) % 4) + at % 4] for at in range(16))
        state = _mixed_in(bytes(_INVERSE_S[b] for b in moved), keys[number])
        if number:
            state = b"".join(_column(state[at : at + 4]) for at in range(0, 16, 4))
    return state


def _mixed_in(state: bytes, key: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(state, key, strict=True))


def _column(column: bytes) -> bytes:
    """One column, unmixed."""
    factors = (14, 11, 13, 9)
    mixed = []
    for row in range(4):
        value = 0
        for at, byte in enumerate(column):
            value ^= _times(byte, factors[(at - row) % 4])
        mixed.append(value)
    return bytes(mixed)
