"""Whether a scalar, such as a default, is a value of a type."""

from __future__ import annotations

from collections.abc import Mapping

from codegen import ir
from codegen.lower.schemas.merging import json_key


def fits(value: ir.JSONScalar, type_: ir.Type, declarations: Mapping[str, ir.Declaration]) -> bool:
    """Whether the type admits the scalar; of an open enum, only its members."""
    match type_:
        case ir.AnyValue():
            return True
        case ir.Nullable(inner=inner):
            return value is None or fits(value, inner, declarations)
        case ir.Constant(values=values, open=is_open):
            return any(json_key(value) == json_key(one) for one in values) or (is_open and isinstance(value, str))
        case ir.Primitive(kind=kind):
            return _is_of(value, kind)
        case ir.Named(id=id):
            match declarations.get(id):
                case ir.Enum(members=members):
                    return any(json_key(member.value) == json_key(value) for member in members)
                case ir.Alias(type=inner):
                    return fits(value, inner, declarations)
                case ir.Union(variants=variants):
                    return any(fits(value, variant.type, declarations) for variant in variants)
                case _:
                    return False
        case _:
            return False


def _is_of(value: ir.JSONScalar, kind: ir.Scalar) -> bool:
    match kind:
        case ir.Scalar.BOOLEAN:
            return isinstance(value, bool)
        case ir.Scalar.STRING:
            return isinstance(value, str)
        case ir.Scalar.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case ir.Scalar.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
