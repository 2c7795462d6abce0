"""`on_mismatch="keep"`: what does not fit stays in its place as it came, is listed, and is encoded as it came."""

from __future__ import annotations

import asyncio
import copy
import importlib
import json
import logging
import pickle
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from codegen.cli import main as codegen

DOCUMENT = """
openapi: 3.1.0
info: {title: Ledger, version: "1"}
servers: [{url: "http://127.0.0.1:9"}]
paths:
  /rows:
    get:
      operationId: list
      tags: [Rows]
      responses:
        "200": {description: All., content: {application/json: {schema: {$ref: "#/components/schemas/Rows"}}}}
  /sheet:
    get:
      operationId: sheet
      tags: [Rows]
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Sheet"}}}}
  /changes:
    get:
      operationId: changes
      tags: [Rows]
      responses:
        "200": {description: Some., content: {text/event-stream: {schema: {$ref: "#/components/schemas/Row"}}}}
components:
  schemas:
    Rows: {type: array, items: {$ref: "#/components/schemas/Row"}}
    Sheet:
      type: object
      required: [title, rows]
      properties:
        title: {type: string}
        rows: {$ref: "#/components/schemas/Rows"}
        by-name: {type: object, additionalProperties: {$ref: "#/components/schemas/Row"}}
        pair: {type: array, prefixItems: [{type: string}, {type: integer}], minItems: 2, items: false}
        cell: {oneOf: [{type: integer}, {type: boolean}]}
    Row:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        state: {type: string, enum: [new, done]}
        made: {type: string, format: date}
        tags: {type: array, items: {type: string}}
        next: {$ref: "#/components/schemas/Row"}
"""
GOOD: dict[str, Any] = {"id": 1, "state": "new", "made": "2024-02-03", "tags": ["a"], "next": {"id": 2}}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "ledger.yaml").write_text(DOCUMENT)
    assert codegen(["generate", str(folder / "ledger.yaml"), "--package", "ledger", "--output", str(folder), "-q"]) == 0
    sys.path.insert(0, str(folder))
    yield importlib.import_module("ledger")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "ledger"]:
        del sys.modules[name]


def sheet(**changes: Any) -> dict[str, Any]:
    return {"title": "One", "rows": [GOOD], **changes}


def kept(ledger: ModuleType, data: dict[str, Any]) -> Any:
    return ledger.models.Sheet.from_dict(data, on_mismatch="keep")


def paths(ledger: ModuleType, value: object) -> list[str]:
    return [problem.path for problem in ledger.errors.mismatches(value)]


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an item": (sheet(rows=[GOOD, None, GOOD]), ["$.rows[1]"]),
    "a field of an item": (sheet(rows=[GOOD, {"id": None, "new": 1}]), ["$.rows[1].id"]),
    "an object for an array": (sheet(rows={"a": {}}), ["$.rows"]),
    "an array for a string": (sheet(title=["x"]), ["$.title"]),
    "a string for an array": (sheet(rows=[{"id": 1, "tags": "ab"}]), ["$.rows[0].tags"]),
    "an empty object for an array": (sheet(rows=[{"id": 1, "tags": {}}]), ["$.rows[0].tags"]),
    "an enum": (sheet(rows=[{"id": 1, "state": 5}]), ["$.rows[0].state"]),
    "a key that is spelled otherwise": (sheet(**{"by-name": [1]}), ["$['by-name']"]),
    "a value of a map": (sheet(**{"by-name": {"a": GOOD, "b c": 1}}), ["$['by-name']['b c']"]),
    "a required field": ({"title": "One"}, ["$.rows"]),
    "a tuple": (sheet(pair=["a", 1, 2]), ["$.pair"]),
    "an item of a tuple": (sheet(pair=["a", "b"]), ["$.pair[1]"]),
    "a closed union": (sheet(cell=[1]), ["$.cell"]),
    "deep inside": (
        sheet(rows=[{"id": 1, "next": {"id": 2, "next": {"id": 3, "next": "x"}}}]),
        ["$.rows[0].next.next.next"],
    ),
    "several": (sheet(title=1, rows=[1, {"id": "1"}]), ["$.title", "$.rows[0]", "$.rows[1].id"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_listed_and_encoded_as_it_came(ledger: ModuleType, name: str) -> None:
    data, expected = WRONG[name]
    before = copy.deepcopy(data)
    value = kept(ledger, data)
    assert paths(ledger, value) == expected
    assert value.to_dict() == data == before
    assert json.loads(value.to_json()) == data
    again = ledger.models.Sheet.from_json(json.dumps(data), on_mismatch="keep")
    assert again == value
    assert paths(ledger, again) == expected
    for copied in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert copied == value
        assert copied.to_dict() == data
        assert paths(ledger, copied) == expected
    with pytest.raises(ledger.DecodeError) as caught:
        ledger.models.Sheet.from_dict(data)
    assert caught.value.problems == ledger.errors.mismatches(value)


def test_what_fits_is_decoded_around_it(ledger: ModuleType) -> None:
    value = kept(ledger, sheet(rows=[GOOD, None, {"id": "x", "state": "done", "extra": [1]}]))
    first, none, third = value.rows
    assert first == ledger.models.Row.from_dict(GOOD)
    assert none is None
    assert (third.id, third.state, third.extra_fields) == ("x", ledger.models.RowState.DONE, {"extra": [1]})
    assert third.to_dict() == {"id": "x", "state": "done", "extra": [1]}
    assert "id='x'" in repr(third)


def test_a_changed_field_is_encoded_as_usual(ledger: ModuleType) -> None:
    value = kept(ledger, sheet(rows=[{"id": 1, "state": 5, "tags": "ab"}]))
    value.rows[0].state = "done"
    value.rows[0].tags = ["a"]
    assert value.to_dict()["rows"] == [{"id": 1, "state": "done", "tags": ["a"]}]
    value.rows[0].tags = 7
    with pytest.raises(TypeError, match=r"rows\[0\].tags is 7, but"):
        value.to_dict()


def test_values_that_fit_have_no_mismatches(ledger: ModuleType) -> None:
    assert paths(ledger, kept(ledger, sheet())) == []
    assert "extra_fields" not in vars(kept(ledger, sheet()))
    assert paths(ledger, 1) == []


def test_the_whole_value_has_to_be_of_its_type(ledger: ModuleType) -> None:
    for wrong in (["x"], None, 1):
        with pytest.raises(ledger.DecodeError):
            kept(ledger, wrong)  # type: ignore[arg-type]  # this is the mistake
    with pytest.raises(ledger.DecodeError, match="no JSON value"):
        kept(ledger, sheet(title=object()))


def test_the_log_says_where_and_not_what(ledger: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    kept(ledger, sheet(title=["hidden"], rows=["hidden"]))
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("ledger", logging.WARNING)
    assert "$.title" in record.getMessage()
    assert "$.rows[0]" in record.getMessage()
    assert "hidden" not in record.getMessage()


def test_a_function_is_told_instead(ledger: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    told: list[Any] = []
    value = ledger.models.Sheet.from_dict(sheet(title=1), on_mismatch=told.append)
    assert value.title == 1
    assert [str(each) for each in told] == ["Sheet: $.title: expected a string, got integer 1"]
    assert not caplog.records


def test_named_arrays(ledger: ModuleType) -> None:
    codec = importlib.import_module("ledger.codec")
    data = [GOOD, None, {"id": "1"}]
    rows = codec.decode_rows(data, on_mismatch="keep")
    assert (len(rows), rows[1], rows[0].id) == (3, None, 1)
    assert paths(ledger, rows) == ["$[1]", "$[2].id"]
    assert codec.encode_rows(rows) == data


ROWS = [GOOD, None]


class TestClients:
    """The setting reaches every way of reading an answer."""

    def server(self) -> Any:
        server = importlib.import_module("ledger.testing").FakeServer()
        server.on("rows.list").answer(ROWS)
        server.on("rows.sheet").answer(sheet(title=None))
        return server

    def test_raises_by_default(self, ledger: ModuleType) -> None:
        client = ledger.Client(http_client=self.server())
        with pytest.raises(ledger.APIDecodeError) as caught:
            client.rows.list()
        assert json.loads(caught.value.content) == ROWS
        raw = client.rows.with_raw_response.list()
        assert raw.json() == ROWS

    def test_keeps(self, ledger: ModuleType) -> None:
        server = self.server()
        usual = ledger.Client(http_client=server)
        keeping = ledger.Client(http_client=server, on_mismatch="keep")
        copied = usual.with_options(on_mismatch="keep")
        once = usual.rows.list(request_options={"on_mismatch": "keep"})
        raw = keeping.rows.with_raw_response.list()
        with keeping.rows.with_streaming_response.list() as opened:
            rows = [keeping.rows.list(), copied.rows.list(), once, raw.parse(), opened.parse()]
        for each in rows:
            assert each[1] is None
            assert paths(ledger, each) == ["$[1]"]
        assert paths(ledger, keeping.rows.sheet()) == ["$.title"]
        with pytest.raises(ledger.APIDecodeError):
            keeping.rows.list(request_options={"on_mismatch": "raise"})

    def test_tells_a_function(self, ledger: ModuleType) -> None:
        told: list[Any] = []

        def tell(error: Any) -> None:
            told.append(error)

        client = ledger.Client(http_client=self.server(), on_mismatch=tell)
        assert client.rows.sheet().title is None
        assert [problem.path for problem in told[0].problems] == ["$.title"]
        response = client.rows.with_raw_response.sheet().with_content(b"{}")
        assert pickle.loads(pickle.dumps(response)).content == b"{}"

    def test_async(self, ledger: ModuleType) -> None:
        async def call() -> Any:
            async with ledger.AsyncClient(http_client=self.server(), on_mismatch="keep") as client:
                return await client.rows.list()

        assert paths(ledger, asyncio.run(call())) == ["$[1]"]

    def test_streams(self, ledger: ModuleType) -> None:
        server = self.server()
        server.on("rows.changes").answer(
            b'data: {"id": 1}\n\ndata: {"id": null}\n\n', headers={"Content-Type": "text/event-stream"}
        )
        with ledger.Client(http_client=server, on_mismatch="keep").rows.changes() as stream:
            assert [row.id for row in stream] == [1, None]
        with ledger.Client(http_client=server).rows.changes() as stream, pytest.raises(ledger.APIDecodeError):
            list(stream)

    def test_other_words_are_refused(self, ledger: ModuleType) -> None:
        with pytest.raises(ValueError, match="on_mismatch is 'raise', 'keep' or a function"):
            ledger.Client(on_mismatch="ignore")
