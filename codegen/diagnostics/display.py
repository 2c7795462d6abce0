"""Makes text of a document fit for a screen, and cuts out the source line that a diagnostic shows.

Control, bidi, line-separating, invisible, private and surrogate characters are shown as escapes, so nothing from a document can
forge output, hide in it or make printing fail. The tables are fixed: Python versions differ in theirs, diagnostics must not.
"""

from __future__ import annotations

import re
from functools import cache

from codegen.diagnostics.problems import Span

_HOSTILE = (
    r"\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
_WIDE = (
    r"[\u1100-\u115e\u2e80-\u303e\u3041-\u3163\u3165-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    r"\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff"
    r"\U0001fa70-\U0001faff\U00020000-\U0003fffd]"
)
_NO_WIDTH = (
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u200c\u200d\u20d0-\u20ff\u302a-\u302d\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff]"
)


# Compiled when first needed: `codegen check` imports this module on its fast path and seldom has anything to show.
@cache
def _pattern(characters: str) -> re.Pattern[str]:
    return re.compile(characters)


# To the runner of GitHub Actions, `##[` anywhere in a line begins a command, and so does `::` where a line begins.
_ESCAPED = rf"[{_HOSTILE}]|#(?=#\[)"
_COMMAND = r"^(\s*):(?=:)"

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_TAB = "    "


def escape_for_display(text: str) -> str:
    """`text` on one line, fit for a terminal and a CI log. Backslashes of the text itself stay as they are."""
    if text.isascii() and text.isprintable() and "::" not in text and "##[" not in text:
        return text
    return _pattern(_ESCAPED).sub(_escape, _pattern(_COMMAND).sub(r"\1\\x3a", text))


def excerpt(span: Span, limit: int = 120) -> tuple[str, str]:
    """The line that `span` stands on and the line of carets below it; a long line is cut around the carets to `limit` columns."""
    line = span.source.line(span.line)
    begin = min(span.column - 1, len(line))
    end = min(begin + span.width, len(line))
    first, last = max(0, begin - limit), min(len(line), end + limit, begin + 2 * limit)
    cells = [_cell(line, at) for at in range(first, last)]
    before, marked, after = cells[: begin - first], cells[begin - first : end - first], cells[end - first :]
    cut_left, cut_right = first > 0, last < len(line)
    if cut_left or cut_right or _width(cells) > limit:
        room = limit - 2
        if _take(marked, room):
            after.clear()
            cut_right = True
        room -= _width(marked)
        left = max(room * 2 // 3, room - _width(after))
        before.reverse()
        cut_left = _take(before, left) or cut_left
        before.reverse()
        cut_right = _take(after, room - _width(before)) or cut_right
    shown = "".join(text for text, _ in (*before, *marked, *after))
    carets = " " * (_width(before) + cut_left) + "^" * max(1, _width(marked))
    return "…" * cut_left + shown + "…" * cut_right, carets


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cell(line: str, at: int) -> tuple[str, int]:
    """A character as it is shown, and how many columns that takes."""
    character = line[at]
    if " " <= character <= "~" and character != "#":
        return character, 1
    if character == "\t":
        return _TAB, len(_TAB)
    if found := _pattern(_ESCAPED).match(line, at):
        text = _escape(found)
        return text, len(text)
    if _pattern(_WIDE).match(character):
        return character, 2
    return character, 0 if _pattern(_NO_WIDTH).match(character) else 1


def _width(cells: list[tuple[str, int]]) -> int:
    return sum(width for _, width in cells)


def _take(cells: list[tuple[str, int]], room: int) -> bool:
    """Shorten `cells` to what fits into `room` columns; whether anything had to go."""
    used = 0
    for count, (_, width) in enumerate(cells):
        used += width
        if used > room:
            del cells[count:]
            return True
    return False
