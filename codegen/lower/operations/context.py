"""What every part of lowering operations needs at hand, and the hints that name the inline schemas inside operations."""

from __future__ import annotations

from typing import Protocol

from codegen import ir
from codegen.diagnostics import Problems, Span
from codegen.document.access import Access, Place, unescape_pointer
from codegen.document.schema import Schema
from codegen.lower.declarations.fits import fits
from codegen.resolve import Workspace
from codegen.values import dataclass


class Schemas(Protocol):
    """The part of `lower.schemas.SchemaLowerer` that operations need."""

    def type_of(self, place: Place, hint: ir.Hint) -> ir.Type:
        """The type of the schema at a place; the declarations that it needs are collected."""
        ...

    def declaration(self, id: str) -> ir.Declaration | None:
        """A declaration that a `Named` type of this lowerer names."""
        ...

    def schema(self, place: Place) -> Schema:
        """The keywords of the schema at a place."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    workspace: Workspace
    schemas: Schemas
    access: Access
    problems: Problems
    version: tuple[int, int]
    """Of OpenAPI, as the entry document has it."""

    def resolved(self, place: Place) -> Place | None:
        """What a schema stands for, for a second look at a place that was lowered already: nothing is reported twice."""
        count = len(self.problems.found)
        found = self.workspace.follow(place)
        del self.problems.found[count:]
        return found

    def key_span(self, place: Place) -> Span:
        """Where the key of a place stands. It walks the document from its top, so it is for problems only."""
        whole = self.workspace.file(place.file)
        *outer, last = place.pointer.split("/")[1:] or [""]
        node = place.node if whole is None else whole.node
        for token in outer:
            value = node.value
            if isinstance(value, dict):
                node = value[unescape_pointer(token)]
            elif isinstance(value, list):
                node = value[int(token)]
        return node.key_span(unescape_pointer(last))

    def admits(self, type_: ir.Type, value: ir.JSONScalar, inside: frozenset[str] = frozenset()) -> bool:
        """Whether a scalar is a value of a type that is a draft still, so that unions may lead back to themselves (`inside` them)."""
        match self.unaliased(type_):
            case ir.Named(id=id):
                declaration = None if id in inside else self.schemas.declaration(id)
                if isinstance(declaration, ir.Union):
                    return any(self.admits(variant.type, value, inside | {id}) for variant in declaration.variants)
                return declaration is not None and fits(value, ir.Named(id), {id: declaration})
            case bare:
                return fits(value, bare, {})

    def unaliased(self, type_: ir.Type) -> ir.Type:
        """A type with the names of aliases and null taken away."""
        seen: set[str] = set()
        while True:
            match type_:
                case ir.Nullable(inner):
                    type_ = inner
                case ir.Named(id) if id not in seen:
                    seen.add(id)
                    declaration = self.schemas.declaration(id)
                    if not isinstance(declaration, ir.Alias):
                        return type_
                    type_ = declaration.type
                case _:
                    return type_


@dataclass(frozen=True, slots=True)
class Owner:
    """What an inline schema is named after: an operation (`parent` is its id), or, where several share the schema, words."""

    parent: str | None
    words: tuple[str, ...] = ()

    def hint(self, *words: str) -> ir.Hint:
        return ir.Hint(parent=self.parent, words=(*self.words, *words))


def shared_owner(target: Place, role: str = "") -> Owner:
    """The owner of the schemas inside a place that references lead to: the key of a component, then `role` if the key does not end
    in that word; the operation that a deep pointer leads into."""
    tokens = [unescape_pointer(token) for token in target.pointer.split("/")]
    if tokens[1:2] == ["paths"] and len(tokens) > 4:
        operation = "/".join(target.pointer.split("/")[:4])
        return Owner(f"{target.file}#{operation}", (role,) if role else ())
    key = tokens[-1] or target.file.rpartition("/")[2].partition(".")[0]
    if key.isdigit():
        return Owner(None, (*tokens[-2:-1], *((role,) if role else ())))
    if not role or key.lower().endswith(role):
        return Owner(None, (key,))
    return Owner(None, (key, role))


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


def response_words(status: str, main: str | None) -> tuple[str, ...]:
    """The place of a response for naming: `response` for the main success, else with words for its status before it. Our own
    table, because the reason phrases of `http` change with the Python version."""
    if status == main:
        return ("response",)
    words = _STATUS_WORDS.get(status)
    return (words, "response") if words else ("response", status)


def main_status(statuses: tuple[str, ...]) -> str | None:
    """The status whose body a caller is most after: 200, else the first success, else `default` where it stands for success."""
    successes = [status for status in statuses if status.startswith("2")]
    if "200" in successes:
        return "200"
    if successes:
        return successes[0]
    return "default" if "default" in statuses else None
