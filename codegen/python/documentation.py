"""What the document says about a thing in prose → the text of its docstring."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import ir
from codegen.python.markup import markdown
from codegen.python.text import SpecText

_EXAMPLE_LENGTH = 60
_LINE = 76
"""How much fits between the quotes of a docstring of one line in a class."""
_DEFAULT = "default "


def docstring(doc: ir.Doc, *notes: str) -> SpecText:
    """Summary and description, then a line each for what else is to be known. Empty where nothing is."""
    summary, description = markdown(doc.summary).strip(), markdown(doc.description).strip()
    paragraphs = [summary] if summary else []
    if description and description != summary:
        paragraphs.append(description)
    remarks = [*_remarks(doc, description), *notes]
    if remarks:
        joined = " ".join([*paragraphs, *remarks])
        if len(paragraphs) == 1 and paragraphs[0].endswith((".", "!", "?")) and _fits(joined):
            paragraphs = [joined]
        else:
            paragraphs.append("\n".join(remarks))
    return SpecText("\n\n".join(paragraphs))


def _fits(text: str) -> bool:
    return len(text) <= _LINE and "\n" not in text


def _remarks(doc: ir.Doc, description: str) -> Iterator[str]:
    """What the document says in keywords, unless its prose says so too."""
    if doc.deprecated and "deprecated" not in description.lower():
        yield "Deprecated."
    limits = [phrase for phrase in doc.constraints if not phrase.startswith(_DEFAULT)]
    if limits:
        yield f"Constraints: {'; '.join(limits)}."
    for phrase in doc.constraints:
        if phrase.startswith(_DEFAULT):
            yield f"Default: `{phrase.removeprefix(_DEFAULT)}`."
    examples = [example for example in doc.examples[:2] if isinstance(example, str | int | float) and example != ""]
    shown = [f"`{example}`" for example in examples if not _is_said(str(example), description)]
    if shown and len(", ".join(shown)) <= _EXAMPLE_LENGTH:
        yield f"{'Example' if len(shown) == 1 else 'Examples'}: {', '.join(shown)}."


def _is_said(example: str, description: str) -> bool:
    """Whether the prose shows an example already; a digit or two stand in any prose."""
    return len(example) > 2 and example in description
