"""For tests of code that uses this package: made-up values, and a server in memory.

    example(models.Pet, name="Rex")    a complete value
    minimal(models.Pet)                one with required fields alone
    examples(models.Pet)               one for each variant below
    tomorrow(models.Pet)               ones with what no document knows yet
    codec_source(models.Pet)           the Python that decodes and encodes it
    Client(http_client=FakeServer())   answers what you say, remembers what was asked

It needs the standard library alone.
"""

from __future__ import annotations

from ._runtime.examples import (
    Tomorrow,
    codec_source,
    example,
    examples,
    minimal,
    tomorrow,
)
from ._runtime.fake import FakeAnswer, FakeRequest, FakeServer, Route
from ._runtime.response import ServerSentEvent

__all__ = [
    "FakeAnswer",
    "FakeRequest",
    "FakeServer",
    "Route",
    "ServerSentEvent",
    "Tomorrow",
    "codec_source",
    "example",
    "examples",
    "minimal",
    "tomorrow",
]
