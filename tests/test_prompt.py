"""What a person at a Python prompt meets: signatures, completion, and errors that say what was meant."""

from __future__ import annotations

import copy
import inspect
import pydoc
import subprocess
import sys
from typing import Any

import pytest

import responses_api
from responses_api import DecodeError, client, models


def conversation() -> Any:
    """A class of models, its constructor seen as the untyped code at a prompt sees it."""
    return models.Conversation


class TestSignatures:
    def test_constructor_has_a_keyword_for_each_field(self) -> None:
        signature = inspect.signature(models.ResponseError)
        assert str(signature) == "(*, code: 'str | None' = None, message: 'str', type: 'str | None' = None)"

    def test_help_shows_it(self) -> None:
        assert "Conversation(*, id: 'str')" in pydoc.plain(pydoc.render_doc(models.Conversation))

    def test_fields_of_ancestors_come_first(self) -> None:
        class Titled(models.Conversation):
            title: str = "none"

        assert list(inspect.signature(Titled).parameters) == ["id", "title"]
        assert inspect.signature(Titled).parameters["title"].default == "none"

    def test_a_constructor_of_its_own_has_its_own_signature(self) -> None:
        class Short(models.Conversation):
            def __init__(self, id: str) -> None:
                super().__init__(id=id)

        assert str(inspect.signature(Short)) == "(id: 'str') -> 'None'"

    def test_asking_costs_nothing_before(self) -> None:
        code = "import sys; from responses_api import models; print({'inspect', 'difflib'} & sys.modules.keys())"
        run = subprocess.run(
            [sys.executable, "-S", "-c", code], capture_output=True, text=True, env=_path(), check=True
        )
        assert run.stdout.strip() == "set()"


def _path() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(sys.path)}


class TestConstructing:
    def test_what_was_meant_is_said(self) -> None:
        with pytest.raises(TypeError, match=r"^Conversation has no field 'idd' \(did you mean 'id'\?\), 'zzz'$"):
            conversation()(idd="x", zzz=1)

    def test_positions_are_refused_by_name(self) -> None:
        with pytest.raises(TypeError, match=r"^Conversation takes keyword arguments alone$"):
            conversation()("x")

    def test_replace_says_it_too(self) -> None:
        with pytest.raises(TypeError, match=r"did you mean 'id'"):
            conversation()(id="x").replace(ids="y")

    def test_copy_replace(self) -> None:
        made = conversation()(id="x")
        changed = vars(copy)["replace"](made, id="y") if sys.version_info >= (3, 13) else made.__replace__(id="y")
        assert (made, changed) == (models.Conversation(id="x"), models.Conversation(id="y"))


class TestCompletion:
    def test_package_and_modules_show_what_is_public(self) -> None:
        assert dir(responses_api) == sorted(responses_api.__all__)
        assert dir(models) == sorted(vars(models)["__all__"])
        assert dir(client) == sorted(vars(client)["__all__"])

    def test_star_import_brings_the_types_alone(self) -> None:
        names: dict[str, Any] = {}
        exec("from responses_api.models import *", names)
        assert names.keys() - {"__builtins__"} == set(vars(models)["__all__"])
        assert {"Response", "ToolChoice", "ResponseStatus", "UnknownVariant"} <= names.keys()
        assert not {"Model", "Any", "TYPE_CHECKING", "annotations", "publish"} & names.keys()

    def test_keys_of_unknown_variants(self) -> None:
        unknown = models.UnknownVariant("new", {"size": 1, "a b": 2})
        assert "size" in dir(unknown)
        assert "a b" not in dir(unknown)
        assert "raw" in dir(models.UnknownVariant(None, "text"))


class TestEncodingWhatDoesNotFit:
    @pytest.mark.parametrize(
        ("output", "place"),
        [
            (3, "output is 3, but this field is declared as list[OutputItem]"),
            (["message"], "output[0] is 'message', but this field is declared as list[OutputItem]"),
            ([models.OutputItem(type=models.OutputItemType.MESSAGE, content=[None])], "output[0].content[0] is None, but"),  # type: ignore[list-item]  # what a caller without a type checker does
        ],
    )
    def test_place_is_named(self, output: Any, place: str) -> None:
        broken = models.Response.from_dict(_minimal())
        broken.output = output
        for encode in (broken.to_dict, broken.to_json):
            with pytest.raises(TypeError) as caught:
                encode()
            assert str(caught.value).startswith(f"Response can't be encoded: {place}")

    def test_maps_are_looked_into(self) -> None:
        properties: Any = {"a": models.JSONSchema(), "b": "no schema"}
        with pytest.raises(TypeError, match=r"properties\['b'\] is 'no schema', but"):
            models.JSONSchema(properties=properties).to_dict()

    def test_what_only_json_refuses(self) -> None:
        name: Any = object()
        with pytest.raises(TypeError, match=r"^Conversation can't be encoded: id is <object object at"):
            models.Conversation(id=name).to_json()

    def test_numbers_that_json_does_not_have_stay_value_errors(self) -> None:
        with pytest.raises(ValueError, match="float"):
            models.Response.from_dict(_minimal()).replace(created_at=float("nan")).to_json()


class TestDecodeErrors:
    def test_they_speak_of_json(self) -> None:
        with pytest.raises(DecodeError) as caught:
            models.Response.from_dict(
                _minimal() | {"id": True, "status": None, "user": 1.5, "background": 'say "no"\u202e'}
            )
        assert [str(problem) for problem in caught.value.problems] == [
            "$.id: expected a string, got true",
            "$.user: expected a string, got number 1.5",
            '$.background: expected a boolean, got string "say \\"no\\"\\u202e"',
        ]

    def test_a_long_list_of_problems_ends(self) -> None:
        with pytest.raises(DecodeError) as caught:
            models.Response.from_dict(_minimal() | {"output": [1] * 100})
        lines = str(caught.value).splitlines()
        assert lines[0] == "Response: 100 problems"
        assert lines[20:] == ["  $.output[19]: expected an object, got integer 1", "  and 80 more"]
        assert len(caught.value.problems) == 100

    def test_data_where_a_text_belongs(self) -> None:
        data: Any = _minimal()
        with pytest.raises(TypeError, match=r"^a JSON text is str or bytes, not dict$"):
            models.Response.from_json(data)


def _minimal() -> dict[str, Any]:
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
