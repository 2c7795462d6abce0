"""The docstring of a method: what the document says about an operation → Args, Returns and Raises in Google style."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from codegen import ir
from codegen.files import WIDTH
from codegen.python import documentation
from codegen.python.arguments import Argument
from codegen.python.text import Code, SpecText

_WIDTH = WIDTH - 8
_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
    "5XX": "InternalServerError",
}


def method(
    operation: ir.Operation,
    arguments: tuple[Argument, ...],
    bodies: dict[str, Code],
    returned: str = "",
    notes: Iterable[tuple[str, str]] = (),
) -> SpecText:
    """`bodies` says which type the body of an error has, by status; `returned` what comes back beside what the document says, `notes`
    what further arguments are."""
    parts = [documentation.docstring(operation.doc).text or f"{operation.method.upper()} {operation.path}"]
    items = [_item(argument.name, _argument(argument)) for argument in arguments]
    items += [_item(name, text) for name, text in notes]
    items.append(
        _item("request_options", "What applies to this call alone: `timeout`, `max_retries`, `extra_headers` ….")
    )
    parts.append("\n".join(["Args:", *items]))
    returned = f"{returned} {_returned(operation)}".strip()
    if returned:
        parts.append("\n".join(["Returns:", _wrapped(returned, "    ", "    ")]))
    raised = [
        _item(
            error,
            f"{'Any other status' if status == 'default' else status}. {text}".rstrip()
            + (f" `body` is `{bodies[status]}`." if status in bodies else ""),
        )
        for status, error, text in _raised(operation)
    ]
    parts.append("\n".join(["Raises:", *raised, _item("APIError", "Any other failure." if raised else "Any failure.")]))
    return SpecText("\n\n".join(parts))


def settings(arguments: Iterable[tuple[str, str]]) -> SpecText:
    """The docstring of a client's constructor: an entry for each argument."""
    entries = [_item(name, text) for name, text in arguments]
    return SpecText("\n".join(["Opens no connection before the first call.", "", "Args:", *entries]))


def _argument(argument: Argument) -> str:
    doc = argument.doc
    text = _sentence(" ".join((doc.description or doc.summary).split())) or _plainly(argument)
    notes: list[str] = []
    default = argument.parameter.default if argument.parameter else argument.field.default if argument.field else None
    if default is not None:
        notes.append(f"Default: `{_json_like(default)}`.")
    if argument.parameter is not None and argument.parameter.multi_segment:
        notes.append("Slashes stand between segments.")
    if doc.constraints:
        notes.append(f"Constraints: {'; '.join(doc.constraints)}.")
    if doc.deprecated:
        notes.append("Deprecated.")
    if argument.content is not None and argument.field is None and argument.content.media is not ir.Media.JSON:
        notes.append(f"Sent as `{argument.content.media_type}`.")
    return " ".join(part for part in (text, *notes) if part)


def _plainly(argument: Argument) -> str:
    """What can be said of an argument that the document does not describe."""
    if argument.parameter is not None:
        return f"`{argument.parameter.wire}` in the {argument.parameter.location.value}."
    if argument.field is not None:
        return f"`{argument.field.wire}` in the body."
    return "The body of the request."


def _json_like(value: ir.JSONScalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _returned(operation: ir.Operation) -> str:
    texts: list[str] = []
    for response in operation.responses:
        if response.status.startswith("2") or (response.status == "default" and len(operation.responses) == 1):
            text = " ".join((response.doc.description or response.doc.summary).split())
            if text and text not in texts:
                texts.append(text)
    return _sentence(" Or: ".join(texts))


def _raised(operation: ir.Operation) -> list[tuple[str, str, str]]:
    """Status, error class and description of the documented errors."""
    found: list[tuple[str, str, str]] = []
    for response in operation.responses:
        status = response.status
        if status.startswith(("2", "1", "3")) or (status == "default" and len(operation.responses) == 1):
            continue
        error = _ERRORS.get(status, "InternalServerError" if status.startswith("5") else "APIStatusError")
        text = _sentence(" ".join((response.doc.description or response.doc.summary).split()))
        found.append((status, error, text))
    return found


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", ":", "`", ")", "]", "}", "…")) else f"{text}."


def _item(name: str, text: str) -> str:
    return _wrapped(f"{name}: {text}".rstrip().removesuffix(":"), "    ", "        ")


def _wrapped(text: str, first: str, following: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=first, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
    )
