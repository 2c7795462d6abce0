from __future__ import annotations

from . import codec, models


def depth(names: models.NestedNames) -> int:
    return 0 if isinstance(names, str) else 1 + max(map(depth, names), default=0)


def test_recursive_aliases_can_be_walked() -> None:
    assert depth(codec.decode_nested_names(["a", ["b", ["c"]]])) == 3
