"""What the document says about a thing in prose → the text of its docstring."""

from __future__ import annotations

import re
from collections.abc import Collection

from codegen import ir
from codegen.python.code.text import SpecText
from codegen.python.docs import remarks
from codegen.python.docs.markup import markdown

_LINE = 76
"""How much fits between the quotes of a docstring of one line in a class."""
_SENTENCE = re.compile(r"[^\n]+?[.!?](?= [A-Z`\[*]|\n|\Z)")
_ABBREVIATED = ("e.g.", "i.e.", "etc.", "vs.", "approx.", "incl.")


def docstring(doc: ir.Doc, *notes: str, told: Collection[ir.JSONScalar] = ()) -> SpecText:
    """Summary and description, then a line each for what else is to be known. Empty where nothing is. `told` are values that stand
    beside the docstring: a default, the values of an enum."""
    paragraphs = prose(doc)
    said = [*remarks.sentences(doc, told), *notes]
    if said:
        joined = " ".join([*paragraphs, *said])
        if len(paragraphs) == 1 and paragraphs[0].endswith((".", "!", "?")) and fits_one_line(joined):
            paragraphs = [joined]
        else:
            paragraphs.append("\n".join(said))
    return SpecText("\n\n".join(paragraphs))


def prose(doc: ir.Doc) -> list[str]:
    """Summary and description as Markdown; the summary alone, or none, where the description begins with it."""
    summary, description = markdown(doc.summary).strip(), markdown(doc.description).strip()
    if not description:
        return [summary] if summary else []
    if not summary or description.startswith(summary):
        return [description]
    return [summary, description]


def fits_one_line(text: str) -> bool:
    """Whether a docstring of this text has one line in a class."""
    return len(text) <= _LINE and "\n" not in text


def first_sentence(text: str, longest: int = _LINE) -> str:
    """The first sentence of a text if it is on one line, not too long for one, and whole; empty where it is not."""
    found = _SENTENCE.match(text)
    if found is None or len(found[0]) > longest or found[0].endswith(_ABBREVIATED):
        return ""
    sentence = found[0]
    whole = all(sentence.count(mark) % 2 == 0 for mark in ("`", "**", '"'))
    return sentence if whole and all(sentence.count(a) == sentence.count(b) for a, b in ("[]", "()")) else ""
