"""What JSON decoders raise for text that is no JSON which we could take. Pure."""

from __future__ import annotations

import msgspec

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Torn text, bytes that are not UTF-8, and lists in lists a thousand deep."""
