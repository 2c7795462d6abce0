"""`x-pagination`: what is read of it, and what is said where it does not fit the operation; links and paths of the runtime."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.diagnostics import Problems, Severity
from codegen.python.client.methods import Mode, plan
from codegen.python.client.names import mint
from codegen.python.code.text import Code
from codegen.python.index import Index
from codegen.python.names.minting import Names
from templates._runtime.pages import next_link, walk
from tests.lowering import Lowered, operation

ANSWER = """
parameters: [{name: after, in: query, schema: {type: string}}]
responses:
  "200":
    description: ok
    content:
      application/json:
        schema: {type: object, properties: {data: {type: array, items: {type: string}}, next: {type: string}}}
"""


def paged(extension: str) -> Lowered:
    return operation(f"x-pagination: {extension}\n{ANSWER}")


def test_is_read() -> None:
    lowered = paged("{style: cursor, items: data, parameter: after, next: a.b, more: c, total: d}")
    found = lowered.operation("op").pagination
    assert found is not None
    assert (found.style, found.items, found.parameter) == (ir.PageStyle.CURSOR, ("data",), "after")
    assert (found.next, found.more, found.total) == (("a", "b"), ("c",), ("d",))
    assert lowered.problems == ()


@pytest.mark.parametrize(
    ("extension", "code"),
    [
        ("{}", "foreign-extension"),
        ("true", "foreign-extension"),
        ("cursor", "foreign-extension"),
        ("{style: magic}", "foreign-extension"),
        ("{style: pageNumber, limitParam: n}", "foreign-extension"),
        ("{style: cursor, parameter: {name: after}, next: a}", "foreign-extension"),
        ("{style: cursor, parameter: after}", "bad-pagination"),
        ("{style: offset}", "bad-pagination"),
        ("[cursor]", "foreign-extension"),
        ("{style: link, itemz: data}", "unknown-key"),
    ],
)
def test_what_is_wrong_is_said(extension: str, code: str) -> None:
    assert [(problem.code, problem.severity) for problem in paged(extension).problems] == [(code, Severity.WARNING)]
    assert paged(extension).operation("op").operation_id == "op"


@pytest.mark.parametrize(
    ("extension", "reason"),
    [
        ("{style: link}", "no array"),
        ("{style: link, items: next}", "no array"),
        ("{style: link, items: nothing}", "leads nowhere"),
        ("{style: page, items: data, parameter: page}", "no query parameter `page`"),
        ("{style: cursor, items: data, parameter: after, next: data.x}", "`data.x`"),
        ("{style: cursor, items: data, parameter: after, next: next}", None),
        ("{style: cursor, items: data, parameter: after, next: data.-1}", None),
    ],
)
def test_what_does_not_fit_the_operation_is_not_used(extension: str, reason: str | None) -> None:
    api = paged(extension).api
    problems = Problems()
    names = _names(api, problems)
    calls = plan(api, Index(api), names, mint(api, {}, problems), {o.id: () for o in api.operations}, problems)
    assert [call.mode for call in calls] == [Mode.ANSWER if reason else Mode.PAGE]
    assert [problem.code for problem in problems.found] == (["bad-pagination"] if reason else [])
    if reason is not None:
        assert reason in problems.found[0].message


def _names(api: ir.Api, problems: Problems) -> Names:
    names = Names()
    for declaration in api.declarations:
        if isinstance(declaration, ir.Record):
            names.attributes[declaration.id] = tuple(Code(field.wire) for field in declaration.fields)
    return names


@pytest.mark.parametrize(
    ("headers", "link"),
    [
        ([], None),
        (['<http://x/?p=2>; rel="next"'], "http://x/?p=2"),
        (["<a,b;c>; title=x; REL=Next, <d>; rel=last"], "a,b;c"),
        (['<a>; rel="last"', '<b>; rel="prev next"'], "b"),
        (["<a>; rel=nextish, <b>; relation=next"], None),
    ],
)
def test_links(headers: list[str], link: str | None) -> None:
    assert next_link(headers) == link


def test_paths() -> None:
    data = {"a": [{"b": 1}, {"b": 2}]}
    assert walk(data, ("a", "-1", "b")) == 2
    assert walk(data, ("a", "2", "b")) is None
    assert walk(data, ("x", "y")) is None
    assert walk(data, ()) == data
