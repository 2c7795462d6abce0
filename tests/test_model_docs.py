"""The docstrings of models: what stands below a field, what in the class, and what is not said twice."""

from __future__ import annotations

from textwrap import dedent

import pytest

from codegen import python
from codegen.diagnostics import Problems
from codegen.python.models.views import AliasView, ClassView, EnumView
from tests.lowering import lower_text

LONG = "The state of the order. It changes as the order is paid for, packed, sent and received, in this order alone."


def models(schemas: str) -> dict[str, ClassView | EnumView | AliasView]:
    """Name → view, of the declarations of a document with these schemas."""
    indented = dedent(schemas).replace("\n", "\n    ")
    api = lower_text(f"components:\n  schemas:\n    {indented}").api
    options = python.Options("pkg", "api.yaml", {}, {}, "httpx2", "KEY", "1")
    return {str(view.name): view for view in python.build(api, options, Problems()).models().declarations}


def field_docs(view: ClassView | EnumView | AliasView) -> list[str]:
    assert isinstance(view, ClassView)
    return [field.doc.text for field in view.fields]


@pytest.mark.parametrize(
    ("description", "below_class"),
    [
        (LONG, "The state of the order."),
        ("A short text.", "A short text."),
        (("One sentence. " * 9).strip(), "One sentence."),
        (
            f"Only `{'x' * 70}` or `y`, which is one sentence on two lines.",
            f"Only `{'x' * 70}` or `y`, which is one sentence on two lines.",
        ),
        (f"Only `{'x' * 70}` or `{'y' * 90}`. Nothing else.", "See `Order.state`."),
        (
            "What is called e.g. a state, in a text that is far too long to stand on one line, and even for two, because a class is no place for a text of that length. Twice.",
            "See `Order.state`.",
        ),
        (
            "The state, [as it is\n\ncalled](https://example.com), by people who have read about orders, and what they become, of which there is no end. Yes.",
            "See `Order.state`.",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["type: string, enum: [a, b]", "type: object, properties: {a: {type: string}}"])
def test_a_long_description_stands_below_the_field_alone(description: str, below_class: str, kind: str) -> None:
    text = description.replace("\n", "\\n")
    found = models(f'Order: {{type: object, properties: {{state: {{{kind}, description: "{text}"}}}}}}')
    assert field_docs(found["Order"]) == [description]
    assert found["OrderState"].doc.text == below_class


def test_a_component_keeps_its_own_description() -> None:
    found = models(f"""
        Order: {{type: object, properties: {{state: {{$ref: "#/components/schemas/State"}}}}}}
        State: {{type: string, enum: [a, b], description: "{LONG}"}}
        """)
    assert found["State"].doc.text == LONG


def test_an_inline_class_with_words_of_its_own_keeps_them() -> None:
    found = models(f"""
        Order:
          type: object
          properties:
            lines: {{type: array, description: The lines., items: {{type: object, description: "{LONG}", properties: {{n: {{type: integer}}}}}}}}
        """)
    assert found["OrderLine"].doc.text == LONG


def test_what_keywords_say_stays_with_the_class_without_a_description() -> None:
    found = models(
        f"Order: {{properties: {{state: {{not: {{pattern: {'x' * 80}}}, properties: {{a: {{type: string}}}}}}}}}}"
    )
    assert found["OrderState"].doc.text.startswith('Not `{"pattern": "xxx')


def test_deprecation_stays_with_the_class() -> None:
    found = models(
        f'Order: {{type: object, properties: {{state: {{enum: [a, b], deprecated: true, description: "{LONG}"}}}}}}'
    )
    assert found["OrderState"].doc.text == "The state of the order. Deprecated."


def test_what_the_declaration_shows_is_no_example() -> None:
    found = models("""
        Order:
          type: object
          properties:
            state: {enum: [a, b], example: a}
            kind: {const: order, example: order}
            count: {type: integer, default: 1, example: 1}
            size: {type: integer, example: 12}
            open: {type: boolean, example: true}
        """)
    assert field_docs(found["Order"]) == ["", "", "", "Example: `12`.", ""]


def test_the_default_of_a_constant_is_no_news() -> None:
    found = models("""
        Order:
          type: object
          required: [kind, state, size]
          properties:
            kind: {enum: [order], default: order}
            state: {enum: [a, b], default: a}
            size: {enum: [s], default: xs}
        """)
    assert field_docs(found["Order"]) == ["", "Default: `a`.", "Default: `xs`."]


def module_doc(keys: str) -> tuple[str, list[str]]:
    """The docstring of the module and those of the fields of a document with one schema that has these keys."""
    fields = ", ".join(f'"{key}": {{type: string}}' for key in keys.split())
    api = lower_text(f"components: {{schemas: {{Thing: {{type: object, properties: {{{fields}}}}}}}}}").api
    options = python.Options("pkg", "api.yaml", {}, {}, "httpx2", "KEY", "1")
    view = python.build(api, options, Problems()).models()
    return view.doc.text, field_docs(view.declarations[0])


def test_keys_in_camel_case_are_a_rule_of_the_module() -> None:
    module, fields = module_doc("createdAt updatedAt ownerId teamId planName id old_key class ID getURL")
    assert module.startswith("Models of Test.\n\nThe JSON key of a field is its name in camelCase")
    assert fields == [*[""] * 6, *(f"JSON key: `{key}`." for key in ("old_key", "class", "ID", "getURL"))]


@pytest.mark.parametrize("keys", ["createdAt", "createdAt updatedAt ownerId teamId planName a_a b_b c_c d_d e_e"])
def test_other_keys_are_named_one_by_one(keys: str) -> None:
    module, fields = module_doc(keys)
    assert module == "Models of Test."
    assert fields == [f"JSON key: `{key}`." if "_" not in key else "" for key in keys.split()]
