"""Round trips with FastAPI: its document → a generated client → the server again, sync and async alike."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pytest

from tests.loopback import serve_application
from tests.servers import Call, calls, fastapi_app, generate, public


@pytest.fixture(scope="module")
def zoo(importable: Path) -> ModuleType:
    return generate(
        fastapi_app.app.openapi(), "zoo", importable, ["overlapping-union"]
    )  # `Rest | Stop` without a discriminator, whose tags are not required


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve_application(fastapi_app.app) as url:
        yield url


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, zoo: ModuleType, url: str) -> Call:
    return calls(zoo, request.param, base_url=url, max_retries=0, api_key=fastapi_app.SESSION)


def test_methods_are_called_as_the_functions_of_the_server(zoo: ModuleType) -> None:
    names = public(importlib.import_module("zoo.client").Visits)
    assert names == {"create_visit", "update_visit", "read_visit", "read_guide", "delete_visit"}


def test_tags_with_defaults_reach_the_server(zoo: ModuleType, call: Call) -> None:
    assert call(lambda client: client.actions.act_any(zoo.models.Stop())) == {"did": "stop"}
    assert call(lambda client: client.actions.act_any(zoo.models.Rest())) == {"did": "rest"}
    assert call(lambda client: client.actions.act_tagged(zoo.models.Stop())) == {"did": "stop"}


def test_a_model_goes_round(zoo: ModuleType, call: Call) -> None:
    models = zoo.models
    at = datetime(2026, 2, 3, 4, 5, 6, 700, UTC)
    tom = models.CatInput(name="Tom", mother=models.CatInput(name="Old Tom", lives=1))
    wanda = models.Fish(name="Wanda", salt=None)
    sent = models.VisitInput(
        id=UUID(int=7),
        at=at,
        day=date(2026, 2, 3),
        price=Decimal("12.50"),
        mood="wild",
        animals=[tom, wanda],
        note=None,
    )
    kept = call(lambda client: client.visits.create_visit(sent))
    assert (kept.id, kept.at, kept.day, kept.price) == (UUID(int=7), at, date(2026, 2, 3), "12.50")
    assert kept.mood is models.Mood.WILD
    cat, fish = kept.animals
    assert (type(cat), cat.kind, cat.mother.lives) == (models.CatOutput, "cat", 1)
    assert (type(fish), fish.kind, fish.salt) == (models.Fish, "fish", None)


def test_absent_is_not_null(call: Call) -> None:
    assert call(lambda client: client.visits.update_visit("v", {})) == {"id": "v", "change": {}}
    assert call(lambda client: client.visits.update_visit("v", note=None)) == {"id": "v", "change": {"note": None}}
    assert call(lambda client: client.visits.update_visit("v", mood="calm"))["change"] == {"mood": "calm"}


def test_none_leaves_a_parameter_out(call: Call) -> None:
    nothing = dict.fromkeys(("word", "since", "day", "ids", "mood", "count", "x_token", "flavour"))
    assert call(lambda client: client.echoes.echo_query()) == nothing
    assert call(lambda client: client.echoes.echo_query(**nothing)) == nothing


def test_parameters_arrive_as_they_are(call: Call) -> None:
    since = datetime(2026, 1, 2, 3, 4, 5, 6, UTC)
    got = call(
        lambda client: client.echoes.echo_query(
            word="a&b=c d/é",
            since=since,
            day=date(2026, 1, 2),
            ids=[UUID(int=1), UUID(int=2)],
            mood="wild",
            count=3,
            x_token="t",
            flavour="plain",
        )
    )
    assert datetime.fromisoformat(got.pop("since")) == since
    assert got == {
        "word": "a&b=c d/é",
        "day": "2026-01-02",
        "ids": [str(UUID(int=1)), str(UUID(int=2))],
        "mood": "wild",
        "count": 3,
        "x_token": "t",
        "flavour": "plain",
    }


def test_forms(call: Call) -> None:
    when = datetime(2026, 1, 2, tzinfo=UTC)
    bare = call(lambda client: client.echoes.echo_form(user="u", age=None, when=None))
    assert bare == {"user": "u", "age": None, "when": None}
    full = call(lambda client: client.echoes.echo_form(user="u", age=4, when=when))
    assert (full["age"], datetime.fromisoformat(full["when"])) == (4, when)


def test_files(call: Call) -> None:
    photo = ("a.png", b"12345", "image/png")
    assert call(lambda client: client.echoes.echo_file(photo=photo, title=None)) == {
        "name": "a.png",
        "size": 5,
        "title": None,
    }


def test_a_session_in_a_cookie_arrives_byte_by_byte(call: Call) -> None:
    assert call(lambda client: client.echoes.echo_session()) == {"is_right": True}


def test_text(call: Call) -> None:
    assert call(lambda client: client.echoes.echo_text()).startswith("accept: text/plain")


def test_no_content_and_null(call: Call) -> None:
    assert call(lambda client: client.visits.delete_visit("v")) is None
    assert call(lambda client: client.visits.read_guide("alone")) is None
    assert call(lambda client: client.visits.read_guide("guided")).name == "Guide"


def test_an_empty_body_where_a_model_is_documented_is_an_error_that_says_so(zoo: ModuleType, call: Call) -> None:
    with pytest.raises(zoo.APIDecodeError, match="empty"):
        call(lambda client: client.echoes.echo_empty())


def test_what_does_not_fit_its_format_is_kept(call: Call) -> None:
    odd = call(lambda client: client.visits.read_visit("odd"))
    assert (odd.id, odd.at, odd.day, odd.price) == ("visit-7", "yesterday", "", "12 EUR")
    assert (odd.mood, odd.extra_fields) == ("sleepy", {"extra": {"a": 1}})
    assert odd.to_dict()["price"] == "12 EUR"


def test_errors_say_what_the_server_says(zoo: ModuleType, call: Call) -> None:
    with pytest.raises(zoo.NotFoundError, match="There is no such visit"):
        call(lambda client: client.visits.read_visit("none"))
    with pytest.raises(zoo.UnprocessableEntityError) as caught:
        call(lambda client: client.echoes.echo_query(count=0))
    assert "query.count" in str(caught.value)
    assert "greater than or equal to 1" in str(caught.value)
