"""Formatting a package: what black and ruff make of it, how little black has to see, and what the next run remembers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import pytest

from codegen import formatting
from codegen.configuration import Settings
from codegen.files import File
from codegen.formatting import FormattedBefore, declarations, format_files
from codegen.formatting.formatters import black
from codegen.pipeline import Generated, generate
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
OURS = ("models.py", "codec.py", "_schema.py", "client.py", "_operations.py")


def generated(name: str, formatter: str, formatted_before: FormattedBefore = lambda _: {}) -> Generated:
    read = DOCUMENTS[name]
    suffix = "yaml" if name in ("the first document", "operations") else "json"
    settings = Settings("package", f"document.{suffix}", formatter=formatter, allow_warnings=("overlapping-union",))
    return generate(settings, lambda _: read(), str(ROOT / "templates"), formatted_before=formatted_before)


def files(name: str, formatter: str) -> dict[str, str]:
    return {file.path: file.text for file in generated(name, formatter).package.files}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that black gets."""
    texts: list[str] = []

    def spy(given: Sequence[str]) -> list[str]:
        texts.extend(given)
        return black(given)

    monkeypatch.setattr(formatting, "black", spy)
    return texts


@pytest.mark.parametrize("name", DOCUMENTS)
def test_declarations_come_to_what_black_makes_of_the_whole(name: str) -> None:
    rendered, formatted = files(name, "none"), files(name, "black")
    paths = [path for path in OURS if path != "_schema.py" or name != "wide characters"]
    for path, text in zip(paths, black([rendered[path] for path in paths]), strict=True):
        assert formatted[path].splitlines() == text.splitlines()


@pytest.mark.parametrize("name", ["the first document", "operations", "short names", "long names"])
def test_templates_print_what_black_need_not_see(name: str) -> None:
    rendered = files(name, "none")
    found = [
        text for path in OURS for text in declarations.split(rendered[path]) if declarations.needs_formatting(text)
    ]
    assert found == []


def test_black_sees_only_declarations_with_long_lines(seen: list[str]) -> None:
    rendered = files("very long names", "none")
    files("very long names", "black")
    ours = [text for path in OURS[:2] for text in declarations.split(rendered[path])]
    long = [text for text in ours if declarations.needs_formatting(text)]
    assert long
    assert sorted(text for text in seen if text in set(ours)) == sorted(long)


def test_black_does_not_see_again_what_the_run_before_formatted(seen: list[str]) -> None:
    first = generated("very long names", "black")
    texts = {file.path: file.text for file in first.package.files}
    once = len(seen)
    assert once > 10

    def formatted_before(path: str) -> Mapping[str, str]:
        return declarations.formatted_by_mark(first.formatted[path], texts[path])

    assert generated("very long names", "black", formatted_before) == first
    assert len(seen) == once


def test_only_black_needs_to_remember() -> None:
    assert generated("very long names", "black").formatted
    assert generated("short names", "black").formatted.keys() == {"__init__.py"}
    assert generated("very long names", "ruff").formatted == {}
    assert generated("very long names", "none").formatted == {}


@pytest.mark.parametrize("formatter", ["black", "ruff", "none"])
def test_only_modules_that_are_not_laid_out_are_formatted(formatter: str) -> None:
    rough = f"x = ( '{'y' * 40}', '{'z' * 60}' )\n"
    given = (File("a.py", rough), File("b.md", rough), File("_runtime/c.py", rough, laid_out=True))
    made = format_files(given, formatter, lambda _: {}).files
    assert [file.path for file in made] == [file.path for file in given]
    assert [file.text for file in made[1:]] == [rough, rough]
    assert (made[0].text == rough) is (formatter == "none")


def test_split_and_join() -> None:
    module = '"""Doc."""\n\nimport a\n\n\n\ndef f():\n    x = 1\n\n    return x\n\n\n\n\nA = 1\nB = 2\n\n'
    parts = declarations.split(module)
    assert parts == ['"""Doc."""\n\nimport a', "def f():\n    x = 1\n\n    return x", "A = 1\nB = 2"]
    assert (
        declarations.join(parts)
        == '"""Doc."""\n\nimport a\n\n\ndef f():\n    x = 1\n\n    return x\n\n\nA = 1\nB = 2\n'
    )


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("x = 1", False),
        (f"x = call({'a' * 40}, {'b' * 36})", False),
        (f"x = call({'a' * 40}, {'b' * 37})", True),
        (f"x = [\n    {'a' * 90},\n    b,\n]", False),
        (f'x = [\n    "{"a" * 90}",\n    b,\n]', False),
        (f"x = [\n    f({'a' * 90}),\n    b,\n]", True),
        (f'class A:\n    """One{" word" * 20}"""\n\n    x: int', False),
        (f'class A:\n    """One.\n\n    Two{" word" * 20}\n    """\n\n    x: int', False),
        (f'class A:\n    """One."""\n\n    x: {"int | " * 20}None', True),
        (f'class A:\n    """One.\n\n    Two.\n    """\n\n    x: {"int | " * 20}None', True),
        (f"# {'word ' * 20}comment", False),
        (f'x = "{"語" * 30}"', True),
        (f'x = "{"é" * 30}"', False),
    ],
)
def test_what_needs_formatting(text: str, needed: bool) -> None:
    assert declarations.needs_formatting(text) is needed
    if not needed:
        assert black([text]) == [text + "\n"]


def test_declarations_are_known_by_what_they_were_before() -> None:
    rendered = [f"A = f({'a, ' * 40}a)", "C = 3", f"B = f({'b, ' * 40}b)"]
    marks = declarations.marks(rendered, [0, 2])
    known = declarations.formatted_by_mark(marks, declarations.join(["A = 1", "C = 3", "B = 2"]))
    assert known == {declarations.mark(rendered[0]): "A = 1", declarations.mark(rendered[2]): "B = 2"}
    # A file with another number of declarations is not the one that the marks are of.
    assert declarations.formatted_by_mark(marks, declarations.join(["A = 1", "B = 2"])) == {}
