"""Colours for a terminal, put into text that is already escaped: no colour can come from a document."""

from __future__ import annotations

import re

_RED, _GREEN, _YELLOW, _CYAN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m", "\x1b[1m", "\x1b[0m"
_SEVERITIES = {"error": _RED, "warning": _YELLOW, "note": _CYAN}
# A place has no blanks at its beginning; the lines of an excerpt have.
_TITLE = re.compile(r"^((?:\S.*?:\d+:\d+: )?)(error|warning|note)(?=[\[:])", re.MULTILINE)
_CARETS = re.compile(r"^( *\| *)(\^+)$", re.MULTILINE)
_DIFF = re.compile(r"^(?:([+].*)|(-.*)|(@@ .*))$", re.MULTILINE)


def coloured_problems(text: str) -> str:
    """Rendered problems with severities and carets in colour."""
    text = _TITLE.sub(lambda found: f"{found[1]}{_BOLD}{_SEVERITIES[found[2]]}{found[2]}{_PLAIN}", text)
    return _CARETS.sub(rf"\1{_GREEN}\2{_PLAIN}", text)


def coloured_diff(text: str) -> str:
    """A unified diff with what is new in green and what is gone in red."""

    def colour(found: re.Match[str]) -> str:
        return f"{_GREEN if found[1] else _RED if found[2] else _CYAN}{found[0]}{_PLAIN}"

    return _DIFF.sub(colour, text)
