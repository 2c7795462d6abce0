"""A package weighs what its API weighs: counts that only a change of the generator moves."""

from __future__ import annotations

from pathlib import Path

from tests.weight import SEED, generate, one_more_field, weight


def test_the_first_package_stays_small(tmp_path: Path) -> None:
    found = weight(generate(SEED, tmp_path))
    assert found.files <= 34
    assert found.lines <= 7_650


def test_models_alone_are_less_than_half_of_it(tmp_path: Path) -> None:
    package = generate(SEED, tmp_path, "--no-client")
    found = weight(package)
    assert found.files <= 19
    assert found.lines <= 3_400
    text = "".join(path.read_text("utf-8") for path in package.rglob("*.py"))
    assert "http" not in text


def test_one_more_field_changes_a_line_where_it_is_described(tmp_path: Path) -> None:
    assert one_more_field(tmp_path) == [
        '+        "extra_note": Opt(STRING),',
        "+    extra_note: str | None = None",
    ]
