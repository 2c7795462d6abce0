"""What the document says about values in keywords → sentences for a docstring.

    maximum length 20, minimum length 1 → 1 to 20 characters.
    pattern ^[a-z]+$                    → Matches `^[a-z]+$`.
    default auto                        → Default: `auto`.

Phrases are those of `ir.Doc.constraints`. What the prose says in the same words already is not said again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from codegen import ir

_EXAMPLES_LENGTH = 60
_ITEMS = "items: "
_DEFAULT = "default "
_BOUND = re.compile(r"(exclusive )?(minimum|maximum)( length| items| properties)? (-?[0-9][^ ]*)")
_UNITS = {"": "", " length": "character", " items": "item", " properties": "key"}
_QUOTED = {"pattern ": "Matches", "not ": "Not", "content encoding ": "Encoding:", "content media type ": "Media type:"}
_TOLD = frozenset({"read-only", "write-only", "content encoding binary"})
"""What the annotation or another note tells."""
_SAID_ALONE = 3
"""A number of so many digits that stands in the prose is no coincidence."""


def sentences(doc: ir.Doc, told: Collection[ir.JSONScalar] = ()) -> Iterator[str]:
    """Deprecation, limits, default and examples, in this order. `told` are values that the declaration shows by itself."""
    prose = doc.description or doc.summary
    if doc.deprecated and "deprecated" not in prose.lower():
        yield "Deprecated."
    yield from limits(doc.constraints, prose)
    yield from structured_default(doc.constraints, prose)
    yield from examples(doc, prose, told)


def limits(phrases: Collection[str], prose: str = "") -> Iterator[str]:
    """A line for the value itself, one for the items of an array, as far as `prose` does not say the same."""
    if not phrases:
        return
    own = [phrase for phrase in phrases if not phrase.startswith((_ITEMS, _DEFAULT)) and phrase not in _TOLD]
    items = [phrase.removeprefix(_ITEMS) for phrase in phrases if phrase.startswith(_ITEMS)]
    said = [*_bounds(own, prose), *_others(own)]
    if said:
        yield " ".join(f"{text[0].upper()}{text[1:]}." for text in said)
    said = [*_bounds(items, prose), *_others([phrase for phrase in items if phrase not in _TOLD])]
    if said:
        yield f"Each item: {'; '.join(said)}."


def structured_default(phrases: Collection[str], prose: str) -> Iterator[str]:
    """What an array or an object is when it is left out, which is a phrase of its constraints."""
    for phrase in phrases:
        if phrase.startswith(_DEFAULT):
            yield from default(phrase.removeprefix(_DEFAULT), prose)


def default(text: str, prose: str) -> Iterator[str]:
    """What a field or an argument is when it is left out, unless `prose` says so."""
    if not text:
        yield 'Default: `""`.'
    elif not _is_said_default(text, prose):
        yield f"Default: `{text}`."


def _is_said_default(text: str, prose: str) -> bool:
    if "default" not in prose.lower():  # a pattern of its own for each value takes time to compile
        return False
    said = rf"\bdefault\w*[^.\n]{{0,40}}?(?<![\w.-]){re.escape(text)}(?![\w-]|\.\d)"
    return re.search(said, prose, re.IGNORECASE) is not None


def json_text(value: ir.JSONScalar) -> str:
    """A scalar as people write it: text without quotes, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _bounds(phrases: list[str], prose: str) -> Iterator[str]:
    """Ranges of the value, its length and the number of its items or keys."""
    matches = [match for match in map(_BOUND.fullmatch, phrases) if match]
    if not matches:
        return
    for unit, word in _UNITS.items():
        found = {(match[2], match[1] is not None): match[4] for match in matches if (match[3] or "") == unit}
        text = _range(found, prose, counts=bool(word))
        if text:
            one = text.rpartition(" ")[2] == "1"
            yield f"{text} {word if one else f'{word}s'}" if word else text


def _range(found: dict[tuple[str, bool], str], prose: str, *, counts: bool) -> str:
    low, high = found.get(("minimum", False)), found.get(("maximum", False))
    if low and high and _is_range_said(low, high, prose):
        return ""
    if counts and low == "0":
        low = None
    texts: list[str] = []
    if low and high:
        texts.append(low if low == high else f"{low} to {high}" if counts else f"from {low} to {high}")
    elif low and not _is_said(low, prose):
        texts.append(f"at least {low}")
    elif high and not _is_said(high, prose):
        texts.append(f"at most {high}")
    above, below = found.get(("minimum", True)), found.get(("maximum", True))
    texts += [f"more than {above}"] if above else []
    texts += [f"less than {below}"] if below else []
    return ", ".join(texts)


def _is_range_said(low: str, high: str, prose: str) -> bool:
    if low not in prose or high not in prose:
        return False
    return re.search(rf"\b{re.escape(low)}\b.{{1,40}}\b{re.escape(high)}\b", prose) is not None


def _is_said(number: str, prose: str) -> bool:
    """Whether prose names a number, as it is or with commas in it."""
    if len(number) < _SAID_ALONE or not number.isdigit():
        return False
    return re.search(rf"(?<![\d.,]){number}(?![\d]|[.,]\d)", prose) is not None or (
        len(number) > _SAID_ALONE and f"{int(number):,}" in prose
    )


def _others(phrases: list[str]) -> Iterator[str]:
    for phrase in phrases:
        if _BOUND.fullmatch(phrase):
            continue
        prefix = next((prefix for prefix in _QUOTED if phrase.startswith(prefix)), None)
        yield phrase if prefix is None else f"{_QUOTED[prefix].lower()} `{phrase.removeprefix(prefix)}`"


def examples(doc: ir.Doc, prose: str, told: Collection[ir.JSONScalar]) -> Iterator[str]:
    """Two at most, if they are short and say something: no value that is shown already, and neither of the two booleans."""
    if not doc.examples:
        return
    texts = {json_text(value) for value in told}
    shown: list[str] = []
    for example in doc.examples[:2]:
        if isinstance(example, bool) or not isinstance(example, str | int | float) or example == "":
            continue
        text = json_text(example)
        # A digit or two stand in any prose.
        if text not in texts and f"`{text}`" not in shown and not (len(text) > 2 and text in prose):
            shown.append(f"`{text}`")
    if shown and len(", ".join(shown)) <= _EXAMPLES_LENGTH:
        yield f"{'Example' if len(shown) == 1 else 'Examples'}: {', '.join(shown)}."
