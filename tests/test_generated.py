"""How the models of `generated/responses_api` behave: what the design promises about presence, unknown things, errors, equality."""

from __future__ import annotations

import copy
import json
import math
import pickle
import random
import sys
import typing
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from responses_api import DecodeError, codec, models
from tests.benchmarks.payload import response, response_bytes

SPEC = Path(__file__).resolve().parent.parent / "spec" / "responses.yaml"
DOCUMENT = yaml.safe_load(SPEC.read_text("utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]


def minimal() -> dict[str, Any]:
    """The smallest Response that there is."""
    return {
        "id": "resp_1",
        "created_at": 1,
        "model": "m",
        "object": "response",
        "output": [],
        "parallel_tool_calls": False,
        "tool_choice": "none",
        "tools": [],
        "conversation": {"id": "conv_1"},
        "usage": {"input_tokens": 1, "input_tokens_details": {}, "output_tokens": 2, "output_tokens_details": {}},
    }


def decoded(**changes: Any) -> models.Response:
    return models.Response.from_dict(minimal() | changes)


def problems(data: Any) -> str:
    with pytest.raises(DecodeError) as caught:
        models.Response.from_dict(data)
    return str(caught.value)


class TestReading:
    def test_fields_have_their_types(self) -> None:
        read = models.Response.from_json(response_bytes())
        assert (read.id, read.created_at, read.status) == (
            response()["id"],
            1756414708.25,
            models.ResponseStatus.COMPLETED,
        )
        assert type(read.status) is models.ResponseStatus
        part = (read.output[2].content or [])[0]
        assert type(part) is models.ContentPart
        assert type((part.annotations or [])[0]) is models.Annotation
        assert type(read.usage.input_tokens_details) is models.InputTokensDetails
        assert read.metadata == {"project": "release-notes", "attempt": 2, "tags": ["weekly", "draft"]}

    def test_recursion_goes_through_map_item_and_itself(self) -> None:
        schema = models.JSONSchema.from_dict(
            {"properties": {"a": {"items": {"items": {"properties": {"b": {"type": "null"}}}}}}}
        )
        inner = typing.cast("Any", schema).properties["a"].items.items.properties["b"]
        assert type(inner) is models.JSONSchema
        assert inner.type is models.JSONSchemaType.NULL

    @pytest.mark.parametrize(
        "text",
        [response_bytes(), response_bytes().decode(), bytearray(response_bytes())],
        ids=["bytes", "str", "bytearray"],
    )
    def test_json_may_be_bytes_or_text(self, text: str | bytes | bytearray) -> None:
        assert models.Response.from_json(text) == models.Response.from_dict(response())

    def test_absent_fields_read_as_none(self) -> None:
        assert decoded().temperature is None
        assert decoded().text is None

    def test_input_is_neither_kept_nor_changed(self) -> None:
        data: dict[str, Any] = response() | {"new": [{"a": 1}]}
        before = copy.deepcopy(data)
        read = models.Response.from_dict(data)
        assert data == before
        data["output"].clear()
        data["metadata"]["tags"].append("changed")
        data["new"][0]["a"] = 2
        assert read.to_dict() == before


CHANGES: list[dict[str, Any]] = [
    {"error": None},
    {"status": None, "temperature": None, "text": {"format": None, "verbosity": None}},
    {"metadata": {}},
    {"metadata": {"": {"deep": [None, 1.5, {"": []}]}}},
    {"instructions": ""},
    {"temperature": 1},
    {"temperature": 1.0},
    {"max_output_tokens": 2**70},
    {"created_at": 1e22},
]


class TestRoundTrip:
    def test_nothing_is_lost(self) -> None:
        assert models.Response.from_dict(response()).to_dict() == response()
        assert json.loads(models.Response.from_json(response_bytes()).to_json()) == response()

    def test_order_of_keys_is_kept_on_the_way_through(self) -> None:
        assert json.loads(models.Response.from_json(response_bytes()).to_json()).keys() == response().keys()

    @pytest.mark.parametrize("changes", CHANGES, ids=repr)
    def test_presence_null_and_numbers_come_back(self, changes: dict[str, Any]) -> None:
        back = decoded(**changes).to_dict()
        assert json.dumps(back, sort_keys=True) == json.dumps(minimal() | changes, sort_keys=True)

    def test_what_is_encoded_shares_nothing_with_the_instance(self) -> None:
        read = models.Response.from_dict(response() | {"new": {"a": []}})
        written = read.to_dict()
        written["metadata"]["tags"].append("x")
        written["new"]["a"].append("x")
        written["output"].clear()
        assert read.to_dict() == response() | {"new": {"a": []}}


class TestUnknown:
    def test_unknown_fields_are_kept(self) -> None:
        read = decoded(new={"a": [1]}, conversation={"id": "c", "title": "t"})
        assert read.extra_fields == {"new": {"a": [1]}}
        assert read.conversation.extra_fields == {"title": "t"}
        assert read.to_dict() == minimal() | {"new": {"a": [1]}, "conversation": {"id": "c", "title": "t"}}

    @pytest.mark.parametrize(
        "key", ["to_dict", "from_json", "extra_fields", "fields_set", "__class__", "__dict__", "replace", "self", ""]
    )
    def test_unknown_fields_hide_nothing(self, key: str) -> None:
        read = decoded(**{key: "new"})
        assert read.extra_fields == {key: "new"}
        assert type(read) is models.Response
        assert read.to_dict() == minimal() | {key: "new"}
        assert read.replace(id="x").to_dict() == minimal() | {key: "new", "id": "x"}

    def test_unknown_enum_values_are_members_like_others(self) -> None:
        status = typing.cast("models.ResponseStatus", decoded(status="paused").status)
        assert type(status) is models.ResponseStatus
        assert status == "paused"
        assert not status.is_known
        assert models.ResponseStatus.FAILED.is_known
        assert status == models.ResponseStatus("paused")
        assert hash(status) == hash("paused")
        assert {status: 1}["paused"] == 1  # type: ignore[index]  # a key that only equals an enum member
        assert list(models.ResponseStatus) == [
            models.ResponseStatus(value) for value in SCHEMAS["ResponseStatus"]["enum"]
        ]
        for twin in (pickle.loads(pickle.dumps(status)), copy.copy(status), copy.deepcopy(status)):
            assert twin == status
            assert type(twin) is models.ResponseStatus
        assert json.dumps(status) == '"paused"'
        assert f"{status}" == "paused"

    @pytest.mark.parametrize("value", ["", " ", "COMPLETED", "naïve ☃", "a" * 1000])
    def test_any_text_is_an_enum_value(self, value: str) -> None:
        assert decoded(status=value).to_dict()["status"] == value

    def test_known_members_are_the_members(self) -> None:
        assert decoded(status="failed").status is models.ResponseStatus.FAILED


class TestErrors:
    def test_every_problem_is_told_with_its_path(self) -> None:
        data = minimal() | {
            "id": 7,
            "output": [
                {"type": "message"},
                {"content": [{"type": "output_text", "annotations": [{"type": "file_path", "index": "2"}]}]},
            ],
            "tools": [{"type": "function", "parameters": {"properties": {"a b": {"items": {"required": [1]}}}}}],
            "usage": None,
        }
        told = problems(data)
        for path in ("$.id", "$.output[1].type", "$.output[1].content[0].annotations[0].index", "$.usage"):
            assert path in told
        assert (
            "$.tools[0].parameters.properties['a b'].items.required[0]" in told
            or '$.tools[0].parameters.properties["a b"]' in told
        )

    @pytest.mark.parametrize("key", SCHEMAS["Response"]["required"])
    def test_required_keys_must_be_there_and_not_null(self, key: str) -> None:
        absent = {name: value for name, value in minimal().items() if name != key}
        assert f"$.{key}" in problems(absent)
        assert f"$.{key}" in problems(minimal() | {key: None})

    @pytest.mark.parametrize("name", SCHEMAS["Response"]["properties"])
    def test_wrong_types_are_refused(self, name: str) -> None:
        schema = jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/Response/properties/{name}", "components": DOCUMENT["components"]}
        )
        tried = 0
        candidates: tuple[Any, ...] = (True, 3, 1.5, "text", [1], [[]], {"k": 1}, [{}])
        for wrong in candidates:
            if not schema.is_valid(wrong) and not isinstance(wrong, str):
                tried += 1
                assert f"$.{name}" in problems(minimal() | {name: wrong})
        assert tried

    @pytest.mark.parametrize("wrong", [None, [], "text", 1, True])
    def test_only_an_object_is_a_response(self, wrong: Any) -> None:
        assert "$" in problems(wrong)

    @pytest.mark.parametrize("text", ["", "{", "[1,]", '{"a": NaN}', '{"a": Infinity}', "\ufeff", b"\xff\xfe", "null"])
    def test_what_is_no_json_is_a_decode_error(self, text: str | bytes) -> None:
        with pytest.raises(DecodeError):
            models.Response.from_json(text)

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
    def test_numbers_that_json_does_not_have_are_refused(self, number: str) -> None:
        text = json.dumps(minimal())[:-1] + f', "temperature": {number}}}'
        with pytest.raises(DecodeError):
            models.Response.from_json(text)
        with pytest.raises(DecodeError):
            models.Response.from_dict(minimal() | {"metadata": {"a": float(number)}})

    @pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
    def test_numbers_that_json_does_not_have_are_not_written(self, number: float) -> None:
        for changes in ({"temperature": number}, {"metadata": {"a": [number]}}):
            with pytest.raises(ValueError, match="JSON"):
                decoded().replace(**changes).to_json()

    @pytest.mark.parametrize("wide", [False, True], ids=["items", "properties"])
    def test_data_nested_too_deeply_is_a_decode_error(self, wide: bool) -> None:
        text = ('{"properties": {"a": ' if wide else '{"items": ') * 100_000 + "{}" + ("}}" if wide else "}") * 100_000
        with pytest.raises(DecodeError):
            models.JSONSchema.from_json(text)
        nested: dict[str, Any] = {}
        for _ in range(100_000):
            nested = {"items": nested}
        with pytest.raises(DecodeError):
            models.JSONSchema.from_dict(nested)
        while nested:  # Python before 3.12 recurses when it frees a deep dict all at once
            nested = nested["items"]

    def test_data_nested_deeply_but_not_too_deeply_is_fine(self) -> None:
        nested: dict[str, Any] = {"type": "string"}
        for _ in range(sys.getrecursionlimit() // 8):
            nested = {"items": nested}
        assert models.JSONSchema.from_dict(nested).to_dict() == nested

    def test_decode_error_survives_pickling(self) -> None:
        with pytest.raises(DecodeError) as caught:
            models.Response.from_dict({})
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


class TestMaking:
    def test_constructor_takes_fields_by_keyword(self) -> None:
        made = models.Annotation(type=models.AnnotationType.URL_CITATION, url="https://example.com", title=None)
        assert made.to_dict() == {"type": "url_citation", "url": "https://example.com", "title": None}
        assert made.fields_set == {"type", "url", "title"}

    def test_constructor_refuses_missing_and_unknown_fields(self) -> None:
        with pytest.raises(TypeError, match="input_tokens"):
            typing.cast("Any", models.Usage)(output_tokens=1)
        with pytest.raises(TypeError, match="colour"):
            typing.cast("Any", models.Conversation)(id="a", colour="red")
        with pytest.raises(TypeError):
            typing.cast("Any", models.Conversation)("a")

    def test_made_and_received_are_the_same(self) -> None:
        assert models.Conversation(id="a") == models.Conversation.from_dict({"id": "a"})

    def test_a_key_that_is_no_python_name_keeps_its_spelling(self) -> None:
        made = models.JSONSchema(type=models.JSONSchemaType.OBJECT, additional_properties=False)
        assert made.to_dict() == {"type": "object", "additionalProperties": False}
        assert models.JSONSchema.from_dict({"additional_properties": 1}).extra_fields == {"additional_properties": 1}

    def test_assigning_and_deleting_change_presence(self) -> None:
        made = models.Reasoning()
        made.summary = None
        assert made.to_dict() == {"summary": None}
        made.summary = "auto"
        assert made.fields_set == {"summary"}
        del made.summary
        assert made.to_dict() == {}
        assert made.summary is None

    def test_replace_leaves_the_original_alone(self) -> None:
        first = decoded(new=1)
        second = first.replace(status=models.ResponseStatus.FAILED)
        assert (first.status, second.status) == (None, models.ResponseStatus.FAILED)
        assert second.to_dict() == minimal() | {"new": 1, "status": "failed"}
        second.extra_fields["more"] = 2
        assert first.extra_fields == {"new": 1}
        with pytest.raises(TypeError):
            first.replace(colour="red")

    def test_extra_fields_can_be_sent(self) -> None:
        made = models.Conversation(id="a")
        made.extra_fields["title"] = "t"
        assert made.to_dict() == {"id": "a", "title": "t"}
        assert not models.Conversation(id="a").extra_fields


class TestValues:
    def test_equality_is_by_value(self) -> None:
        assert decoded() == decoded()
        assert decoded() != decoded(id="other")
        assert decoded(new=1) != decoded()
        assert decoded(error=None) == decoded()
        assert decoded() != minimal()
        assert models.InputTokensDetails() != models.OutputTokensDetails()

    def test_copies_and_pickles_are_equal_and_apart(self) -> None:
        read = models.Response.from_dict(response() | {"new": [1]})
        for twin in (copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
            assert twin == read
            assert twin.to_dict() == read.to_dict()
            twin.output.clear()
            twin.extra_fields["new"].append(2)
        assert read.to_dict() == response() | {"new": [1]}
        shallow = copy.copy(read)
        shallow.id = "other"
        assert read.id != "other"

    def test_repr_shows_what_is_there(self) -> None:
        made = models.Annotation(type=models.AnnotationType.FILE_PATH, index=3)
        shown = repr(made)
        assert shown.startswith("Annotation(")
        assert "index=3" in shown
        assert "url" not in shown

    def test_match_statements_see_fields(self) -> None:
        match decoded(status="failed"):
            case models.Response(status=models.ResponseStatus.FAILED, id=name):
                assert name == "resp_1"
            case _:
                pytest.fail("not matched")

    @pytest.mark.parametrize("name", [name for name, schema in SCHEMAS.items() if schema["type"] == "object"])
    def test_hints_and_docstrings(self, name: str) -> None:
        cls = getattr(models, name)
        assert set(typing.get_type_hints(cls)) >= {each for each in SCHEMAS[name]["properties"] if each.islower()}
        assert " ".join(cls.__doc__.split()).startswith(SCHEMAS[name]["description"])


def test_every_component_is_there() -> None:
    assert set(SCHEMAS) <= set(vars(models))
    functions = {name for name in vars(codec) if name.startswith(("decode_", "encode_"))}
    enums = sum("enum" in schema for schema in SCHEMAS.values())
    assert len(functions) == 2 * enums, "what is no class has a pair of functions"
    assert codec.encode_tool_choice(codec.decode_tool_choice("sometimes")) == "sometimes"


@pytest.mark.parametrize("name", SCHEMAS)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(data=st.data())
def test_whatever_the_schema_admits_comes_back(name: str, data: st.DataObject) -> None:
    value = data.draw(_values(name))
    cls = getattr(models, name)
    if SCHEMAS[name]["type"] == "string":
        assert cls(value) == value
        return
    read = cls.from_dict(value)
    assert json.dumps(read.to_dict(), sort_keys=True) == json.dumps(value, sort_keys=True)
    assert cls.from_json(read.to_json()) == read


def _both(known: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    return known | extra


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _values(name: str, depth: int = 3) -> st.SearchStrategy[Any]:
    """What the component's schema admits, and what a newer server could send: unknown fields, unknown values, null."""
    return _value({"$ref": f"#/components/schemas/{name}"}, depth)


def _value(schema: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    if "oneOf" in schema:
        return st.one_of([_value(variant, depth) for variant in schema["oneOf"]])
    if "$ref" in schema:
        return _value(SCHEMAS[schema["$ref"].rpartition("/")[2]], depth - 1)
    match schema.get("type"):
        case "object" if "properties" in schema:
            required = set(schema.get("required", ()))
            fields = {
                key: _value(part, depth) for key, part in schema["properties"].items() if depth > 0 or key in required
            }
            optional = {key: st.none() | strategy for key, strategy in fields.items() if key not in required}
            known = st.fixed_dictionaries({key: fields[key] for key in fields if key in required}, optional=optional)
            extra = st.dictionaries(
                st.text(max_size=8).filter(lambda key: key not in schema["properties"]), JSON, max_size=2
            )
            return st.builds(_both, known, extra)
        case "object":
            inner = schema["additionalProperties"]
            return st.dictionaries(st.text(max_size=8), JSON if inner is True else _value(inner, depth), max_size=3)
        case "array":
            return st.lists(_value(schema["items"], depth), max_size=2 if depth > 0 else 0)
        case "string":
            return st.sampled_from(schema["enum"]) | st.text(max_size=8) if "enum" in schema else st.text(max_size=8)
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers()
        case "number":
            return st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        case None:
            return JSON
        case kind:
            raise AssertionError(f"the document uses `{kind}` now: say what its values are")


def test_random_damage_is_a_decode_error_or_nothing() -> None:
    """A thousand Responses with one value replaced: each is refused as DecodeError or comes back as it was."""
    dice = random.Random(8080)
    refused = 0
    for _ in range(1000):
        damaged = response()
        _damage(damaged, dice)
        try:
            read = models.Response.from_dict(damaged)
        except DecodeError:
            refused += 1
        else:
            assert json.dumps(read.to_dict(), sort_keys=True) == json.dumps(damaged, sort_keys=True)
    assert 200 < refused < 1000


def _damage(value: Any, dice: random.Random) -> None:
    while True:
        key = dice.choice([*value] if value.__class__ is dict else [*range(len(value))])
        inner: Any = value[key]
        if not inner or inner.__class__ not in {dict, list} or dice.random() < 0.2:
            replacements: list[Any] = [None, True, 0, -1.5, "text", [], {}, [None], {"": {}}]
            value[key] = dice.choice(replacements)
            return
        value = inner
