"""The hash of a text, which tells whether a document, a template or a generated file changed."""

from __future__ import annotations

import hashlib

MISSING = "missing"
"""Stands for the hash of an input document that is referred to but is not there."""


def content_hash(data: bytes) -> str:
    """SHA-256 in hexadecimal of a text file's bytes, every CRLF counted as a line feed: a checkout may change line ends."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n"), usedforsecurity=False).hexdigest()


def text_hash(text: str) -> str:
    """`content_hash` of a text as it is written to a file."""
    return content_hash(text.encode())
