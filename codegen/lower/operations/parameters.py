"""Parameter and Header Objects → `ir.Parameter` and `ir.Header`; path-level and operation-level parameters become one
list.

The rules are those of OpenAPI 3.1, 4.8.12: defaults of style and explode by location, path parameters always
required, `Accept`, `Content-Type` and `Authorization` never parameters. What contradicts the path template is a
warning and follows the template."""

from __future__ import annotations

from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Span
from codegen.document.access import Place
from codegen.document.parameters import Parameter, read_header, read_media_type, read_parameter
from codegen.lower.operations.context import Context
from codegen.lower.operations.encodings import lower_parts
from codegen.lower.operations.media_types import essence, media_of
from codegen.lower.operations.path_templates import PathTemplate
from codegen.lower.schemas import Owner, default_of, doc_of, shared_owner

_LOCATIONS = {location.value: location for location in ir.Location}
_STYLES = {
    ir.Location.PATH: (ir.Style.SIMPLE, ir.Style.LABEL, ir.Style.MATRIX),
    ir.Location.QUERY: (ir.Style.FORM, ir.Style.SPACE, ir.Style.PIPE, ir.Style.DEEP_OBJECT),
    ir.Location.HEADER: (ir.Style.SIMPLE,),
    ir.Location.COOKIE: (ir.Style.FORM, ir.Style.COOKIE),
}
"""The styles a location allows, its default first (4.8.12.2)."""
_IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""Header parameters that the specification says shall be ignored: the media types and the security schemes speak of
these."""


class ParameterLowerer:
    """Lowers each parameter once, however many operations share it, so that it is reported once as well."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._done: dict[str, ir.Parameter | None] = {}

    def lower(
        self,
        template: PathTemplate,
        key_span: Span,
        shared: tuple[Place, ...],
        shared_by: Owner,
        own: tuple[Place, ...],
        owner: Owner,
    ) -> tuple[ir.Parameter, ...]:
        """The parameters of an operation: those of the path in the order of its template, then the path item's
        `shared` ones, then its `own`, which override shared ones of the same name and location."""
        chosen = self._unique(shared, shared_by)
        chosen.update(self._unique(own, owner))
        in_path: dict[str, ir.Parameter] = {}
        others: list[ir.Parameter] = []
        for parameter in chosen.values():
            if parameter.location is ir.Location.PATH:
                in_path[parameter.wire] = parameter
            else:
                others.append(parameter)
        for key, name in template.query_variables:
            parameter = in_path.pop(name) if name in in_path else _undeclared(name, key_span)
            in_query = replace(parameter, wire=key, location=ir.Location.QUERY, style=ir.Style.FORM)
            others.insert(0, in_query)
        found: list[ir.Parameter] = []
        for name in template.variables:
            if name not in in_path:
                self.context.problems.warning(
                    "undeclared-path-parameter",
                    f"the path names `{{{name}}}`, but no parameter declares it; it is taken to be a string",
                    key_span,
                )
                in_path[name] = _undeclared(name, key_span)
            found.append(in_path.pop(name))
        for left_over in in_path.values():
            self.context.problems.warning(
                "unused-path-parameter",
                f"the path has no `{{{left_over.wire}}}`; the parameter is left out",
                left_over.span,
                related=((key_span, "this is the path"),),
            )
        return (*found, *others)

    def _unique(self, places: tuple[Place, ...], owner: Owner) -> dict[tuple[ir.Location, str], ir.Parameter]:
        found: dict[tuple[ir.Location, str], ir.Parameter] = {}
        for place in places:
            parameter = self._parameter(place, owner)
            if parameter is None:
                continue
            wire = parameter.wire.lower() if parameter.location is ir.Location.HEADER else parameter.wire
            first = found.setdefault((parameter.location, wire), parameter)
            if first is not parameter:
                self.context.problems.warning(
                    "duplicate-parameter",
                    f"`{parameter.wire}` is already a {parameter.location.value} parameter in this list; the first one counts",
                    place.span,
                    related=((first.span, "the first one"),),
                )
        return found

    def _parameter(self, place: Place, owner: Owner) -> ir.Parameter | None:
        if place.id in self._done:
            return self._done[place.id]
        target = self.context.workspace.follow(place)
        if target is None:
            found = None
        elif target.id != place.id:
            if target.id not in self._done:
                self._done[target.id] = self._lower(target, shared_owner(target), named=target.pointer[-1:].isdigit())
            found = self._done[target.id]
        else:
            found = self._lower(place, owner, named=True)
        self._done[place.id] = found
        return found

    def _lower(self, place: Place, owner: Owner, *, named: bool) -> ir.Parameter | None:
        """`named`: the parameter's own name belongs to the names of the schemas inside."""
        read = read_parameter(self.context.access, place)
        if read is None:
            return None
        location = _LOCATIONS[read.location]
        if location is ir.Location.HEADER and read.name.lower() in _IGNORED_HEADERS:
            return None
        if location is ir.Location.PATH and not read.required:
            self.context.problems.warning(
                "optional-path-parameter",
                f"the path parameter `{read.name}` must say `required: true`; it is required anyway",
                place.span,
            )
        hint = owner.hint(read.name) if named else owner.hint()
        parts: tuple[ir.Part, ...] = ()
        if location is ir.Location.QUERY_STRING:
            type_, style, parts = self._query_string(read, hint)
        else:
            type_, is_json = self.value_type(read, hint)
            style = ir.Style.JSON if is_json else self._style(read, location)
        required = read.required or location is ir.Location.PATH
        # Values in a path may have reserved characters since 3.2.
        may_reserve = location is not ir.Location.PATH or self.context.version >= (3, 2)
        return ir.Parameter(
            wire=read.name,
            location=location,
            type=type_,
            required=required,
            default=None if required or read.schema is None else self._default_of(read.schema)[0],
            style=style,
            explode=_explode(read, style),
            allow_reserved=read.allow_reserved and may_reserve,
            multi_segment=read.multi_segment and location is ir.Location.PATH,
            doc=self.doc(read),
            span=place.span,
            pinned=read.pinned,
            parts=parts,
        )

    def _query_string(self, read: Parameter, hint: ir.Hint) -> tuple[ir.Type, ir.Style, tuple[ir.Part, ...]]:
        """The type of a query as a whole, and how it is written: as a form, as JSON, or else as text (3.2, 4.12)."""
        for name, place in read.content:
            target = self.context.workspace.follow(place)
            if media_of(essence(name) or "") is not ir.Media.FORM or target is None:
                break
            media_type = read_media_type(self.context.access, target)
            if media_type.schema is None:
                return ir.MapOf(ir.AnyValue()), ir.Style.FORM, ()
            type_ = self.context.schemas.type_of(media_type.schema, hint)
            return type_, ir.Style.FORM, lower_parts(self.context, media_type, ir.Media.FORM)
        type_, is_json = self.value_type(read, hint)
        if is_json:
            return type_, ir.Style.JSON, ()
        return type_, ir.Style.TEXT if self._is_scalar(type_) else ir.Style.FORM, ()

    def _is_scalar(self, type_: ir.Type) -> bool:
        bare = self.context.underlying(type_)
        return isinstance(bare, ir.Primitive | ir.Constant) or self.context.is_enum(bare)

    def value_type(self, read: Parameter, hint: ir.Hint) -> tuple[ir.Type, bool]:
        """The type of a parameter or header, and whether its value is written as JSON (`content`, 4.8.12.2)."""
        if read.schema is not None:
            return self.context.schemas.type_of(read.schema, hint), False
        for name, place in read.content:
            target = self.context.workspace.follow(place)
            if target is None:
                return ir.AnyValue(), False
            media_type = read_media_type(self.context.access, target)
            is_json = media_of(essence(name) or "") is ir.Media.JSON
            if media_type.schema is None:
                return ir.AnyValue() if is_json else ir.Primitive(ir.Scalar.STRING), is_json
            type_ = self.context.schemas.type_of(media_type.schema, hint)
            if is_json or self._is_scalar(type_):
                return type_, is_json
            self.context.problems.warning(
                "unsupported-media-type",
                f"a value of `{name}` is handed over as text: there is no codec for this media type",
                place.span,
            )
            return ir.Primitive(ir.Scalar.STRING), False
        what = f"`{read.name}`" if read.name else "this"
        self.context.problems.warning(
            "missing-schema", f"{what} has neither `schema` nor `content`; any value is accepted", read.place.span
        )
        return ir.AnyValue(), False

    def _style(self, read: Parameter, location: ir.Location) -> ir.Style:
        allowed = _STYLES[location]
        if read.style is None:
            return allowed[0]
        for style in allowed:
            if style.value == read.style:
                return style
        node = self.context.access.get(read.place, "style")
        if node is not None:
            what = f"a {location.value} parameter has no style"
            meant = self.context.access.meant(node.node, what, [style.value for style in allowed])
            if meant is not None:
                return ir.Style(meant)
        words = ", ".join(f"`{style.value}`" for style in allowed)
        self.context.problems.warning(
            "bad-style",
            f"`{read.style}` is no style of a {location.value} parameter; `{allowed[0].value}` is used",
            read.place.span,
            hint=f"the styles of a {location.value} parameter are {words}" if len(allowed) > 1 else None,
        )
        return allowed[0]

    def doc(self, read: Parameter) -> ir.Doc:
        """The prose of a parameter or header, and of the schema that stands inside it."""
        examples = [place.node.plain() for place in read.examples]
        for place in read.example_objects:
            target = self.context.workspace.follow(place)
            if target is not None:
                given = self.context.access.get(target, "value") or self.context.access.get(target, "dataValue")
                if given is not None:
                    examples.append(given.node.plain())
        if read.schema is None:
            return ir.Doc(description=read.description, deprecated=read.deprecated, examples=tuple(examples))
        schema = self.context.schemas.schema(read.schema)
        inside = doc_of((schema,))
        return ir.Doc(
            description=read.description or inside.description,
            deprecated=read.deprecated or inside.deprecated,
            constraints=(*inside.constraints, *(() if read.required else self._default_of(read.schema)[1])),
            examples=tuple(examples) or inside.examples,
        )

    def _default_of(self, place: Place) -> tuple[ir.JSONScalar, tuple[str, ...]]:
        """What the schema, or the one it refers to, gives as default: a scalar, or a phrase for the docs."""
        schema = self.context.schemas.schema(place)
        if schema.default is None:
            target = self.context.resolved(place)
            if target is not None:
                schema = self.context.schemas.schema(target)
        return default_of((schema,))

    def header(self, place: Place, name: str, owner: Owner) -> ir.Header | None:
        """A header of a response; `owner` is what its inline schemas are named after."""
        target = self.context.workspace.follow(place)
        if target is None:
            return None
        shared = target.id != place.id
        read = read_header(self.context.access, target, name)
        if read is None:
            return None
        hint = shared_owner(target, "header").hint() if shared else owner.hint(name, "header")
        type_, _ = self.value_type(read, hint)
        return ir.Header(name, type_, read.required, self.doc(read))


def _undeclared(name: str, span: Span) -> ir.Parameter:
    return ir.Parameter(
        wire=name,
        location=ir.Location.PATH,
        type=ir.Primitive(ir.Scalar.STRING),
        required=True,
        default=None,
        style=ir.Style.SIMPLE,
        explode=False,
        allow_reserved=False,
        multi_segment=False,
        doc=ir.Doc(),
        span=span,
    )


def _explode(read: Parameter, style: ir.Style) -> bool:
    """Given, or true for `form` and `cookie`, as the specification has it. An object of style `deepObject` has no
    other way to be written."""
    if style is ir.Style.DEEP_OBJECT:
        return True
    return read.explode if read.explode is not None else style in (ir.Style.FORM, ir.Style.COOKIE)
