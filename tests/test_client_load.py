"""Many calls at once: none lost, none mixed up, nothing left behind. `make bench` makes ten times as many (section `load`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.load import Load, asynchronous, count, serving, threaded

CALLS = 2_000


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.mark.parametrize("load", [asynchronous, threaded])
def test_every_call_gets_its_own_answer_and_nothing_stays(url: str, load: Callable[[str, int], Load]) -> None:
    found = load(url, CALLS)
    assert found.is_clean, found


def test_what_would_be_a_leak_shows(url: str) -> None:
    clean = Load(1000, 1000, 0, 1000, 0, 0, 0, 0, 50, 100)
    assert clean.is_clean
    leaks = {"answers": 999, "strangers": 1, "served": 1001, "connections": 1, "objects": 1000, "kilobytes": 10_000}
    for field, value in leaks.items():
        assert not replace(clean, **{field: value}).is_clean
    assert count(url)[1] == 0
