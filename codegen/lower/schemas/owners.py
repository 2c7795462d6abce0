"""Hints for naming the inline schemas of operations: the operation or component that they stand in, and words for the
place."""

from __future__ import annotations

import re

from codegen import ir
from codegen.document.access import Place, unescape_pointer
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """What an inline schema is named after: an operation (`parent` is its id), or, where several share the schema,
    words."""

    parent: str | None
    words: tuple[str, ...] = ()

    def hint(self, *words: str) -> ir.Hint:
        return ir.Hint(parent=self.parent, words=(*self.words, *words))


def shared_owner(target: Place, role: str = "") -> Owner:
    """The owner of the schemas inside a place that references lead to: the key of a component, then `role` if the key
    does not end in that word; the operation that a deep pointer leads into."""
    tokens = [unescape_pointer(token) for token in target.pointer.split("/")]
    if tokens[1:2] == ["paths"] and len(tokens) > 4:
        operation = "/".join(target.pointer.split("/")[:4])
        return Owner(f"{target.file}#{operation}", (role,) if role else ())
    key = tokens[-1] or target.file.rpartition("/")[2].partition(".")[0]
    if role == "response" and _STATUS.fullmatch(key):
        return Owner(None, response_words(key.upper(), None))
    if key.isdigit():
        return Owner(None, (*tokens[-2:-1], *((role,) if role else ())))
    if not role or key.lower().endswith(role):
        return Owner(None, (key,))
    return Owner(None, (key, role))


_ROLES = {
    "parameters": "parameter",
    "headers": "header",
    "requestBodies": "request",
    "requestBody": "request",
    "responses": "response",
}
"""What stands in a place of an operation, or in a section of components."""
_STATUS = re.compile(r"\d\d\d|\dXX", re.IGNORECASE)
_STATUS_WORDS = {
    "201": "Created",
    "202": "Accepted",
    "204": "No Content",
    "206": "Partial Content",
    "400": "Bad Request",
    "401": "Unauthorized",
    "402": "Payment Required",
    "403": "Forbidden",
    "404": "Not Found",
    "405": "Method Not Allowed",
    "406": "Not Acceptable",
    "408": "Timeout",
    "409": "Conflict",
    "410": "Gone",
    "412": "Precondition Failed",
    "413": "Content Too Large",
    "415": "Unsupported Media Type",
    "422": "Unprocessable",
    "423": "Locked",
    "424": "Failed Dependency",
    "428": "Precondition Required",
    "429": "Too Many Requests",
    "500": "Internal Error",
    "501": "Not Implemented",
    "502": "Bad Gateway",
    "503": "Unavailable",
    "504": "Gateway Timeout",
    "507": "Insufficient Storage",
    "1XX": "Informational",
    "3XX": "Redirect",
    "4XX": "Client Error",
    "5XX": "Server Error",
    "default": "Error",
}


def owner_of(place: Place) -> Owner:
    """The owner of a schema that only a reference leads to, from its pointer: the operation or the component that it stands
    in, as far as `shared_owner` and the operation itself would say."""
    tokens = place.pointer.split("/")[1:]
    if tokens[:1] == ["paths"] and len(tokens) > 4:
        role, key = _ROLES.get(tokens[3], ""), tokens[4]
        main = key if key.startswith("2") else None
        words = response_words(key, main) if role == "response" else (role,) if role else ()
        return Owner(f"{place.file}#/{'/'.join(tokens[:3])}", words)
    holder = tokens[:3] if tokens[:1] == ["components"] else tokens[:1]
    section = tokens[1] if len(tokens) > 3 and tokens[:1] == ["components"] else ""
    role = _ROLES.get(section, "")
    return shared_owner(Place(place.file, f"/{'/'.join(holder)}", place.node), "" if role == "parameter" else role)


def response_words(status: str, main: str | None) -> tuple[str, ...]:
    """The place of a response for naming: `response` for the main success, else with words for its status before it.
    Our own table, because the reason phrases of `http` change with the Python version."""
    if status == main:
        return ("response",)
    words = _STATUS_WORDS.get(status)
    return (words, "response") if words else ("response", status)


def main_status(statuses: tuple[str, ...]) -> str | None:
    """The status whose body a caller is most after: 200, else the first success, else `default` where it stands for
    success."""
    successes = [status for status in statuses if status.startswith("2")]
    if "200" in successes:
        return "200"
    if successes:
        return successes[0]
    return "default" if "default" in statuses else None
