"""Decoding the Response from bytes and encoding it to JSON text, beside the peers."""

from __future__ import annotations

import functools
import json
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import msgspec
from openai._models import construct_type
from openai.types.responses import Response as OpenAIResponse

from responses_api import models
from tests.benchmarks.payload import response_bytes
from tests.benchmarks.peers import PydanticResponse, StructResponse
from tests.benchmarks.timing import Target, against, ratio, time_calls

Section: TypeAlias = Callable[[int], Iterator[str | Target]]
OURS, PYDANTIC, OPENAI, DUMPS = "responses_api", "pydantic v2", "openai", "json.dumps"


def decoders() -> dict[str, Callable[[bytes], Any]]:
    """Each takes the bytes of a Response, as the body of an answer."""
    struct = msgspec.json.Decoder(StructResponse)
    return {
        OURS: models.Response.from_json,
        PYDANTIC: PydanticResponse.model_validate_json,
        "msgspec": struct.decode,
        OPENAI: lambda data: construct_type(type_=OpenAIResponse, value=json.loads(data)),
        "json.loads": json.loads,
    }


def decode(rounds: int) -> Iterator[str | Target]:
    data = response_bytes()
    seconds = time_calls({name: functools.partial(decoder, data) for name, decoder in decoders().items()}, rounds)
    yield f"{len(data)} bytes of JSON\n\n"
    yield against(OURS, seconds)
    to_pydantic, from_openai = ratio(seconds[OURS], seconds[PYDANTIC]), ratio(seconds[OPENAI], seconds[OURS])
    yield Target(f"decoding takes {to_pydantic:.2f} × pydantic's time, at most 1.3", to_pydantic <= 1.3)
    yield Target(f"the openai package takes {from_openai:.1f} × as long, at least 8", from_openai >= 8)


def encoders(made: Any) -> dict[str, Callable[[], str | bytes]]:
    """Each turns `made`, which the decoder of the same name returned, into JSON text."""
    encoder = msgspec.json.Encoder()
    return {
        OURS: lambda: made.to_json(),
        PYDANTIC: lambda: made.model_dump_json(by_alias=True, exclude_unset=True),
        "msgspec": lambda: encoder.encode(made),
        OPENAI: lambda: made.to_json(),
        DUMPS: lambda: json.dumps(made),
    }


def encode(rounds: int) -> Iterator[str | Target]:
    data = response_bytes()
    made, plain = {name: decoder(data) for name, decoder in decoders().items()}, json.loads(data)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # openai's metadata is a map of strings, ours is not: pydantic warns on every call
        seconds = time_calls(
            {name: encoders(made.get(name) or plain)[name] for name in (OURS, DUMPS, PYDANTIC, "msgspec", OPENAI)},
            rounds,
        )
    yield against(OURS, seconds)
    to_dumps = ratio(seconds[OURS], seconds[DUMPS])
    yield Target(
        f"encoding takes {to_dumps:.2f} × the time of json.dumps on the plain dict, at most 1.5", to_dumps <= 1.5
    )
