"""The benchmarks compare like with like, and they run. How fast anything is, is theirs to say: `make bench`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx2
import jsonschema_rs
import pytest
import yaml
from starlette.responses import Response

from tests.benchmarks import client, codecs, generating, lossless
from tests.benchmarks.answering import answering
from tests.benchmarks.payload import response, response_bytes
from tests.benchmarks.timing import Target, excess, ratio, table
from tests.loopback import serve
from tests.synthetic import document


def test_payload_is_what_it_says() -> None:
    document = yaml.safe_load(lossless.SPEC.read_text("utf-8"))
    schema = {"$ref": "#/components/schemas/Response", "components": document["components"]}
    jsonschema_rs.Draft202012Validator(schema).validate(response())
    assert 7_500 < len(response_bytes()) < 8_500
    assert len(response()["output"]) == 12
    assert [tool["parameters"]["type"] for tool in response()["tools"]] == ["object", "object"]


@pytest.mark.parametrize("name", [codecs.OURS, codecs.PYDANTIC, "msgspec", codecs.OPENAI])
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # openai's metadata is a map of strings, ours is not
def test_every_contender_reads_the_whole_payload(name: str) -> None:
    read = codecs.decoders()[name](response_bytes())
    assert (read.id, read.output[2].content[0].annotations[1].title) == (response()["id"], "Release notes, part 2")
    assert json.loads(codecs.encoders(read)[name]()) == response()


@pytest.mark.parametrize("section", [codecs.decode, codecs.encode])
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_sections_end_in_promises(section: codecs.Section) -> None:
    parts = list(section(1))
    assert any(isinstance(part, Target) for part in parts)
    assert any(isinstance(part, str) and codecs.OURS in part for part in parts)


def test_promises_of_losslessness_hold() -> None:
    *_, target = lossless.lossless(1)
    assert isinstance(target, Target)
    assert target.held, target.text


def test_ratios_are_medians_of_rounds() -> None:
    assert ratio([2.0, 30.0, 4.0], [1.0, 10.0, 1.0]) == 3.0
    assert excess([2.0, 30.0, 4.0], [1.0, 10.0, 1.0]) == 3.0
    assert table(("", "b x"), [("long", "1")]) == "|      | b x |\n| ---- | --: |\n| long |   1 |\n"


def test_growth_measures_every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generating, "SIZES", (10, 20, 30))
    shown, target = generating.growth(1)
    assert isinstance(shown, str)
    assert isinstance(target, Target)
    assert [line.split("|")[1].strip() for line in shown.splitlines()[2:]] == ["10 schemas", "20 schemas", "30 schemas"]


@pytest.mark.parametrize("section", [generating.stages, generating.large])
def test_sections_without_their_document_say_so(section: codecs.Section, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generating, "OPENAI", Path("nowhere/openai.yaml"))
    assert list(section(1)) == ["Skipped: openai.yaml is not in ../shared/specs.\n"]


def test_stages_of_a_large_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spec = tmp_path / "openai.yaml"
    spec.write_text(yaml.safe_dump(document(10)))
    monkeypatch.setattr(generating, "OPENAI", spec)
    shown, *targets = generating.stages(1)
    assert isinstance(shown, str)
    stages = ["starting", "reading", "understanding", "naming", "rendering", "formatting", "writing"]
    assert [line.split("|")[1].strip() for line in shown.splitlines()[2:9]] == stages
    assert len(targets) == 4


@pytest.mark.parametrize("measure", [client.sync_calls, client.async_calls])
def test_calls_send_the_same_request_and_read_the_same_answer(
    measure: Callable[[str, int, int], dict[str, list[float]]],
) -> None:
    with serve(lambda request: Response(response_bytes(), media_type="application/json")) as server:
        seconds = measure(server.url, 1, 1)
        assert list(seconds) == [client.PARSED, client.DECODED, client.OURS, client.AFRESH]
        assert len(server.received) == 8  # each once to warm up
        first, *others = ((received.method, received.headers) for received in server.received)
        assert all(other == first for other in others)
        targets = Counter(received.target for received in server.received)
        assert sorted(targets.values()) == [1, 1, 6]


def test_a_server_of_its_own_answers_every_request() -> None:
    with answering(response_bytes()) as url, httpx2.Client() as http:
        assert [http.get(f"{url}/any").json() for _ in range(2)] == [response()] * 2
