"""What an operation answers: which of its responses are successes, which media type of each is read, and what it accepts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from codegen import ir
from codegen.python.client.arguments import chosen_content

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf""";[ \t]*({_TOKEN}=(?:{_TOKEN}|"[^"\\\x00-\x1f\x7f-\U0010ffff]*"))[ \t]*""")
_MEDIA_TYPE = re.compile(rf"\s*({_TOKEN}/{_TOKEN})[ \t]*((?:{_PARAMETER.pattern})*)")


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
    """What the client takes a response for, of all that it may be."""
    return _chosen(response.contents)


def _chosen(contents: tuple[ir.Content, ...]) -> ir.Content | None:
    """Text gives way to bytes, which hold both."""
    content = chosen_content(contents)
    if content is None or content.media is not ir.Media.TEXT:
        return content
    return next((other for other in contents if other.media is ir.Media.BINARY), content)


def _readable(contents: tuple[ir.Content, ...]) -> list[str]:
    """The media types that an answer may have: where it is bytes or text, any that is no more than that."""
    content = _chosen(contents)
    if content is None or content.media not in (ir.Media.BINARY, ir.Media.TEXT):
        return [] if content is None else [content.media_type]
    return [one.media_type for one in contents if one.media in (ir.Media.BINARY, ir.Media.TEXT)]


def spoken(contents: tuple[ir.Content, ...]) -> list[str]:
    """The media types that are read of a success, by the method that reads streams and by the other."""
    streams = tuple(content for content in contents if content.media in STREAMS)
    plain = tuple(content for content in contents if content.media not in STREAMS)
    return [*_readable(plain), *_readable(streams)]


STREAMS = (ir.Media.EVENT_STREAM, ir.Media.JSON_LINES)


def split(operation: ir.Operation) -> tuple[ir.Operation | None, ir.Operation | None]:
    """The operation as it answers at once, and as it answers with a stream; None for what it does not do."""
    streams = any(content.media in STREAMS for response in successes(operation) for content in response.contents)
    if not streams or operation.method.upper() == "HEAD":
        return operation, None
    plain = only(operation, lambda content: content.media not in STREAMS)
    return plain, only(operation, lambda content: content.media in STREAMS)


def has_streams(operations: Iterable[ir.Operation]) -> bool:
    """Whether any of the operations may answer with a stream."""
    return any(c.media in STREAMS for each in operations for r in successes(each) for c in r.contents)


def is_file(operation: ir.Operation) -> bool:
    """Whether every success of an operation is bytes that may as well go to a file."""
    contents = [answered(response) for response in successes(operation)]
    is_binary = [content is not None and content.media is ir.Media.BINARY for content in contents]
    return bool(is_binary) and all(is_binary) and operation.method.upper() != "HEAD"


def only(operation: ir.Operation, keeps: Callable[[ir.Content], bool]) -> ir.Operation | None:
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


def accept(operation: ir.Operation) -> str:
    """The Accept header: the media types of all successes, errors being readable whatever they are."""
    found: dict[str, None] = {}
    for response in successes(operation):
        found.update((_accepted(one), None) for one in _readable(response.contents))
    return ", ".join(found) if found and "" not in found else "*/*"


def _accepted(media_type: str) -> str:
    """A media type as an Accept header names it, with what tells versions of it apart; text is read in any charset. Empty for what no
    header can carry."""
    match = _MEDIA_TYPE.fullmatch(media_type)
    if match is None:
        return ""
    parameters: list[str] = _PARAMETER.findall(match[2])
    return ";".join([match[1], *(one for one in parameters if not one.lower().startswith("charset="))])
