"""HTML in the prose of a document → the Markdown that says the same: a docstring is read as text, not in a browser.

Only the tags that descriptions are full of, and only where they are used as tags: `Array<b>` or a tag in a code span stays what it
is. Every repetition is bounded, so that no text takes long.
"""

from __future__ import annotations

import html
import re
from functools import partial

_CODE = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`|^[ \t]*\|[^\n]*$)", re.DOTALL | re.MULTILINE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z0-9]{2,31});", re.IGNORECASE)
_TAG = re.compile(r"</[a-z][a-z0-9]{0,9}>|<br ?/?>", re.IGNORECASE)
_CODE_TAG, _STRONG_TAG, _EMPHASIS_TAG = (
    re.compile(rf"<({tags})(?: [^<>]{{0,300}})?>([^<>]{{1,500}})</\1>", re.IGNORECASE)
    for tags in ("code|tt|kbd", "strong|b", "em|i")
)
_LINK = re.compile(
    r"""<a (?:[^<>]{0,300} )?href=["']([^<>"']{0,500})["'][^<>]{0,300}>([^<>]{0,500})</a>""", re.IGNORECASE
)
_BLOCKS = ("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6")


def markdown(text: str) -> str:
    """The text with its HTML spelled as Markdown; the same string where there is none."""
    if "<" not in text:
        return text
    # Odd parts are code and tables, which keep every character.
    parts = _CODE.split(text)
    if not any(_TAG.search(part) for part in parts[::2]):
        return text
    parts[::2] = map(_converted, parts[::2])
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip()


def _marked(mark: str, found: re.Match[str]) -> str:
    inner = " ".join(found[2].split())
    return f"{mark}{inner}{mark}" if inner else ""


def _emphasized(text: str) -> str:
    return _STRONG_TAG.sub(partial(_marked, "**"), _EMPHASIS_TAG.sub(partial(_marked, "*"), text))


def _converted(text: str) -> str:
    if not _TAG.search(text):
        return text
    # From the inside out: what a pattern takes in holds no tag. Emphasis stands in links and around them.
    text = _emphasized(_CODE_TAG.sub(partial(_marked, "`"), text))
    text = _LINK.sub(lambda found: f"[{' '.join(found[2].split())}]({found[1]})" if found[2].strip() else "", text)
    text = _emphasized(text)
    lowered = text.lower()
    if "</li>" in lowered:
        text = re.sub(r"\s{0,80}<li(?: [^<>]{0,300})?>\s{0,80}", "\n- ", text, flags=re.IGNORECASE)
        text = re.sub(r"\s{0,80}</li>", "", text, flags=re.IGNORECASE)
    for tag in _BLOCKS:
        if f"</{tag}>" in lowered:
            text = re.sub(
                rf"[ \t]{{0,80}}</?{tag}(?: [^<>]{{0,300}})?>[ \t]{{0,80}}", "\n\n", text, flags=re.IGNORECASE
            )
    text = re.sub(r"[ \t]{0,80}<br ?/?>[ \t]{0,80}\n?", "\n", text, flags=re.IGNORECASE)
    text = re.sub(r"\n\s{0,80}\n(?=- )", "\n\n", text)
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)
