"""Media types that the method of an operation does not speak: each gets a method of its own, unless it holds the same value.

A method speaks JSON where there is JSON, else what the document has first (`arguments.chosen_content`), all files where that is one, and
streams beside it. What is the same value in another notation (XML of the same schema) is mentioned in the docstring.
"""

from __future__ import annotations

import re
from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.client import answers, arguments
from codegen.python.names import identifiers

_WORDS: dict[str, str] = {
    "application/octet-stream": "bytes",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
    "text/event-stream": "stream",
    "text/plain": "text",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""What people call a media type, where its subtype does not say so."""
_PREFIX = re.compile(r"(?:vnd|prs|x)[.-]")
_CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)


def others(operation: ir.Operation, problems: Problems) -> tuple[tuple[str, str, ir.Operation], ...]:
    """The media types that need a method of their own: each with a word for its name, and the operation as it speaks this one."""
    found: list[tuple[str, str, ir.Operation]] = []
    for media_type in dict.fromkeys((*_unsent(operation), *_unread(operation))):
        word = _word(media_type)
        if word:
            found.append((media_type, word, _speaking(operation, media_type)))
            continue
        problems.warning(
            "unused-media-type",
            f"`{media_type}` is neither sent nor asked for: the method speaks another media type of this operation",
            operation.span,
            hint="`extra_headers` and `with_raw_response` reach it",
        )
    return tuple(found)


def same(operation: ir.Operation) -> tuple[str, ...]:
    """The media types of answers that hold the same value as those that the method reads."""
    found: dict[str, None] = {}
    for response in answers.successes(operation):
        spoken = answers.spoken(response.contents)
        values = {content.like for content in response.contents if content.media_type in spoken} - {None}
        for content in response.contents:
            # JSON under another name, and text that is JSON, is nothing that a reader would ask for.
            is_other = content.media in (ir.Media.TEXT, ir.Media.BINARY) and content.media_type != "text/plain"
            if is_other and content.media_type not in spoken and content.like in values:
                found[content.media_type] = None
    return tuple(found)


def _unsent(operation: ir.Operation) -> tuple[str, ...]:
    if operation.body is None:
        return ()
    contents = operation.body.contents
    spoken = set(arguments.sent(contents))
    upload = arguments.with_files(operation)
    if upload is not None and upload.body is not None:
        spoken |= {content.media_type for content in upload.body.contents}
    return _left(contents, spoken)


def _unread(operation: ir.Operation) -> tuple[str, ...]:
    if operation.method.upper() == "HEAD":
        return ()
    return tuple(
        media_type
        for response in answers.successes(operation)
        for media_type in _left(response.contents, set(answers.spoken(response.contents)))
    )


def _left(contents: tuple[ir.Content, ...], spoken: set[str]) -> tuple[str, ...]:
    """What is left, without what holds the same value; the mere string that stands for a file in JSON does."""
    holds_files = any(content.media is ir.Media.BINARY and content.media_type in spoken for content in contents)
    values = {content.like for content in contents if content.media_type in spoken} - {None}
    found: list[str] = []
    for content in contents:
        stands_for_file = holds_files and content.media is ir.Media.JSON and arguments.is_string(content.type)
        if content.media_type not in spoken and content.like not in values and not stands_for_file:
            found.append(content.media_type)
            values |= {content.like} - {None}
    return tuple(found)


def _speaking(operation: ir.Operation, media_type: str) -> ir.Operation:
    """The operation with this media type alone, in its body and in its answers, as far as these have it."""

    def keeps(content: ir.Content) -> bool:
        return content.media_type == media_type

    read = answers.only(operation, keeps)
    body = operation.body
    found = operation if read is None else replace(read, pagination=None)
    if body is None:
        return found
    usual = arguments.sent(body.contents)
    kept = tuple(filter(keeps, body.contents)) or tuple(one for one in body.contents if one.media_type in usual)
    return replace(found, body=replace(body, contents=kept))


def _word(media_type: str) -> str:
    """The end of a method's name: `text/csv` → csv, `application/vnd.b+json` → b_json, `image/*` → image; empty for `*/*`."""
    name, _, value = _CHARSET.sub("", media_type).strip().lower().partition(";")
    kind, _, subtype = name.strip().partition("/")
    word = _WORDS.get(name.strip()) or _PREFIX.sub("", kind if subtype == "*" else subtype, count=1)
    if "*" in word or (subtype == "*" and kind == "application"):
        return ""
    spelled = re.sub(r"[^0-9a-z]+", " ", f"{word} {value}")
    return str(identifiers.attribute(spelled.strip() or "other", frozenset[str](), "type")).strip("_")
