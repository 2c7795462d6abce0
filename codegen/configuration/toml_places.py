"""Where a key stands in a TOML text: its path goes in, line, column and width come out.

`tomllib` gives values without positions. This reads no values: it looks for table headers and keys line by line, which is all a
diagnostic needs, and falls back to the nearest enclosing table that it can find.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, cast

_HEADER = re.compile(r"\s*\[\[?(?P<path>[^\]\[]+?)\]\]?\s*(?:#.*)?")
_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_PAIR = re.compile(rf"(?:^|[{{,])\s*(?P<path>{_KEY}(?:\s*\.\s*{_KEY})*)\s*=")


def place_of(text: str, path: tuple[str, ...]) -> tuple[int, int, int]:
    """Line and column, from 1, and the width of the key at `path`, or of the longest part of the path that is written there."""
    best, place = 0, (1, 1, 1)
    for keys, line, column, width in _keys(text):
        length = len(keys)
        if best < length <= len(path) and path[:length] == keys:
            best, place = length, (line, column, width)
    return place


def _keys(text: str) -> Iterator[tuple[tuple[str, ...], int, int, int]]:
    """Every key that is written: its whole path, line, column and width."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.fullmatch(line)
        if header:
            table = _parse(header["path"])
            yield table, number, header.start("path") + 1, len(header["path"])
            continue
        outer: tuple[str, ...] = ()
        for pair in _PAIR.finditer(line):
            keys = _parse(pair["path"])
            # A key behind a brace or a comma belongs to the inline table of the key that opens the line.
            whole = (*table, *outer, *keys)
            outer = outer or keys
            yield whole, number, pair.start("path") + 1, len(pair["path"])


def _parse(path: str) -> tuple[str, ...]:
    """`a."b.c"` → ("a", "b.c"), read by tomllib itself."""
    try:
        value: Any = tomllib.loads(f"{path} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while isinstance(value, dict):
        (key, value), *_ = cast(dict[str, Any], value).items()
        keys.append(key)
    return tuple(keys)
