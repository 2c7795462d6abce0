"""How the pages of an operation hang together: its `x-pagination`, checked against its parameters and its answer."""

from __future__ import annotations

from collections.abc import Mapping

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.client import answers
from codegen.python.index import Index
from codegen.python.names.minting import Names
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """What the runtime's `Paging` is made with: the style, the query parameter that asks for a page and the number of the first one, and
    the steps that lead into an answer to its items, to the next page, to whether there is one, and to the number of all items.
    """

    item: ir.Type
    style: ir.PageStyle
    parameter: str | None
    first: int
    steps: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a path leads: the steps that the runtime takes, and the type there."""

    steps: tuple[str, ...]
    type: ir.Type


def plan(operation: ir.Operation, index: Index, names: Names, problems: Problems) -> Paging | None:
    """None where nothing says how pages hang together, or what says so does not fit the operation (a warning tells)."""
    pagination = operation.pagination
    if pagination is None:
        return None
    contents = [answers.answered(response) for response in answers.successes(operation)]
    answer = next(
        (content.type for content in contents if content is not None and content.media is ir.Media.JSON), None
    )
    reason = None if answer is not None else "the operation answers no JSON"
    query = {p.wire: p for p in operation.parameters if p.location is ir.Location.QUERY}
    if reason is None and pagination.style is not ir.PageStyle.LINK and pagination.parameter not in query:
        reason = f"the operation has no query parameter `{pagination.parameter}`"
    places: dict[str, _Place] = {}
    for key, path in (
        ("items", pagination.items),
        ("next", pagination.next),
        ("more", pagination.more),
        ("total", pagination.total),
    ):
        if answer is None or (key != "items" and not path):
            continue
        place = _resolve(answer, path, index, names)
        if place is None:
            reason = reason or f"its `{key}` leads nowhere in the answer: `{'.'.join(path)}`"
        else:
            places[key] = place
    items = places.get("items")
    kind = None if items is None else index.underlying(items.type)
    item = kind.item if isinstance(kind, ir.ListOf) else ir.AnyValue() if isinstance(kind, ir.AnyValue) else None
    if reason is None and item is None:
        reason = "its `items` leads to no array"
    if reason is not None or item is None:
        problems.warning(
            "bad-pagination",
            f"`x-pagination` is not used: {reason}",
            pagination.span,
            hint="the method returns one page",
        )
        return None
    parameter = None if pagination.style is ir.PageStyle.LINK else pagination.parameter
    return Paging(
        item,
        pagination.style,
        parameter,
        0 if parameter is None else _first(pagination.style, query[parameter].default),
        {key: place.steps for key, place in places.items()},
    )


def _first(style: ir.PageStyle, default: ir.JSONScalar) -> int:
    """The number of the first page, or item; 0 where pages have no numbers."""
    if style is ir.PageStyle.CURSOR:
        return 0
    return default if type(default) is int else int(style is ir.PageStyle.PAGE)


def _resolve(kind: ir.Type, path: tuple[str, ...], index: Index, names: Names) -> _Place | None:
    """Follows wire names through a type; None where it has no such thing."""
    steps: list[str] = []
    for step in path:
        kind = index.underlying(kind)
        match kind:
            case ir.Named(identifier):
                declaration = index[identifier]
                if not isinstance(declaration, ir.Record):
                    return None
                fields = zip(declaration.fields, names.attributes[identifier], strict=True)
                found = next(((field, name) for field, name in fields if field.wire == step), None)
                if found is None:
                    return None
                kind = found[0].type
                steps.append(found[1])
            case ir.MapOf(value):
                kind = value
                steps.append(step)
            case ir.ListOf(item) if step.lstrip("-").isdecimal() and step.isascii():
                kind = item
                steps.append(step)
            case ir.AnyValue():
                steps.append(step)
            case _:
                return None
    return _Place(tuple(steps), kind)
