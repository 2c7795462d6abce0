"""What a method returns, as `client.py` spells it: the answer, a stream of items, a page or a file, sync and async."""

from __future__ import annotations

from codegen import ir
from codegen.python.client.answers import STREAMS, answered, successes
from codegen.python.client.methods import Method, Mode
from codegen.python.code.imports import Imports
from codegen.python.code.text import Code
from codegen.python.models.annotations import Annotations
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Returned:
    """Annotations, and what a docstring says of them."""

    annotation: Code
    async_annotation: Code
    doc: str = ""
    async_doc: str = ""


def returned(method: Method, annotations: Annotations, imports: Imports, shadowed: frozenset[str]) -> Returned:
    answer = result(method.operation, annotations, imports, shadowed)
    match method.mode:
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
            item = "object" if method.paging is None else annotations.of(method.paging.item, shadowed)
            return Returned(
                Code(f"{imports.name('._runtime.pages', 'Page', shadowed)}[{item}, {answer}]"),
                Code(f"{imports.name('._runtime.pages', 'AsyncPage', shadowed)}[{item}, {answer}]"),
                "A page; iterating it gives the items of this and of all following pages.",
                "A page; `async for` gives the items of this and of all following pages.",
            )


def result(operation: ir.Operation, annotations: Annotations, imports: Imports, shadowed: frozenset[str]) -> Code:
    """The annotation of what a method returns: the types of all successes."""
    if operation.method.upper() == "HEAD":
        return Code("None")
    parts: dict[str, None] = {}
    contents = [answered(response) for response in successes(operation)]
    if any(content is not None and content.media in STREAMS for content in contents):
        contents = [content for content in contents if content is not None]  # without content, there are no items
    for content in contents:
        parts[_body_type(content, annotations, imports, shadowed)] = None
    if len(parts) > 1 and parts.pop("None", True) is None:
        parts["None"] = None
    return Code(" | ".join(parts) or "None")


def _body_type(content: ir.Content | None, annotations: Annotations, imports: Imports, shadowed: frozenset[str]) -> str:
    if content is None:
        return "None"
    match content.media:
        case ir.Media.JSON:
            if content.type is None:
                return imports.name("typing", "Any", shadowed)
            return annotations.of(content.type, shadowed)
        case ir.Media.EVENT_STREAM | ir.Media.JSON_LINES:
            return item_type(content, annotations, imports, shadowed)
        case ir.Media.TEXT:
            return imports.name("builtins", "str", shadowed)
        case ir.Media.FORM | ir.Media.MULTIPART | ir.Media.BINARY:
            return imports.name("builtins", "bytes", shadowed)


def item_type(content: ir.Content, annotations: Annotations, imports: Imports, shadowed: frozenset[str]) -> Code:
    """The annotation of an item of a stream."""
    if content.type is not None:
        return annotations.of(content.type, shadowed)
    if content.media is ir.Media.EVENT_STREAM:
        return imports.name("._runtime.items", "ServerSentEvent", shadowed)
    return imports.name("typing", "Any", shadowed)
