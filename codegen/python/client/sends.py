"""Where the arguments of an operation go: `Argument` → the runtime's `InQuery`, `JSONBody` … as `_operations.py` spells them."""

from __future__ import annotations

from collections.abc import Iterable

from codegen import ir
from codegen.python.client.arguments import Argument
from codegen.python.client.views import FieldsView, LiteralView, NamesView, SendView, Setting, TableView
from codegen.python.code.imports import Imports
from codegen.python.code.text import Code, SpecText
from codegen.values import dataclass

_SUGGESTED = {
    ir.Media.JSON: ("JSONBody", "application/json"),
    ir.Media.JSON_LINES: ("JSONLinesBody", "application/x-ndjson"),
    ir.Media.TEXT: ("TextBody", "text/plain"),
    ir.Media.EVENT_STREAM: ("TextBody", "text/plain"),
    ir.Media.BINARY: ("BinaryBody", "application/octet-stream"),
    ir.Media.FORM: ("WholeForm", "application/x-www-form-urlencoded"),
    ir.Media.MULTIPART: ("WholeMultipart", "multipart/form-data"),
}
"""The runtime's class for a body that is given whole, and the media type that it sends if nothing else is said."""
_BY_FIELDS = {ir.Media.FORM: "FormBody", ir.Media.MULTIPART: "MultipartBody"}
_MODULES = {
    "JSONBody": "request",
    "JSONLinesBody": "bodies",
    "JSONObject": "bodies",
    "SwitchedBody": "bodies",
    "TextBody": "bodies",
    "BinaryBody": "files",
    "FormBody": "forms",
    "FormField": "forms",
    "InQueryString": "forms",
    "WholeForm": "forms",
    "FileField": "multipart",
    "OpenField": "multipart",
    "MultipartBody": "multipart",
    "PartField": "multipart",
    "WholeMultipart": "multipart",
    "InCookie": "styles",
    "InHeader": "request",
    "InPath": "request",
    "InQuery": "request",
    "InStyledHeader": "styles",
    "InStyledPath": "styles",
    "InStyledQuery": "styles",
}
"""Where the runtime has its classes."""


@dataclass(frozen=True, slots=True)
class Sends:
    """What an operation sends: its parameters, and its body. `switch`: what `stream` of the body is set to, None where it is the
    caller's; `has_body`: there is one even where nothing of it was given."""

    arguments: tuple[Argument, ...]
    imports: Imports
    switch: bool | None
    has_body: bool

    def parameters(self) -> tuple[SendView, ...]:
        """What goes into path, query, headers and cookies."""
        return tuple(
            self._parameter(argument, argument.parameter)
            for argument in self.arguments
            if argument.parameter is not None
        )

    def body(self) -> SendView | None:
        """What the body is made of."""
        fields = [argument for argument in self.arguments if argument.field is not None and not argument.is_member]
        if fields:
            return self._by_fields(fields)
        whole = (each for each in self.arguments if each.content is not None and each.field is None)
        body = next(whole, None)
        if body is None or body.content is None:
            return None
        kind, usual = _SUGGESTED[body.content.media]
        members = [argument for argument in self.arguments if argument.is_member]
        settings = [
            *([_literal(None, SpecText(body.name))] if body.name != "body" else []),
            *_unless("content_type", body.content.media_type, usual),
            *([] if body.required else [_literal("required", False)]),
            *([_literal("nullable", True)] if body.sends_null and not body.required else []),
            *([_literal("stream", self.switch)] if self.switch is not None and kind == "JSONBody" else []),
            *self._parts(body.content),
            *_members(members),
        ]
        if kind == "JSONBody" and self.switch is not None:
            kind = "SwitchedBody"
        return self._send("JSONObject" if body.has_members else kind, settings)

    def _send(self, kind: str, settings: Iterable[Setting]) -> SendView:
        return SendView(self.imports.name(f"._runtime.{_MODULES[kind]}", kind), tuple(settings))

    def _parameter(self, argument: Argument, parameter: ir.Parameter) -> SendView:
        named = [_literal(None, SpecText(parameter.wire)), *_name(argument.name, parameter.wire)]
        style, explode = parameter.style, parameter.explode
        reserved = _if("allow_reserved", parameter.allow_reserved)
        match parameter.location:
            case ir.Location.PATH:
                if parameter.multi_segment:
                    return self._send("InPath", [*named, _literal("segments", True)])
                if style is ir.Style.JSON:
                    return self._send("InStyledPath", [*named, *_style(style)])
                how = _style(style) if style in (ir.Style.LABEL, ir.Style.MATRIX) else []
                return self._either("InPath", named, [*how, *_if("explode", explode), *reserved])
            case ir.Location.QUERY:
                return self._either("InQuery", [*named, *_presence(argument)], _styled(style, explode, reserved))
            case ir.Location.QUERY_STRING:
                media = "form" if style is ir.Style.FORM else "json" if style is ir.Style.JSON else "text"
                fields = self._written(parameter.parts) if media == "form" else []
                return self._send(
                    "InQueryString", [*named, *_presence(argument), *_unless("media", media, "form"), *fields]
                )
            case ir.Location.HEADER:
                how = _style(style) if style is ir.Style.JSON else _if("explode", explode)
                return self._either("InHeader", [*named, *_presence(argument)], how)
            case ir.Location.COOKIE:
                if style is ir.Style.JSON:
                    return self._send("InCookie", [*named, *_presence(argument), *_style(style)])
                how = _style(style) if style is ir.Style.COOKIE else []
                settings = [*named, *_presence(argument), *how, *([] if explode else [_literal("explode", False)])]
                return self._send("InCookie", settings)

    def _either(self, usual: str, named: list[Setting], how: list[Setting]) -> SendView:
        """A parameter of the usual style, or one of any other: `how` says which."""
        return self._send(usual.replace("In", "InStyled") if how else usual, [*named, *how])

    def _by_fields(self, fields: list[Argument]) -> SendView:
        """A form whose fields are arguments."""
        content = fields[0].content
        assert content is not None  # every field argument comes from a content
        needed = [
            SpecText(each.field.wire)
            for each in fields
            if each.field is not None
            and each.field.presence is ir.Presence.REQUIRED
            and not (each.required or each.is_nullable or each.implied is not None)
        ]
        settings: list[Setting] = [
            *_unless("content_type", content.media_type, _SUGGESTED[content.media][1]),
            *([] if self.has_body else [_literal("required", False)]),
            FieldsView(Code("fields"), tuple(self._field(each, each.field, content) for each in fields if each.field)),
            *([NamesView(Code("needed"), tuple(needed))] if needed and not self.has_body else []),
            *([_literal("stream", self.switch)] if self.switch is not None else []),
        ]
        return self._send(_BY_FIELDS[content.media], settings)

    def _field(self, argument: Argument, field: ir.Field, content: ir.Content) -> SendView:
        part = next((part for part in content.parts if part.wire == field.wire), ir.Part(field.wire))
        named = [
            _literal(None, SpecText(field.wire)),
            *_name(argument.name, field.wire),
            *_presence(argument),
            *_constant(argument.implied),
        ]
        if content.media is ir.Media.FORM:
            return self._send("FormField", [*named, *_part(part)])
        kind = part.content_type
        if argument.is_file or argument.is_open:
            accepted = [] if kind is None else [_literal("content_type", SpecText(kind))]
            if argument.is_open:
                return self._send("OpenField", [*named, *accepted])
            return self._send("FileField", [*named, *accepted, *_if("many", argument.is_list)])
        if part.style is not None:
            return self._send("FormField", [*named, *_style(part.style), *_explode(part.style, part.explode)])
        # Of several, and of a range, there is no telling which one a text is.
        if kind is None or "," in kind or "*" in kind:
            return self._send("PartField", named)
        return self._send("PartField", [*named, _literal("content_type", SpecText(kind))])

    def _parts(self, content: ir.Content) -> list[Setting]:
        """How the fields of a form that is given whole are written."""
        if content.media is ir.Media.FORM:
            return self._written(content.parts)
        if content.media is not ir.Media.MULTIPART:
            return []
        kinds = {part.wire: part.content_type for part in content.parts if part.content_type is not None}
        pairs = tuple((SpecText(wire), SpecText(kind)) for wire, kind in kinds.items())
        return [TableView(Code("content_types"), pairs)] if pairs else []

    def _written(self, parts: tuple[ir.Part, ...]) -> list[Setting]:
        """The fields that are not written as usual."""
        unusual = {part.wire: settings for part in parts if (settings := _part(part))}
        fields = [
            self._send("FormField", [_literal(None, SpecText(wire)), *settings]) for wire, settings in unusual.items()
        ]
        return [FieldsView(Code("fields"), tuple(fields))] if fields else []


def _members(members: list[Argument]) -> list[Setting]:
    """The members of a JSON body: those that are required, those that None leaves out, and the others."""
    groups: dict[str, list[SpecText]] = {"members": [], "optional_members": [], "nullable_members": []}
    names: list[tuple[SpecText, Code]] = []
    constants: list[tuple[SpecText, SpecText | ir.JSONScalar]] = []
    for member in members:
        assert member.field is not None  # every member comes from a field
        wire = SpecText(member.field.wire)
        group = "members" if member.required else "nullable_members" if member.is_nullable else "optional_members"
        groups[group].append(wire)
        if member.name != member.field.wire:
            names.append((wire, member.name))
        if member.constant is not None:
            constants.append((wire, _value(member.constant)))
    settings: list[Setting] = [NamesView(Code(name), tuple(wires)) for name, wires in groups.items() if wires]
    if constants:
        settings.append(TableView(Code("constants"), tuple(constants)))
    if names:
        settings.append(TableView(Code("names"), tuple((wire, SpecText(name)) for wire, name in names)))
    return settings


def _constant(constant: ir.Constant | None) -> list[Setting]:
    return [] if constant is None else [_literal("constant", _value(constant))]


def _value(constant: ir.Constant) -> SpecText | ir.JSONScalar:
    """The only value of a constant."""
    (value,) = constant.values
    return SpecText(value) if isinstance(value, str) else value


def _part(part: ir.Part) -> list[Setting]:
    """How a field of a URL-encoded form is written: by its style, or as JSON; nothing where that is as usual."""
    if part.style is not None:
        # Without a style, each item of an array is a field of its own: `form` has to be said.
        return [*_style(part.style), *_explode(part.style, part.explode), *_if("allow_reserved", part.allow_reserved)]
    return _style(ir.Style.JSON) if _is_json(part.content_type) else []


def _styled(style: ir.Style, explode: bool, reserved: list[Setting]) -> list[Setting]:
    """The style of a query parameter where it is not `form`, which every style that is not listed here was replaced by."""
    if style is ir.Style.JSON:
        return _style(style)
    if style is ir.Style.DEEP_OBJECT:
        return [*_style(style), *reserved]
    is_delimited = style in (ir.Style.SPACE, ir.Style.PIPE)
    return [*(_style(style) if is_delimited else []), *_explode(style, explode), *reserved]


def _explode(style: ir.Style, explode: bool) -> list[Setting]:
    """Whether it explodes, where its style does not say so: `form` does."""
    if style in (ir.Style.JSON, ir.Style.DEEP_OBJECT):
        return []
    usual = style not in (ir.Style.SPACE, ir.Style.PIPE)
    return [] if explode is usual else [_literal("explode", explode)]


def _style(style: ir.Style) -> list[Setting]:
    return [_literal("style", SpecText(style.value))]


def _is_json(content_type: str | None) -> bool:
    """Whether a field is JSON in so many words, and not by default."""
    return content_type is not None and "json" in content_type and "," not in content_type


def _presence(argument: Argument) -> list[Setting]:
    """A parameter that must be there may be null: then None leaves it out."""
    return _if("required", argument.required and not argument.is_nullable)


def _name(name: Code, wire: str) -> list[Setting]:
    return [] if name == wire else [_literal(None, SpecText(name))]


def _unless(name: str, value: str, usual: str) -> list[Setting]:
    return [] if value == usual else [_literal(name, SpecText(value))]


def _if(name: str, condition: bool) -> list[Setting]:
    return [_literal(name, True)] if condition else []


def _literal(name: str | None, value: SpecText | ir.JSONScalar) -> Setting:
    return LiteralView(None if name is None else Code(name), value)
