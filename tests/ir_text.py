"""Declarations as short text, so that a test can show a schema and what becomes of it side by side.

Pet
  name: string
  tail?: Pet/properties/tail | null
"""

from __future__ import annotations

from codegen import ir

_COMPONENTS = "#/components/schemas/"


def type_text(type_: ir.Type) -> str:
    """`[string]`, `{Pet}`, `(string, integer=, *any)` (a tuple; `=`: it may end before), `Pet?` (or null), `'a'|'b'` (constants; `…` when any other string will do), `any`, `never`."""
    match type_:
        case ir.Named(id=id):
            return id.removeprefix(_COMPONENTS)
        case ir.Nullable(inner=inner):
            return f"{type_text(inner)}?"
        case ir.ListOf(item=item):
            return f"[{type_text(item)}]"
        case ir.MapOf(value=value):
            return f"{{{type_text(value)}}}"
        case ir.TupleOf(items=items, rest=rest, least=least):
            parts = [type_text(item) + ("" if index < least else "=") for index, item in enumerate(items)]
            return f"({', '.join([*parts, *([] if rest is None else [f'*{type_text(rest)}'])])})"
        case ir.Constant(values=values):
            return "|".join([*map(repr, values), *(["…"] if type_.takes_strings else [])])
        case ir.Primitive(kind=kind, format=format_):
            return kind.value if format_ is None else f"{kind.value}:{format_}"
        case ir.AnyValue():
            return "any"
        case ir.Never():
            return "never"


def choice_text(choice: ir.Choice) -> str:
    """`0` (take), `-` (unclaimed), `try 0 1`, `key(value: …, else …)`, `has(key+key: …, else …)`, `is(value: …, else …)`."""
    match choice:
        case ir.Take(index=index):
            return str(index)
        case ir.TryInOrder(indexes=indexes):
            return "try " + " ".join(map(str, indexes))
        case ir.Unclaimed():
            return "-"
        case ir.ByTag(key=key, cases=cases, otherwise=otherwise):
            return f"{key}({_cases([(repr(value), inner) for value, inner in cases], otherwise)})"
        case ir.ByValue(cases=cases, otherwise=otherwise):
            return f"is({_cases([(repr(value), inner) for value, inner in cases], otherwise)})"
        case ir.ByKeys(cases=cases, otherwise=otherwise):
            return f"has({_cases([('+'.join(keys), inner) for keys, inner in cases], otherwise)})"


def _cases(cases: list[tuple[str, ir.Choice]], otherwise: ir.Choice) -> str:
    shown = [f"{name}: {choice_text(choice)}" for name, choice in cases]
    return ", ".join([*shown, f"else {choice_text(otherwise)}"])


def declaration_text(declaration: ir.Declaration) -> str:
    """The name and, indented, what is in it."""
    name = declaration.id.removeprefix(_COMPONENTS)
    match declaration:
        case ir.Alias(type=type_):
            return f"{name} = {type_text(type_)}"
        case ir.Enum(members=members):
            values = " | ".join(f"{member.value!r}" + (f" {member.hint}" if member.hint else "") for member in members)
            return f"{name} = enum {values}"
        case ir.Record(fields=fields, extra=extra, closed=closed):
            lines = [name, *map(_field, fields)]
            if extra != ir.AnyValue():
                lines.append(f"  *: {type_text(extra)}")
            if closed:
                lines.append("  closed")
            return "\n".join(lines)
        case ir.Union(variants=variants, plan=plan):
            lines = [f"{name} = {' | '.join(type_text(variant.type) for variant in variants)}"]
            lines += [f"  {kind.value}: {choice_text(choice)}" for kind, choice in plan]
            return "\n".join(lines)


def _field(field: ir.Field) -> str:
    optional = "?" if field.presence is ir.Presence.OPTIONAL else ""
    default = "" if field.default is None else f" = {field.default!r}"
    access = "" if field.access is ir.Access.BOTH else f" ({field.access.value})"
    constraints = f"  # {', '.join(field.doc.constraints)}" if field.doc.constraints else ""
    return f"  {field.wire}{optional}: {type_text(field.type)}{default}{access}{constraints}"
