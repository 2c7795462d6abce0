"""Formatting piece by piece gives what formatting whole files gives, and little of a file has to be formatted at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import pytest

from codegen import pieces
from codegen.format import Formatter, formatter
from codegen.pipeline import Generated, generate
from codegen.settings import Settings
from tests.golden import ROOT
from tests.synthetic import document


def _made_up(*words: str) -> Callable[[], bytes]:
    return lambda: json.dumps(document(20, *words)).encode()


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "the first document": (ROOT / "spec" / "responses.yaml").read_bytes,
    "operations": (ROOT / "tests" / "cases" / "operations" / "document.yaml").read_bytes,
    "short names": _made_up(),
    "long names": _made_up("SettlementInstruction", "instructed_amount", "awaiting-confirmation"),
    "no schemas": lambda: json.dumps(document(0)).encode(),
    "very long names": _made_up("VerboselyNamed" * 4, "value_of_that_instruction", "awaiting-confirmation" * 5),
    "names beyond ASCII": _made_up("Überweisungsauftragsbestätigung", "größe_straße", "prüfung"),
    "wide characters": _made_up("指図書", "値段", "保留中の支払い" * 4),
}
OURS = ("models.py", "codec.py", "_shapes.py", "client.py", "_operations.py")


def generated(name: str, format_texts: Formatter, formatter_name: str) -> Generated:
    read = DOCUMENTS[name]
    suffix = "yaml" if name in ("the first document", "operations") else "json"
    settings = Settings(
        "package", f"document.{suffix}", formatter=formatter_name, allow_warnings=("overlapping-union",)
    )
    return generate(settings, lambda _: read(), str(ROOT / "templates"), format_texts)


def files(name: str, formatter_name: str) -> dict[str, str]:
    made = generated(name, formatter(formatter_name), formatter_name)
    return {file.path: file.text for file in made.package.files}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("style", ["black", "ruff"])
def test_pieces_come_to_what_the_formatter_makes_of_the_whole(name: str, style: str) -> None:
    rendered, formatted = files(name, "none"), files(name, style)
    paths = [path for path in OURS if path != "_shapes.py" or name != "wide characters"]
    whole = formatter(style)([rendered[path] for path in paths])
    for path, text in zip(paths, whole, strict=True):
        assert formatted[path].splitlines() == text.splitlines()


@pytest.mark.parametrize("name", ["the first document", "operations", "short names", "long names"])
def test_ours_are_laid_out_by_construction(name: str) -> None:
    rendered = files(name, "none")
    waiting = [piece for path in OURS for piece in pieces.split(rendered[path]) if not pieces.is_laid_out(piece)]
    assert waiting == []


def test_formatter_sees_only_what_is_not_laid_out() -> None:
    seen: list[str] = []

    def spy(texts: Sequence[str]) -> list[str]:
        seen.extend(texts)
        return formatter("black")(texts)

    rendered = files("very long names", "none")
    made = {file.path: file.text for file in generated("very long names", spy, "black").package.files}
    ours = [piece for path in OURS[:2] for piece in pieces.split(rendered[path])]
    waiting = [piece for piece in ours if not pieces.is_laid_out(piece)]
    assert waiting
    assert sorted(piece for piece in seen if piece in set(ours)) == sorted(waiting)
    assert made == files("very long names", "black")


def test_split_and_join() -> None:
    module = '"""Doc."""\n\nimport a\n\n\n\ndef f():\n    x = 1\n\n    return x\n\n\n\n\nA = 1\nB = 2\n\n'
    parts = pieces.split(module)
    assert parts == ['"""Doc."""\n\nimport a', "def f():\n    x = 1\n\n    return x", "A = 1\nB = 2"]
    assert pieces.join(parts) == '"""Doc."""\n\nimport a\n\n\ndef f():\n    x = 1\n\n    return x\n\n\nA = 1\nB = 2\n'


@pytest.mark.parametrize(
    ("piece", "laid_out"),
    [
        ("x = 1", True),
        (f"x = call({'a' * 40}, {'b' * 36})", True),
        (f"x = call({'a' * 40}, {'b' * 37})", False),
        (f"x = [\n    {'a' * 90},\n    b,\n]", True),
        (f'x = [\n    "{"a" * 90}",\n    b,\n]', True),
        (f"x = [\n    f({'a' * 90}),\n    b,\n]", False),
        (f'class A:\n    """One{" word" * 20}"""\n\n    x: int', True),
        (f'class A:\n    """One.\n\n    Two{" word" * 20}\n    """\n\n    x: int', True),
        (f'class A:\n    """One."""\n\n    x: {"int | " * 20}None', False),
        (f'class A:\n    """One.\n\n    Two.\n    """\n\n    x: {"int | " * 20}None', False),
        (f"# {'word ' * 20}comment", True),
        (f'x = "{"語" * 30}"', False),
        (f'x = "{"é" * 30}"', True),
    ],
)
def test_what_is_laid_out(piece: str, laid_out: bool) -> None:
    assert pieces.is_laid_out(piece) is laid_out
    if laid_out:
        assert formatter("black")([piece]) == [piece + "\n"]


def test_pieces_are_known_by_what_they_were_before() -> None:
    long, longer = f"A = f({'a, ' * 40}a)", f"B = f({'b, ' * 40}b)"
    rendered, final = [long, "C = 3", longer], pieces.join(["A = 1", "C = 3", "B = 2"])
    marks = pieces.marks(rendered)
    known = pieces.known(marks, final)
    assert [pieces.lookup(piece, known) for piece in (*rendered, f"{long} + 1")] == ["A = 1", None, "B = 2", None]
    assert pieces.known(marks, pieces.join(["A = 1", "B = 2"])) == {}
    assert pieces.lookup(long, {}) is None


def test_marks_are_of_what_a_formatter_saw() -> None:
    assert pieces.marks(["A = 1", "B = 2"]) == "2"
    assert pieces.known("2", "A = 1\n\n\nB = 2\n") == {}
