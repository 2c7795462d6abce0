"""Prose of a document → its lines, and wrapped lines that keep what Markdown means by them: lists, tables, code."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from functools import cache

_LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def paragraphs(text: str) -> list[str]:
    """Lines of prose: every line end Python or an editor knows ends a line, trailing blanks go, tabs become spaces, and there is
    never more than one empty line at a time (two are what separates the declarations of a module)."""
    if text.isascii() and text.isprintable():
        return [text.strip()]
    for end in ("\r\n", *_LINE_ENDS):
        text = text.replace(end, "\n")
    joined = "\n".join([line.expandtabs(4).rstrip() for line in text.strip("\n").split("\n")])
    if joined[:1] in (" ", "\n"):  # an indent of all lines is one of the first
        joined = textwrap.dedent(joined)
    joined = joined.strip()
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined.split("\n")


_FENCE = re.compile(r" *(```[^`]*|~~~.*)\Z")
_OWN_LINE = ("#", ">", "<", "=", "---", "***")
# A number of three digits is a status: no list is that long.
_MARK = re.compile(r"[-*+]|\d{1,2}[.)]")
_LIST_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,2}[.)]) +(?=\S)")


# Chinese and Japanese, which have no blanks between words: a line may end after nearly every character. A closing mark stays with
# the character before it, an opening one with the next.
_IDEOGRAPH = "\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd"
_OPENING, _CLOSING = "（「『《〈【［｛〔", "、。，．：；！？」』）】》〉］｝〕ー々"


@cache  # compiling takes longer than all else in many a run, which never meets such a character
def _syllables() -> re.Pattern[str]:
    return re.compile(f"[{_OPENING}]*[{_IDEOGRAPH}][{_CLOSING}]*|[^{_IDEOGRAPH}]+")


@cache
def _wide() -> re.Pattern[str]:
    """What takes two columns: ideographs, Korean, emoji."""
    return re.compile(f"[{_IDEOGRAPH}\u1100-\u115f\ua960-\ua97f\uac00-\ud7a3\U0001f300-\U0001faff]")


def columns(text: str) -> int:
    """How wide a text is where every character has one column or two. A fixed table, on every Python the same."""
    return len(text) if text.isascii() else len(text) + len(_wide().findall(text))


def wrap(text: str, width: int, first: int = 0) -> list[str]:
    """Prose wrapped to `width` columns, of which `first` are taken on the first line. Lists keep their items, and tables, code and
    headings their lines; a paragraph whose lines are short enough keeps them too, so that wrapping leaves no stumps.
    """
    lines = paragraphs(text)
    if len(lines) == 1 and first + columns(lines[0]) <= width:
        return lines
    wrapped: list[str] = []
    for block, hanging in _blocks(lines):
        taken = 0 if wrapped else first
        if hanging is None or max(map(columns, (" " * taken + block[0], *block[1:]))) <= width:
            wrapped += block
            continue
        indent = block[0][: len(block[0]) - len(block[0].lstrip())]
        filled = _fill(
            _bound([word for line in block for word in line.split()]), max(width, 20), " " * taken + indent, hanging
        )
        wrapped += [filled[0][taken:], *filled[1:]]
    return [line.rstrip() for line in wrapped]


def _bound(words: list[str]) -> list[str]:
    """The words of a block, with a dash or a number that would begin an item of a list behind a line end kept beside the one before."""
    found: list[str] = []
    for word in words:
        if found and len(word) <= 3 and _MARK.fullmatch(word):
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _fill(words: list[str], width: int, initial: str, hanging: str) -> list[str]:
    """Lines of words; one that is wider than a line stands alone on it."""
    lines: list[str] = []
    line, taken, is_empty = initial, len(initial), True
    for word in words:
        gap = "" if is_empty else " "
        for part in (word,) if word.isascii() else _syllables().findall(word):
            more = columns(part)
            if not is_empty and taken + len(gap) + more > width:
                lines.append(line)
                line, taken, gap = hanging, len(hanging), ""
            line += gap + part
            taken += len(gap) + more
            is_empty, gap = False, ""
    return [*lines, line]


def _blocks(lines: list[str]) -> Iterator[tuple[list[str], str | None]]:
    """Lines that may be wrapped as one, with the indent of the lines after the first; None for lines that stay as they are."""
    block: list[str] = []
    hanging: str = ""
    # A fence that nothing closes is none.
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)]
    code = {number for start, end in zip(fences[::2], fences[1::2], strict=False) for number in range(start, end + 1)}
    for number, line in enumerate(lines):
        stripped = line.lstrip()
        item = _LIST_ITEM.match(line)
        verbatim = number in code or not line or stripped.startswith("|")
        indent = len(line) - len(stripped)
        alone = indent > 0 or stripped.startswith(_OWN_LINE)
        # A line goes on with its block: with a paragraph unless it is indented (a layout of its own), with an item if it is.
        goes_on = 0 < indent <= len(hanging) + 2 if hanging else not alone
        if block and not verbatim and not item and goes_on:
            block.append(line)
            continue
        if block:
            yield block, hanging
            block = []
        if verbatim:
            yield [line], None
        elif item:
            block, hanging = [line], " " * item.end()
        elif alone:
            yield [line], " " * indent
        else:
            block, hanging = [line], ""
    if block:
        yield block, hanging
