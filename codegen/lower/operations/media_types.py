"""Media types, which are the keys of `content`: how their bytes are read or written.

The rules follow the structured syntax suffixes of RFC 6839 (`+json`, `+xml`) and the media type registry's text
types. What is neither JSON, a form, a stream nor text is bytes."""

from __future__ import annotations

import re

from codegen import ir

_TOKEN = r"[A-Za-z0-9!#$&^_.+*-]+"
_SHAPE = re.compile(rf"\s*({_TOKEN}/{_TOKEN})\s*(;.*)?", re.DOTALL)

_JSON = {"application/json", "text/json", "application/x-json"}
_JSON_LINES = {
    "application/jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
    "application/ndjson",
    "application/x-ndjson",
    "application/x-jsonl",
    "application/json-lines",
    "application/json-seq",
    "application/stream+json",
    "application/x-json-stream",
}
_TEXT = {
    "application/xml",
    "application/yaml",
    "application/x-yaml",
    "application/toml",
    "application/javascript",
    "application/graphql",
    "application/sdp",
    "application/sql",
    "application/pem-certificate-chain",
}
_TEXT_SUFFIXES = ("+xml", "+yaml", "+text")


def essence(media_type: str) -> str | None:
    """`type/subtype` in lower case, without parameters; None when the text has not that shape (RFC 9110, 8.3.1)."""
    match = _SHAPE.fullmatch(media_type)
    return match.group(1).lower() if match else None


def media_of(name: str) -> ir.Media:
    """How the bytes of the media type `name` (as `essence` returns it) are read or written. Ranges count as what they
    most likely hold: `*/*` and `application/*` as JSON, `text/*` as text, every other range as bytes."""
    if name in _JSON_LINES or name.endswith("+json-seq"):
        return ir.Media.JSON_LINES
    if name in _JSON or name.endswith("+json") or name in ("*/*", "application/*"):
        return ir.Media.JSON
    if name == "text/event-stream":
        return ir.Media.EVENT_STREAM
    if name == "application/x-www-form-urlencoded":
        return ir.Media.FORM
    if name.startswith("multipart/"):
        return ir.Media.MULTIPART
    if name.startswith("text/") or name in _TEXT or name.endswith(_TEXT_SUFFIXES):
        return ir.Media.TEXT
    return ir.Media.BINARY


def concrete(name: str, media: ir.Media) -> str:
    """A media type that can stand in a `Content-Type` header in place of the range `name`; any other `name` comes
    back as it is, and so does a range of files (`image/*`)."""
    if "*" not in name:
        return name
    match media:
        case ir.Media.BINARY if name not in ("*/*", "application/*"):
            return name  # each file says which it is
        case ir.Media.JSON:
            return "application/json"
        case ir.Media.TEXT:
            return "text/plain"
        case ir.Media.MULTIPART:
            return "multipart/form-data"
        case _:
            return "application/octet-stream"
