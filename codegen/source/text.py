"""Decodes the bytes of a document, and refuses a wrong encoding, size or character before any parser sees the text."""

from __future__ import annotations

import re
from itertools import islice

from codegen.diagnostics import Source
from codegen.source.findings import Findings

MAX_BYTES = 64 * 1024 * 1024

NOT_YAML = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What JSON takes inside strings and YAML does not (YAML 1.2.2, section 5.1), beside what neither takes."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UTF16 = re.compile(rb"\xff\xfe|\xfe\xff|(?:\x00[^\x00]){2}|(?:[^\x00]\x00){2}")
_SHOWN = 20


def decode(name: str, data: bytes) -> Source:
    """The text of `data` without its byte order mark. Raises SpecError: too large, not UTF-8, control characters."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
        Findings(Source(name, "")).stop("too-large", message, 0, 0)
    utf16 = _UTF16.match(data) is not None
    hint = "this looks like UTF-16 or UTF-32; save the file as UTF-8" if utf16 else "save the file as UTF-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = len(data[: error.start].decode("utf-8"))
        findings = Findings(Source(name, data.decode("utf-8", "replace")))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 here"
        findings.stop("encoding", message, start, start + 1, hint)
    source = Source(name, text.removeprefix("\ufeff"))
    if utf16:
        Findings(source).stop("encoding", "every other byte is zero", 0, 1, hint)
    refuse(source, _CONTROL)
    return source


def refuse(source: Source, characters: re.Pattern[str]) -> None:
    """Raise SpecError when any of `characters` stands in the text."""
    findings = Findings(source)
    for found in islice(characters.finditer(source.text), _SHOWN):
        code = ord(found[0])
        hint = f'write it as an escape in a quoted string: "\\u{code:04x}"'
        message = f"the character U+{code:04X} is not allowed in a document"
        findings.add("control-character", message, found.start(), found.end(), hint)
    findings.raise_found()
