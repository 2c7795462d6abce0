"""Forms: bodies of media type `application/x-www-form-urlencoded`, the fields of every
form, and queries that come as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from .parameters import JSON, defined, encode, json_text, plain, text_of
from .request import Body, Parameter, Request
from .styles import Style, StyledQuery, Styles, write_styled


@dataclass(frozen=True, slots=True)
class FormField(Parameter):
    """A field of a form. Without a style, each item of an array is a field of its own,
    and objects are JSON (the defaults of the Encoding Object). `constant` is what it is
    in a body that may be left out, but was not.
    """

    _: KW_ONLY
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    constant: JSON = None

    def write_to(self, form: Styles, name: str, value: Any) -> None:
        """Adds the field to a form."""
        if self.style is None:
            form.field(name, value)
        else:
            style, explode, reserved = self.style, self.explode, self.allow_reserved
            write_styled(form, style, name, value, explode, reserved)


def fill_form(
    form: Styles,
    fields: tuple[FormField, ...],
    arguments: Mapping[str, Any],
    stream: bool | None,
) -> None:
    """Adds the fields that were given, and the field `stream` where it is decided."""
    for each in fields:
        value = arguments[each.argument]
        if each.is_given(value):
            each.write_to(form, each.wire, value)
    if stream is not None:
        form.field("stream", stream)


def write_fields(form: Styles, fields: tuple[FormField, ...], value: object) -> None:
    """Adds the members of a mapping or a model that are not null; `fields` says how
    those are written that are not written as usual.
    """
    data = defined(value)
    if not isinstance(data, dict):
        raise TypeError("the fields of a form must be a mapping or a model")
    unusual = {field.wire: field for field in fields}
    for name, item in data.items():
        if name in unusual:
            unusual[name].write_to(form, name, item)
        else:
            form.field(name, item)


def complete_form(
    form: Styles,
    needed: tuple[str, ...],
    fields: tuple[FormField, ...],
    arguments: Mapping[str, Any],
) -> None:
    """Adds the constants to a body that may be left out as a whole, but was not. Raises
    TypeError where a field is None that it needs.
    """
    names = [each.argument for each in fields if each.wire in needed]
    missing = [name for name in names if arguments[name] is None]
    if missing:
        raise TypeError(f"a body needs {', '.join(missing)}, too")
    for each in fields:
        if each.constant is not None and arguments[each.argument] is None:
            each.write_to(form, each.wire, each.constant)


@dataclass(frozen=True, slots=True)
class FormBody(Body):
    """A form whose fields are arguments. Spaces and all are percent-encoded, which
    every form decoder reads.

    `needed` are the fields that a body needs which may be left out as a whole; `stream`
    is what its field of that name is set to; None leaves it alone.
    """

    argument: str = ""
    content_type: str = "application/x-www-form-urlencoded"
    _: KW_ONLY
    fields: tuple[FormField, ...] = ()
    needed: tuple[str, ...] = ()
    stream: bool | None = None

    def fill(self, request: Request[Any], arguments: Mapping[str, Any]) -> None:
        form = StyledQuery()
        fill_form(form, self.fields, arguments, self.stream)
        if form or self.required:
            complete_form(form, self.needed, self.fields, arguments)
            self.write(request, form)

    def write(self, request: Request[Any], value: StyledQuery) -> None:
        request.content = str(value).encode("ascii")
        request.content_type = self.content_type


@dataclass(frozen=True, slots=True)
class WholeForm(Body):
    """A form that comes as a mapping or a model; `fields` says how those are written
    that are not written as usual.
    """

    content_type: str = "application/x-www-form-urlencoded"
    _: KW_ONLY
    fields: tuple[FormField, ...] = ()

    def write(self, request: Request[Any], value: Any) -> None:
        form = StyledQuery()
        write_fields(form, self.fields, value)
        request.content = str(form).encode("ascii")
        request.content_type = self.content_type


@dataclass(frozen=True, slots=True)
class InQueryString(Parameter):
    """The query as a whole: JSON, text, or a form, of which `fields` says how those are
    written that are not written as usual.
    """

    _: KW_ONLY
    media: Literal["form", "json", "text"] = "form"
    fields: tuple[FormField, ...] = ()

    def write(self, request: Request[Any], value: Any) -> None:
        if self.media == "form":
            write_fields(StyledQuery(request.query.parts), self.fields, value)
            return
        text = json_text(value) if self.media == "json" else text_of(plain(value))
        request.query.parts.append(encode(text))
