"""What a method returns, as `client.py` spells it: the answer, a stream of items, a page or a file, sync and async."""

from __future__ import annotations

from codegen.python import answers
from codegen.python.annotations import Annotations
from codegen.python.calls import Call, Mode
from codegen.python.imports import Imports
from codegen.python.text import Code
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Returned:
    """Annotations, and what a docstring says of them."""

    annotation: Code
    async_annotation: Code
    doc: str = ""
    async_doc: str = ""


def returned(call: Call, annotations: Annotations, imports: Imports, shadowed: frozenset[str]) -> Returned:
    answer = answers.result(call.operation, annotations, imports, shadowed)
    match call.mode:
        case Mode.ANSWER:
            return Returned(answer, answer)
        case Mode.STREAM:
            return Returned(
                Code(f"{imports.name('._runtime.streams', 'Stream', shadowed)}[{answer}]"),
                Code(f"{imports.name('._runtime.streams', 'AsyncStream', shadowed)}[{answer}]"),
                "An iterator of items as they arrive; use it in a `with` statement, or close it, to stop early.",
                "An async iterator of items as they arrive; use it in `async with`, or close it, to stop early.",
            )
        case Mode.DOWNLOAD:
            return Returned(
                imports.name("builtins", "int", shadowed),
                imports.name("builtins", "int", shadowed),
                "The size of the file in bytes.",
                "The size of the file in bytes.",
            )
        case Mode.PAGE:
            item = "object" if call.paging is None else annotations.of(call.paging.item, shadowed)
            return Returned(
                Code(f"{imports.name('._runtime.pages', 'Page', shadowed)}[{item}, {answer}]"),
                Code(f"{imports.name('._runtime.pages', 'AsyncPage', shadowed)}[{item}, {answer}]"),
                "A page; iterating it gives the items of this and of all following pages.",
                "A page; `async for` gives the items of this and of all following pages.",
            )
