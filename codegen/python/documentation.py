"""What the document says about a thing in prose → the text of its docstring."""

from __future__ import annotations

from codegen import ir
from codegen.python.text import SpecText

_EXAMPLE_LENGTH = 60


def docstring(doc: ir.Doc, *notes: str) -> SpecText:
    """Summary and description, then a line each for what else is to be known. Empty where nothing is."""
    paragraphs = [doc.summary.strip()] if doc.summary.strip() else []
    description = doc.description.strip()
    if description and description != doc.summary.strip():
        paragraphs.append(description)
    remarks = ["Deprecated."] if doc.deprecated and "deprecated" not in description.lower() else []
    if doc.constraints:
        remarks.append(f"Constraints: {'; '.join(doc.constraints)}.")
    shown = [example for example in doc.examples[:2] if isinstance(example, str | int | float) and example != ""]
    spelled = ", ".join(f"`{example}`" for example in shown)
    if spelled and len(spelled) <= _EXAMPLE_LENGTH:
        remarks.append(f"Example: {spelled}." if len(shown) == 1 else f"Examples: {spelled}.")
    remarks += notes
    if remarks:
        joined = "\n".join(remarks)
        single = paragraphs and len(paragraphs) == 1 and "\n" not in paragraphs[0] and len(remarks) == 1
        if single and len(paragraphs[0]) + len(joined) < 60 and paragraphs[0].endswith((".", "!", "?")):
            paragraphs = [f"{paragraphs[0]} {joined}"]
        else:
            paragraphs.append(joined)
    return SpecText("\n\n".join(paragraphs))
