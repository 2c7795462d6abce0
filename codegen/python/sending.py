"""How arguments are sent: `Argument` → the expressions and statements that fill a request, in `_operations`."""

from __future__ import annotations

import re

from codegen import ir
from codegen.python.arguments import PLACEHOLDER, Argument
from codegen.python.imports import Imports
from codegen.python.text import Code, scalar_literal, string_literal
from codegen.python.view import Line

_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=:@")


def path_expression(operation: ir.Operation, arguments: tuple[Argument, ...], imports: Imports) -> Code:
    """The expression of a path: literals and encoded arguments."""
    by_wire = {
        argument.parameter.wire: argument
        for argument in arguments
        if argument.parameter is not None and argument.parameter.location is ir.Location.PATH
    }
    parts: list[str] = []
    literal = ""
    for position, piece in enumerate(PLACEHOLDER.split(operation.path)):
        if position % 2 == 0 or piece not in by_wire:
            literal += _encode_literal(piece if position % 2 == 0 else f"{{{piece}}}")
            continue
        if literal:
            parts.append(string_literal(literal))
            literal = ""
        parts.append(_path_argument(by_wire[piece], imports))
    if literal or not parts:
        parts.append(string_literal(literal or "/"))
    return Code(" + ".join(parts))


def _encode_literal(text: str) -> str:
    """Literal parts of a path as they stand in a URL; `%XX` is kept (RFC 3986, section 3.3)."""
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    encoded = text.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if chr(byte) in _KEPT or byte == 0x25 else f"%{byte:02X}" for byte in encoded)


def _path_argument(argument: Argument, imports: Imports) -> str:
    parameter = argument.parameter
    assert parameter is not None  # `path_expression` looks up parameters alone
    call = f"{string_literal(parameter.wire)}, {argument.name}"
    options = (", explode=True" if parameter.explode else "") + (
        ", allow_reserved=True" if parameter.allow_reserved else ""
    )
    module = imports.runtime("parameters")
    if parameter.multi_segment:
        return f"{module}.path_segments({call})"
    if parameter.style is ir.Style.JSON:
        return f"{module}.path_json({call})"
    if parameter.style in (ir.Style.LABEL, ir.Style.MATRIX):
        call += f', "{parameter.style.value}"'
    return f"{module}.path_parameter({call}{options})"


def statements(
    arguments: tuple[Argument, ...], imports: Imports, switch: bool | None = None, *, has_body: bool = True
) -> tuple[Line, ...]:
    """What fills the request `_call`, one guarded statement for each argument that is not in the path. `switch`: what
    `stream` of the body is set to, None where it is the caller's; `has_body`: there is one even where nothing of it was given.
    """
    lines: list[Line] = []
    fields = [argument for argument in arguments if argument.field is not None and not argument.is_member]
    members = tuple(argument for argument in arguments if argument.is_member)
    if fields:
        module, kind = ("parameters", "Query") if _is_form(fields[0]) else ("multipart", "Multipart")
        lines.append(Line(0, Code(f"_form = {imports.runtime(module)}.{kind}()")))
    for argument in arguments:
        if argument.is_member:
            continue
        is_switched = switch is not None and argument.content is not None and argument.field is None
        body = _body_or(argument, members, imports) if argument.has_members else argument.name
        if argument.has_members and not argument.required:
            lines.append(Line(0, Code(f"{argument.name} = {body}")))
            body = argument.name
        statement = _switched(argument, body, switch, imports) if is_switched else _statement(argument, body, imports)
        if statement is None:
            continue
        # A stream is asked for in the body, so there must be one.
        if argument.required or (is_switched and switch):
            lines.append(Line(0, Code(statement)))
        else:
            absent = imports.name("._runtime.options", "OMIT") if argument.is_nullable else "None"
            lines += (Line(0, Code(f"if {argument.name} is not {absent}:")), Line(1, Code(statement)))
    if fields:
        if switch is not None:
            lines.append(Line(0, Code(f'_form.field("stream", {switch})')))
        content = fields[0].content
        assert content is not None  # every field argument comes from a content
        method, usual = ("form", "application/x-www-form-urlencoded")
        if not _is_form(fields[0]):
            method, usual = ("multipart", "multipart/form-data")
        lines += [] if has_body else [Line(0, Code("if _form:")), *_needed(fields, imports)]
        lines.append(Line(0 if has_body else 1, Code(f"_call.{method}(_form{_media_type(content, usual)})")))
    return tuple(lines)


def _needed(fields: list[Argument], imports: Imports) -> list[Line]:
    """Checks that a body that may be left out has all that it needs where it is not."""
    needed = [
        f"{field.name}={field.name}"
        for field in fields
        if field.field is not None
        and field.field.presence is ir.Presence.REQUIRED
        and not (field.required or field.is_nullable)
    ]
    if not needed:
        return []
    return [Line(1, Code(f"{imports.runtime('plain')}.needed({', '.join(needed)})"))]


def _body_or(argument: Argument, members: tuple[Argument, ...], imports: Imports) -> Code:
    """The body, or the object that its members make: those that are required, those that None leaves out, and the others."""
    groups: tuple[list[str], ...] = ([], [], [])
    for member in members:
        assert member.field is not None  # every member comes from a field
        place = 0 if member.required else 2 if member.is_nullable else 1
        groups[place].append(f"{string_literal(member.field.wire)}: {member.name}")
    mappings = [f"{{{', '.join(group)}}}" for group in groups]
    while mappings[-1] == "{}":
        mappings.pop()
    constants = [
        f"{string_literal(member.field.wire)}: {scalar_literal(member.constant)}"
        for member in members
        if member.field is not None and member.constant is not None
    ]
    if constants:
        mappings.append(f"constants={{{', '.join(constants)}}}")
    function = "body_or" if argument.required else "body_or_none"
    return Code(f"{imports.runtime('plain')}.{function}({', '.join((argument.name, *mappings))})")


def _switched(argument: Argument, body: Code, switch: bool | None, imports: Imports) -> str | None:
    """Sends a JSON body with its member `stream` set."""
    if argument.content is None:
        return None
    switched = f'{imports.runtime("plain")}.with_member({body}, "stream", {switch})'
    return f"_call.json({switched}{_media_type(argument.content, 'application/json')})"


def _is_form(argument: Argument) -> bool:
    return argument.content is not None and argument.content.media is ir.Media.FORM


def _media_type(content: ir.Content, usual: str) -> str:
    return "" if content.media_type == usual else f", {string_literal(content.media_type)}"


def _statement(argument: Argument, body: Code, imports: Imports) -> str | None:
    if argument.field is not None:
        return _field_statement(argument, argument.field)
    if argument.parameter is not None:
        return _parameter_statement(argument.name, argument.parameter, imports)
    content = argument.content
    if content is None:
        return None
    match content.media:
        case ir.Media.JSON:
            return f"_call.json({body}{_media_type(content, 'application/json')})"
        case ir.Media.FORM:
            kind = _media_type(content, "application/x-www-form-urlencoded")
            writers = _writers(content.parts)
            return f"_call.form_data({argument.name}{kind}{f', writers={writers}' if writers else ''})"
        case ir.Media.JSON_LINES:
            return f"_call.json_lines({argument.name}{_media_type(content, 'application/x-ndjson')})"
        case ir.Media.TEXT | ir.Media.EVENT_STREAM:
            return f"_call.text({argument.name}{_media_type(content, 'text/plain')})"
        case ir.Media.MULTIPART:
            kinds = {part.wire: part.content_type for part in content.parts if part.content_type is not None}
            said = ", ".join(f"{string_literal(wire)}: {string_literal(kind)}" for wire, kind in kinds.items())
            form = f"{imports.runtime('multipart')}.Multipart({argument.name}{f', {{{said}}}' if said else ''})"
            return f"_call.multipart({form}{_media_type(content, 'multipart/form-data')})"
        case ir.Media.BINARY:
            file = f"{argument.name}{_media_type(content, 'application/octet-stream')}"
            return f"_call.binary(*{imports.runtime('files')}.file_body({file}))"


def _parameter_statement(name: Code, parameter: ir.Parameter, imports: Imports) -> str | None:
    wire = string_literal(parameter.wire)
    match parameter.location:
        case ir.Location.PATH:
            return None
        case ir.Location.QUERY:
            return _query_statement(
                "_call.query", wire, name, parameter.style, parameter.explode, parameter.allow_reserved
            )
        case ir.Location.QUERY_STRING:
            return _query_string_statement(name, parameter, imports)
        case ir.Location.HEADER:
            if parameter.style is ir.Style.JSON:
                return f"_call.header({wire}, {imports.runtime('plain')}.ascii_json({name}))"
            return f"_call.header({wire}, {name}{', explode=True' if parameter.explode else ''})"
        case ir.Location.COOKIE:
            if parameter.style is ir.Style.JSON:
                return f"_call.cookie({wire}, {imports.runtime('plain')}.json_text({name}))"
            method = "plain_cookie" if parameter.style is ir.Style.COOKIE else "cookie"
            return f"_call.{method}({wire}, {name}{'' if parameter.explode else ', explode=False'})"


def _query_string_statement(name: Code, parameter: ir.Parameter, imports: Imports) -> str:
    if parameter.style is ir.Style.FORM:
        writers = _writers(parameter.parts)
        return f"_call.query.fields({name}{f', {writers}' if writers else ''})"
    if parameter.style is ir.Style.JSON:
        return f"_call.query.whole({imports.runtime('plain')}.json_text({name}))"
    return f"_call.query.whole({imports.runtime('styles')}.text_of({imports.runtime('plain')}.plain({name})))"


def _writers(parts: tuple[ir.Part, ...]) -> str:
    """How the fields of a form that comes as a whole are written, where that is not as usual; empty for none."""
    written = {part.wire: _part_statement("query", Code("name"), Code("value"), part) for part in parts}
    writers = [
        f"{string_literal(wire)}: lambda query, name, value: {statement}"
        for wire, statement in written.items()
        if statement != "query.field(name, value)"
    ]
    return f"{{{', '.join(writers)}}}" if writers else ""


def _query_statement(query: str, wire: Code, name: Code, style: ir.Style, explode: bool, allow_reserved: bool) -> str:
    reserved = ", allow_reserved=True" if allow_reserved else ""
    match style:
        case ir.Style.JSON:
            return f"{query}.json({wire}, {name})"
        case ir.Style.DEEP_OBJECT:
            return f"{query}.deep_object({wire}, {name}{reserved})"
        case ir.Style.SPACE | ir.Style.PIPE:
            delimiter = '" "' if style is ir.Style.SPACE else '"|"'
            return f"{query}.delimited({wire}, {name}, {delimiter}{', explode=True' if explode else ''}{reserved})"
        case _:  # form, which every other style was replaced by
            return f"{query}.form({wire}, {name}{'' if explode else ', explode=False'}{reserved})"


def _part_statement(form: str, wire: Code, name: Code, part: ir.Part) -> str:
    """Adds a field to a form: by its style, or else by its content type."""
    if part.style is not None:
        return _query_statement(form, wire, name, part.style, part.explode, part.allow_reserved)
    return f"{form}.{'json' if _is_json(part.content_type) else 'field'}({wire}, {name})"


def _is_json(content_type: str | None) -> bool:
    """Whether a field is JSON in so many words, and not by default."""
    return content_type is not None and "json" in content_type and "," not in content_type


def _field_statement(argument: Argument, field: ir.Field) -> str:
    content = argument.content
    assert content is not None  # every field argument comes from a content
    part = next((part for part in content.parts if part.wire == field.wire), ir.Part(field.wire))
    wire = string_literal(field.wire)
    if content.media is ir.Media.FORM:
        return _part_statement("_form", wire, argument.name, part)
    kind = part.content_type
    if argument.is_file:
        accepted = f", {string_literal(kind)}" if kind is not None else ""
        return f"_form.{'files' if argument.is_list else 'file'}({wire}, {argument.name}{accepted})"
    if part.style is not None:
        return _query_statement("_form", wire, argument.name, part.style, part.explode, allow_reserved=False)
    # Of several, and of a range, there is no telling which one a text is.
    said = "" if kind is None or "," in kind or "*" in kind else f", {string_literal(kind)}"
    return f"_form.field({wire}, {argument.name}{said})"
