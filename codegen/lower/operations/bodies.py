"""Request Body and Response Objects → `ir.Body` and `ir.Response` (OpenAPI 3.1, 4.8.13, 4.8.16 and 4.8.17)."""

from __future__ import annotations

import re

from codegen import ir
from codegen.document.access import Place
from codegen.document.paths import read_request_body, read_response
from codegen.document.spelling import nearest
from codegen.lower.operations.contents import ContentLowerer
from codegen.lower.operations.context import Context
from codegen.lower.operations.parameters import ParameterLowerer
from codegen.lower.schemas import Owner, main_status, response_words, shared_owner

_LETTERS_LIKE_DIGITS = str.maketrans("OIL", "011")
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")


class BodyLowerer:
    """Lowers each body and response once, however many operations share it."""

    def __init__(self, context: Context, parameters: ParameterLowerer) -> None:
        self.context = context
        self.parameters = parameters
        self.contents = ContentLowerer(context)
        self._bodies: dict[str, ir.Body | None] = {}
        self._responses: dict[str, tuple[tuple[ir.Content, ...], tuple[ir.Header, ...], ir.Doc]] = {}

    def body(self, place: Place, owner: Owner) -> ir.Body | None:
        """The request body at a place; None where there is none after all."""
        target = self.context.workspace.follow(place)
        if target is None:
            return None
        if target.id not in self._bodies:
            of = owner if target.id == place.id else shared_owner(target, "request")
            self._bodies[target.id] = self._body(target, of, ("request",) if of is owner else ())
        return self._bodies[target.id]

    def _body(self, place: Place, owner: Owner, words: tuple[str, ...]) -> ir.Body | None:
        read = read_request_body(self.context.access, place)
        contents = self.contents.lower(read.content, owner, words, sent=True)
        if not contents:
            return None
        return ir.Body(contents, read.required, ir.Doc(description=read.description), place.span)

    def responses(self, places: tuple[tuple[str, Place], ...], owner: Owner) -> tuple[ir.Response, ...]:
        """The responses of an operation, in the order of the document."""
        statuses = [(status, place) for key, place in places if (status := self._status(key, place)) is not None]
        main = main_status(tuple(status for status, _ in statuses))
        found: dict[str, ir.Response] = {}
        for status, place in statuses:
            target = self.context.workspace.follow(place)
            if target is None:
                continue
            if target.id not in self._responses:
                if target.id == place.id:
                    self._responses[target.id] = self._response(target, owner, response_words(status, main))
                else:
                    self._responses[target.id] = self._response(target, shared_owner(target, "response"), ())
            contents, headers, doc = self._responses[target.id]
            found.setdefault(status, ir.Response(status, contents, headers, doc, place.span))
        return tuple(found.values())

    def _status(self, key: str, place: Place) -> str | None:
        """The status a key of `responses` stands for (OpenAPI 3.1, 4.8.16.2); None for extensions and for what is
        none (reported)."""
        if key.startswith("x-"):
            return None
        meant = "default" if nearest(key, ("default",)) else key.upper().translate(_LETTERS_LIKE_DIGITS)
        if not _STATUS.fullmatch(meant):
            self.context.problems.warning(
                "bad-status",
                f"`{key}` is no status code, range such as `4XX`, or `default`; it is left out",
                self.context.key_span(place),
            )
            return None
        if meant != key:
            self.context.problems.warning(
                "bad-status", f"`{key}` must be spelled `{meant}`; it is read so", self.context.key_span(place)
            )
        return meant

    def _response(
        self, place: Place, owner: Owner, words: tuple[str, ...]
    ) -> tuple[tuple[ir.Content, ...], tuple[ir.Header, ...], ir.Doc]:
        read = read_response(self.context.access, place)
        headers: list[ir.Header] = []
        for name, at in read.headers:
            if name.lower() != "content-type":  # "it SHALL be ignored" (4.8.17.1)
                header = self.parameters.header(at, name, Owner(owner.parent, (*owner.words, *words)))
                if header is not None:
                    headers.append(header)
        contents = self.contents.lower(read.content, owner, words, sent=False)
        return contents, tuple(headers), ir.Doc(read.summary, read.description)
