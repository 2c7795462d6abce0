"""What an operation answers: responses of an `ir.Operation` → the type a method returns, and how each status is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from codegen import ir
from codegen.python.annotations import Annotations
from codegen.python.arguments import chosen_content
from codegen.python.client_view import AnswerView
from codegen.python.imports import Imports
from codegen.python.text import Code, string_literal

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf""";[ \t]*({_TOKEN}=(?:{_TOKEN}|"[^"\\\x00-\x1f\x7f-\U0010ffff]*"))[ \t]*""")
_MEDIA_TYPE = re.compile(rf"\s*({_TOKEN}/{_TOKEN})[ \t]*((?:{_PARAMETER.pattern})*)")


class Decoders(Protocol):
    """Where the codec says how a type is decoded."""

    def reader(self, kind: ir.Type) -> Code:
        """An expression of type `Reader[T]` for `_operations`; its imports are registered."""
        ...

    def item_reader(self, content: ir.Content) -> Code:
        """The same for the items of a stream."""
        ...


class Answers:
    """Reads the responses of one operation after the other."""

    def __init__(self, decoders: Decoders, imports: Imports) -> None:
        self._decoders, self._imports = decoders, imports

    def successes(self, operation: ir.Operation) -> tuple[AnswerView, ...]:
        """A reader for each status that is a success."""
        if operation.method.upper() == "HEAD":
            return (AnswerView(Code('"default"'), self._runtime("no_body")),)
        found = tuple(self._answer(response) for response in successes(operation))
        return found or (AnswerView(Code('"default"'), self._runtime("no_body")),)

    def errors(self, operation: ir.Operation) -> tuple[AnswerView, ...]:
        """A reader for each documented error that has a body."""
        found = errors(operation)
        return tuple(self._answer(response) for response in found if answered(response) is not None)

    def _answer(self, response: ir.Response) -> AnswerView:
        return AnswerView(string_literal(response.status), self._reader(answered(response)))

    def _reader(self, content: ir.Content | None) -> Code:
        if content is None:
            return self._runtime("no_body")
        match content.media:
            case ir.Media.JSON:
                reader = self._decoders.reader(content.type if content.type is not None else ir.AnyValue())
                if "*" in content.media_type and content.type == ir.Primitive(ir.Scalar.STRING):
                    return Code(f"{self._runtime('string_body')}({reader})")
                return reader
            case ir.Media.EVENT_STREAM | ir.Media.JSON_LINES:
                return self._decoders.item_reader(content)
            case ir.Media.TEXT:
                return self._runtime("text_body")
            case ir.Media.FORM | ir.Media.MULTIPART | ir.Media.BINARY:
                return self._runtime("bytes_body")

    def _runtime(self, name: str) -> Code:
        return Code(f"{self._imports.runtime('request')}.{name}")


def successes(operation: ir.Operation) -> tuple[ir.Response, ...]:
    """The documented successes; `default` counts where there is no other."""
    found = tuple(response for response in operation.responses if response.status.startswith("2"))
    return found or tuple(response for response in operation.responses if response.status == "default")


def errors(operation: ir.Operation) -> tuple[ir.Response, ...]:
    """The documented responses that are no success; `default` stands for errors even where it stands for success too."""
    successful = successes(operation)
    return tuple(
        response for response in operation.responses if response not in successful or response.status == "default"
    )


def answered(response: ir.Response) -> ir.Content | None:
    """What the client takes a response for, of all that it may be. Text gives way to bytes, which hold both."""
    content = chosen_content(response.contents)
    if content is None or content.media is not ir.Media.TEXT:
        return content
    return next((other for other in response.contents if other.media is ir.Media.BINARY), content)


def _readable(content: ir.Content, contents: tuple[ir.Content, ...]) -> list[str]:
    """The media types that an answer may have: where it is bytes, any that is no more than that."""
    if content.media is not ir.Media.BINARY:
        return [content.media_type]
    return [one.media_type for one in contents if one.media in (ir.Media.BINARY, ir.Media.TEXT)]


def result(operation: ir.Operation, annotations: Annotations, imports: Imports, shadowed: frozenset[str]) -> Code:
    """The annotation of what a method returns: the types of all successes."""
    if operation.method.upper() == "HEAD":
        return Code("None")
    parts: dict[str, None] = {}
    for response in successes(operation):
        content = answered(response)
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
        return imports.name("._runtime.response", "ServerSentEvent", shadowed)
    return imports.name("typing", "Any", shadowed)


STREAMS = (ir.Media.EVENT_STREAM, ir.Media.JSON_LINES)


def split(operation: ir.Operation) -> tuple[ir.Operation | None, ir.Operation | None]:
    """The operation as it answers at once, and as it answers with a stream; None for what it does not do."""
    streams = any(content.media in STREAMS for response in successes(operation) for content in response.contents)
    if not streams or operation.method.upper() == "HEAD":
        return operation, None
    plain = _only(operation, lambda content: content.media not in STREAMS)
    return plain, _only(operation, lambda content: content.media in STREAMS)


def is_file(operation: ir.Operation) -> bool:
    """Whether every success of an operation is bytes that may as well go to a file."""
    contents = [answered(response) for response in successes(operation)]
    is_binary = [content is not None and content.media is ir.Media.BINARY for content in contents]
    return bool(is_binary) and all(is_binary) and operation.method.upper() != "HEAD"


def _only(operation: ir.Operation, keeps: Callable[[ir.Content], bool]) -> ir.Operation | None:
    """The operation with those contents of its successes alone; None where no success is left."""
    successful = successes(operation)
    responses: list[ir.Response] = []
    has_success = False
    for response in operation.responses:
        if response not in successful:
            responses.append(response)
            continue
        contents = tuple(content for content in response.contents if keeps(content))
        has_success = has_success or bool(contents)
        if contents or not response.contents:
            responses.append(replace(response, contents=contents))
    return replace(operation, responses=tuple(responses)) if has_success else None


def accept(operation: ir.Operation) -> Code:
    """The Accept header: the media types of all successes, errors being readable whatever they are."""
    found: dict[str, None] = {}
    for response in successes(operation):
        content = answered(response)
        if content is not None:
            found.update((_accepted(one), None) for one in _readable(content, response.contents))
    return string_literal(", ".join(found) if found and "" not in found else "*/*")


def _accepted(media_type: str) -> str:
    """A media type as an Accept header names it, with what tells versions of it apart; text is read in any charset. Empty for what no
    header can carry."""
    match = _MEDIA_TYPE.fullmatch(media_type)
    if match is None:
        return ""
    parameters: list[str] = _PARAMETER.findall(match[2])
    return ";".join([match[1], *(one for one in parameters if not one.lower().startswith("charset="))])
