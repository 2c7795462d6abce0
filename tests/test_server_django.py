"""Round trips with Django REST framework: its document → a generated client → the server again, sync and async alike."""

from __future__ import annotations

import asyncio
import importlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from tests.servers import ROOT, Call, calls, generate, public

TOKEN = "token-0123456789"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.servers.library", str(tmp_path_factory.mktemp("library"))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def library(importable: Path, url: str) -> ModuleType:
    with urllib.request.urlopen(f"{url}/schema") as answer:
        return generate(json.load(answer), "library", importable)


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, library: ModuleType, url: str) -> Call:
    return calls(library, request.param, base_url=url, max_retries=0, api_key=f"Token {TOKEN}")


@pytest.fixture
def author(call: Call) -> Iterator[Any]:
    author = call(lambda client: client.authors.create(name="Ursula", born=date(1929, 10, 21)))
    yield author
    call(lambda client: client.authors.destroy(author.id))


def test_methods_have_no_words_of_the_path(library: ModuleType) -> None:
    names = public(importlib.import_module("library.client").Authors)
    assert names == {"list", "create", "retrieve", "update", "partial_update", "destroy"}


def test_a_book_goes_round(library: ModuleType, call: Call, author: Any) -> None:
    request = library.models.BookRequest(title="Dispossessed", author=author.id, price=Decimal("9.90"), shape="paper")
    kept = call(lambda client: client.books.create(request))
    assert isinstance(kept.id, UUID)
    assert (kept.title, kept.author, kept.author_name, kept.price) == (
        "Dispossessed",
        author.id,
        "Ursula",
        Decimal("9.90"),
    )
    assert kept.shape is library.models.ShapeEnum.PAPER
    assert kept.added.utcoffset() is not None
    assert kept.tags == []
    assert call(lambda client: client.books.retrieve(kept.id)) == kept


def test_choices_may_be_blank_or_null(call: Call, author: Any) -> None:
    book = call(lambda client: client.books.create(title="T", author=author.id, price=Decimal(1), shape=""))
    assert book.shape == ""
    changed = call(lambda client: client.books.partial_update(book.id, shape=None))
    assert (changed.shape, "shape" in changed.fields_set) == (None, True)
    again = call(lambda client: client.books.partial_update(book.id, title="U", tags={"a": [1, None]}))
    assert (again.title, again.tags, again.price) == ("U", {"a": [1, None]}, Decimal("1.00"))


def test_errors_name_the_fields(library: ModuleType, call: Call, author: Any) -> None:
    with pytest.raises(library.BadRequestError) as caught:
        call(lambda client: client.authors.create(name="Ursula"))
    assert "name: author with this name already exists." in str(caught.value)
    with pytest.raises(library.BadRequestError) as caught:
        call(lambda client: client.books.create(title="Forbidden", author=author.id, price=Decimal(1)))
    assert "This book may not be kept." in str(caught.value)
    with pytest.raises(library.NotFoundError, match="No Author matches the given query"):
        call(lambda client: client.authors.retrieve(0))


def test_a_wrong_token(library: ModuleType, url: str) -> None:
    with library.Client(base_url=url, api_key="Token wrong") as client:
        with pytest.raises(library.AuthenticationError, match="Invalid token") as caught:
            client.authors.list()
        assert "wrong" not in str(caught.value)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_pages_lead_on_by_their_urls(mode: str, library: ModuleType, url: str) -> None:
    settings = {"base_url": url, "api_key": f"Token {TOKEN}"}

    def read_sync() -> list[str]:
        with library.Client(**settings) as client:
            made = [client.authors.create(name=f"sync {number}").id for number in range(5)]
            page = client.authors.list()
            names = [author.name for author in page.results]
            while page.next is not None:
                page = library.models.PaginatedAuthorList.from_json(client.request("GET", page.next).content)
                names += [author.name for author in page.results]
            for id in made:
                client.authors.destroy(id)
            return names

    async def read_async() -> list[str]:
        async with library.AsyncClient(**settings) as client:
            made = [(await client.authors.create(name=f"async {number}")).id for number in range(5)]
            page = await client.authors.list()
            names = [author.name for author in page.results]
            while page.next is not None:
                page = library.models.PaginatedAuthorList.from_json((await client.request("GET", page.next)).content)
                names += [author.name for author in page.results]
            for id in made:
                await client.authors.destroy(id)
            return names

    names = read_sync() if mode == "sync" else asyncio.run(read_async())
    assert names == [f"{mode} {number}" for number in range(5)]


def test_files(call: Call, author: Any) -> None:
    book = call(lambda client: client.books.create(title="T", author=author.id, price=Decimal(1)))
    kept = call(
        lambda client: client.books.cover_create(book.id, picture=("a.png", b"1234", "image/png"), caption=None)
    )
    assert (kept.size, kept.caption) == (4, None)
