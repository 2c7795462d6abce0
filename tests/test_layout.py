"""What is laid out by construction is what black makes of the same statement on one line, at every width around the limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from codegen.files import WIDTH
from codegen.formatting.formatters import black
from codegen.python.client.views import ParameterView
from codegen.python.code.layout import (
    Expression,
    annotated,
    call,
    chain,
    constant,
    fits,
    items,
    lay_out,
    mapping,
    statement,
)
from codegen.python.code.text import Code
from codegen.render import declared

Form = Callable[[str, str], tuple[str, str]]
"""Two names → a statement on one line, and the same laid out; both in the body of `def f():` or of a class where indented."""


def _both(prefix: str, expression: Expression, suffix: str = "", depth: int = 0) -> tuple[str, str]:
    return f"{'    ' * depth}{prefix}{expression}{suffix}", statement(prefix, expression, suffix, depth)


def _field(name: str, annotation: Expression, default: str | None) -> tuple[str, str]:
    suffix = "" if default is None else f" = {default}"
    return f"    {name}: {annotation}{suffix}", annotated(name, annotation, default, 1)


def _parameter(name: str, annotation: Expression, default: str | None) -> tuple[str, str]:
    parameter = ParameterView(Code(name), annotation, None if default is None else Code(default))
    function = "    def create(\n        self,\n        *,\n        {},\n        more: None = None,\n    ) -> Answer:\n        pass"
    return function.format(parameter.line), function.format(declared(parameter, 8))


def _entry(a: str, b: str) -> tuple[str, str]:
    entry: Expression = call("Fields", mapping([(f'"{a}"', "ANY"), ('"b"', call("Ref", f'"{b}"'))]), mapping([]), "ANY")
    line = f'X = {{\n    "{a}": {entry},\n}}'
    return line, f"X = {{\n{lay_out(f'{chr(34)}{a}{chr(34)}: ', entry, ',', depth=1)}\n}}"


STATEMENTS: dict[str, Form] = {
    "call": lambda a, b: _both(f"_new_{a} = ", call("instances", b)),
    "call of several": lambda a, b: _both(f"{a} = ", call("Codec", f'"{b}"', f"_decode_{b}", "encode")),
    "call of a set": lambda a, b: _both(f"{a} = ", call("frozenset", items("{", [f'"{a}"', f'"{b}"', '"c"'], "}"))),
    "call of a set of one": lambda a, b: _both(f"{a} = ", call("frozenset", items("{", [f'"{b}"'], "}"))),
    "typed constant": lambda a, b: _both(
        f"{a}: Codec[models.{b}] = ", call("Codec", f'"{b}"', a, f"lambda v: str({a})")
    ),
    "constant": lambda a, b: (
        f'_{a}: Codec[models.{b}] = Codec("{b}", lambda data: {a}[data], str)',
        constant(
            f"_{a}", items("Codec[", [f"models.{b}"], "]"), call("Codec", f'"{b}"', f"lambda data: {a}[data]", "str")
        ),
    ),
    "constant with a list": lambda a, b: (
        f'_{a}: Codec[list[{b}]] = Codec("{b}", lambda data: [{a}(item) for item in as_list(data)], str)',
        constant(
            f"_{a}",
            items("Codec[", [f"list[{b}]"], "]"),
            call("Codec", f'"{b}"', f"lambda data: [{a}(item) for item in as_list(data)]", "str"),
        ),
    ),
    "returned call": lambda a, b: _both("return ", call(f"_decode_{a}", b), depth=2),
    "returned method": lambda a, b: _both("return ", call(f"{a}.from_data", b), depth=1),
    "item, call": lambda a, b: _both(f'data["{a}"] = ', call(f"_decode_{b}", "value"), depth=3),
    "item, call of item": lambda a, b: _both(f'data["{a}"] = ', call(b, f'data["{a}"]'), depth=1),
    "item, subscript": lambda a, b: _both(f'data["{a}"] = ', items(f"_{b}_MEMBERS[", ["value"], "]"), depth=3),
    "item, subscript of item": lambda a, b: _both(f'data["{a}"] = ', items(f"{b}[", [f'data["{a}"]'], "]"), depth=1),
    "item, name": lambda a, b: _both(f'data["{a}"] = ', f"extra_{b}", depth=1),
    "member": lambda a, b: _both(f"{a} = ", f'"{b}"', depth=1),
    "call of nothing": lambda a, b: _both(f"{a} = ", call(f"_new_{b}"), depth=1),
    "plain call": lambda a, b: (f"    split({a}, {b})", lay_out("", call("split", a, b), "", 1)),
    "choice of several": lambda a, b: _both("if tag in ", items("(", [f'"{a}"', f'"{b}"'], ")"), ":", 1),
    "choice of keys": lambda a, b: _both("if ", chain("and", [f'"{a}" in data', f'"{b}" in data']), ":", 1),
    "choice of three": lambda a, b: _both(
        "if ", chain("and", [f'"{a}" in data', '"k" in data', f'"{b}" in data']), ":", 1
    ),
    "field": lambda a, b: _field("name", a, b),
    "field without default": lambda a, b: _field("name", f"{a}{b}", None),
    "field that may be None": lambda a, b: _field(a, chain("|", [b, "None"]), "None"),
    "field with a union": lambda a, b: _field("name", chain("|", [a, b, "UnknownVariant", "None"]), "None"),
    "required union": lambda a, b: _field("name", chain("|", [a, b, "UnknownVariant"]), None),
    "field of a list": lambda a, b: _field(a, items("list[", [b], "]"), "None"),
    "required list": lambda a, b: _field(a, items("list[", [b], "]"), None),
    "list of a union": lambda a, b: _field("name", items("list[", [chain("|", [a, b])], "]"), None),
    "map of a union": lambda a, b: _field("name", items("dict[", ["str", chain("|", [a, b])], "]"), "None"),
    "list that may be None": lambda a, b: _field(
        "name", chain("|", [items("list[", [chain("|", [a, b])], "]"), "None"]), "None"
    ),
    "literals": lambda a, b: _field("name", chain("|", [items("Literal[", [f'"{a}"', f'"{b}"'], "]"), "None"]), "None"),
    "field that is a constant": lambda a, b: _field("type", items("Literal[", [f'"{a}{b}"'], "]"), f'"{a}{b}"'),
    "default of an enum": lambda a, b: _field("name", chain("|", [a, "None"]), f"{a}.{b}"),
    "alias": lambda a, b: _both(f"{a}: TypeAlias = ", chain("|", [b, "UnknownVariant"])),
    "alias of three": lambda a, b: _both(f"{a}: TypeAlias = ", chain("|", [b, a, "UnknownVariant"])),
    "alias of a name": lambda a, b: _both(f"{a}: TypeAlias = ", b),
    "alias of a list": lambda a, b: _both(f"{a}: TypeAlias = ", items("list[", [chain("|", [b, a])], "]")),
    "alias, quoted": lambda a, b: _both(f"{a}: TypeAlias = ", items("Union[", [f'"{b}"', a], "]")),
    "alias of literals": lambda a, b: _both(f"{a}: TypeAlias = ", items("Literal[", [f'"{b}"', f'"{a}"'], "]")),
    "parameter": lambda a, b: _parameter(
        "kind", chain("|", [a, items("Literal[", [f'"{b}"', '"high"'], "]"), "str", "None", "Omit"]), "OMIT"
    ),
    "parameter that is a list": lambda a, b: _parameter(
        "include",
        chain("|", [items("Sequence[", [chain("|", [items("Literal[", [f'"{a}"'], "]"), b, "str"])], "]"), "None"]),
        "None",
    ),
    "parameter that is a required list": lambda a, b: _parameter(
        "include", items("Sequence[", [chain("|", [f"models.{a}", b])], "]"), None
    ),
    "parameter that is a required map": lambda a, b: _parameter(
        "include", items("Mapping[", ["str", chain("|", [f"models.{a}", b])], "]"), None
    ),
    "class": lambda a, b: (f"class {a}({b}):\n    pass", lay_out("class ", call(a, b), ":") + "\n    pass"),
    "entry of a table": _entry,
}


def _names() -> Iterator[tuple[str, str]]:
    """Pairs of names so long that the statement made of them fits, just fits, just doesn't, and doesn't by far."""
    for total in (*range(20, 116, 4), 140, 160, 200):
        for share in (0.3, 0.7):
            first = max(1, int(total * share))
            yield "a" * first, "b" * max(1, total - first)


@pytest.mark.parametrize("form", STATEMENTS)
def test_laid_out_as_black_does(form: str) -> None:
    made = [STATEMENTS[form](a, b) for a, b in _names()]
    pairs = [(_wrapped(line), _wrapped(text), fits(text)) for line, text in made]
    assert sum(fits(text) and text.count("\n") > line.count("\n") for line, text in made) > 1
    expected = black([line for line, _, _ in pairs])
    again = black([text for _, text, _ in pairs])
    for (_, text, fit), wanted, settled in zip(pairs, expected, again, strict=True):
        # What does not fit is for the formatter to see; what fits has to be as it would leave it.
        assert settled == wanted
        if fit:
            assert text == wanted


def _wrapped(text: str) -> str:
    """A statement in the place it is made for, by its indent."""
    depth = (len(text) - len(text.lstrip())) // 4
    heads = {0: "", 1: "def f():\n", 2: "def f():\n    if x:\n", 3: "def f():\n    if x:\n        if y:\n"}
    body = f"{'    ' * (depth + 1)}pass\n" if text.endswith(":") else ""
    return f"{heads[depth]}{text}\n{body}"


def test_wide_characters_count_twice() -> None:
    text = "語" * 20
    line = f'x = call("{text}", "{"a" * (WIDTH - 56)}")'
    assert len(line) == WIDTH - 20
    assert fits(line)
    assert not fits(line + " ")
    assert not fits(f"{line} #")


def test_what_cannot_fit_stays_on_one_line() -> None:
    assert statement("x = ", f'"{"a" * 100}"') == f'x = "{"a" * 100}"'
    assert annotated("x", "a" * 100, "None") == f"x: {'a' * 100} = None"
