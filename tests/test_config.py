"""`[tool.codegen]`: what it may say, and what is answered when it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.configuration import Settings, load
from codegen.configuration.arguments import from_arguments
from codegen.configuration.toml_places import place_of
from codegen.diagnostics import Problem, SpecError

FULL = """\
[project]
name = "x"

[tool.codegen.packages.my_api]
spec = "spec/api.yaml"
output = "src/generated"
formatter = "ruff"
client = true
http = "httpx"
api_key_env = "_8080_API_KEY"
include-tags = ["Pets", "Shops"]
exclude-tags = ["Old"]
operation-ids = "as-written"
names = { "#/components/schemas/Foo" = "Bar" }
formats = { "date-time" = "str" }
allow-warnings = ["overlapping-union"]

[tool.codegen.packages.other]
spec = "./spec/../spec/other.json"
output = "."
client = false
"""


def configure(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(text)
    return path


def refused(folder: Path, text: str) -> list[Problem]:
    configure(folder, text)
    with pytest.raises(SpecError) as caught:
        load(str(folder))
    return list(caught.value.problems)


def one(folder: Path, lines: str) -> tuple[int, int, str]:
    """The only problem of a package's table that holds `lines` besides what is needed; the table's header is line 1."""
    (problem,) = refused(folder, f'[tool.codegen.packages.api]\nspec = "a.yaml"\noutput = "out"\n{lines}\n')
    assert problem.span is not None
    return problem.span.line, problem.span.column, problem.message


def test_everything_that_can_be_configured(tmp_path: Path) -> None:
    configure(tmp_path, FULL)
    first, second = load(str(tmp_path), lenient=True, strict=True)
    assert first.settings == Settings(
        package="my_api",
        spec="spec/api.yaml",
        formatter="ruff",
        http="httpx",
        api_key_env="_8080_API_KEY",
        include_tags=("Pets", "Shops"),
        exclude_tags=("Old",),
        operation_ids="as-written",
        names={"#/components/schemas/Foo": "Bar"},
        formats={"date-time": "str"},
        allow_warnings=("overlapping-union",),
        lenient=True,
        strict=True,
    )
    assert first.spec_path == str(tmp_path / "spec/api.yaml")
    assert Path(first.package_path) == tmp_path / "src/generated/my_api"
    assert first.package_shown == "src/generated/my_api"
    assert second.settings == Settings("other", "spec/other.json", client=False, lenient=True, strict=True)
    assert second.package_shown == "other"


def test_every_setting_that_decides_bytes_is_hashed() -> None:
    plain = Settings("api", "a.yaml")
    # The path of the spec is recorded beside the hash; these two decide what is shown, not what is written.
    assert plain.deciding().keys() | {"spec", "allow-warnings", "strict"} == {
        name.replace("_", "-") if name != "api_key_env" else name for name in Settings.__dataclass_fields__
    }


def test_nearest_configuration_above_is_found(tmp_path: Path) -> None:
    configure(tmp_path, FULL)
    deep = tmp_path / "a/b"
    deep.mkdir(parents=True)
    # A project inside that only depends on this one is not what configures it.
    configure(deep.parent, '[project]\nname = "inner"\ndependencies = ["response-codegen"]\n')
    assert [target.settings.package for target in load(str(deep))] == ["my_api", "other"]
    assert Path(load(str(deep))[0].spec_path) == tmp_path / "spec/api.yaml"


def test_no_configuration_at_all(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        load(str(tmp_path))
    (problem,) = caught.value.problems
    assert problem.code == "no-configuration"
    assert problem.hint is not None
    assert "codegen generate SPEC" in problem.hint


@pytest.mark.parametrize("text", ["[tool.codegen]\n", "[tool.codegen.packages]\n"])
def test_no_package_configured(tmp_path: Path, text: str) -> None:
    (problem,) = refused(tmp_path, text)
    assert problem.message.endswith("no package is configured")


@pytest.mark.parametrize(
    ("lines", "line", "column", "message"),
    [
        ('colour = "red"', 4, 1, "`colour` is not a key of this table"),
        ('api-key-env = "X"', 4, 1, "`api-key-env` is not a key of this table"),
        ("formatter = 3", 4, 1, "`formatter` must be a string, not a number"),
        ('formatter = "yapf"', 4, 1, "`formatter` must be one of black, ruff, none"),
        ('client = "no"', 4, 1, "`client` must be true or false, not a string"),
        ("client = 0", 4, 1, "`client` must be true or false, not a number"),
        (
            'client = false\nhttp = "httpx"',
            5,
            1,
            "`http` is of use to a client only, and `client = false` leaves the client out",
        ),
        (
            'api_key_env = "KEY"\nclient = false',
            4,
            1,
            "`api_key_env` is of use to a client only, and `client = false` leaves the client out",
        ),
        ('http = "requests"', 4, 1, "`http` must be one of httpx2, httpx"),
        (
            'api_key_env = "A-B"',
            4,
            1,
            "`api_key_env` must be the name of an environment variable: letters, digits and `_`",
        ),
        ('include-tags = "Pets"', 4, 1, "`include-tags` must be an array of strings, not a string"),
        ("exclude-tags = [1]", 4, 1, "`exclude-tags` must be an array of strings; it holds a number"),
        ("allow-warnings = [[]]", 4, 1, "`allow-warnings` must be an array of strings; it holds an array"),
        ("names = []", 4, 1, "`names` must be a table, not an array"),
        ('names = { "#/a" = "B", "#/b" = true }', 4, 24, "`#/b` must be a string, not a boolean"),
        ('names = { "#/a" = "class" }', 4, 11, "`#/a` `class` is not a Python name"),
        ('names."#/a" = "a b"', 4, 1, "`#/a` `a b` is not a Python name"),
        ('[tool.codegen.packages.api.names]\n"#/a" = "é"', 5, 1, "`#/a` `é` is not a Python name"),
        (
            'formats = { "date" = "int" }',
            4,
            13,
            '`date` must be "str", which leaves the format as text, or "strict", which refuses other text',
        ),
        ("formats = 2020-01-01", 4, 1, "`formats` must be a table, not a date or time"),
    ],
)
def test_what_is_wrong_and_where(tmp_path: Path, lines: str, line: int, column: int, message: str) -> None:
    assert one(tmp_path, lines) == (line, column, message)


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/abs/api.yaml", "must be relative to this file"),
        ("spec\\\\api.yaml", "must have `/` between its parts"),
        ("", "is empty"),
        ("a\\nb.yaml", "holds characters that a comment can't show"),
        ("a-->b.yaml", "holds characters that a comment can't show"),
    ],
)
def test_paths(tmp_path: Path, path: str, complaint: str) -> None:
    (problem,) = refused(tmp_path, f'[tool.codegen.packages.api]\nspec = "{path}"\noutput = "out"\n')
    assert problem.span is not None
    assert (problem.span.line, problem.span.column) == (2, 1)
    assert complaint in problem.message


@pytest.mark.parametrize("name", ["class", '"my-api"', '"1api"', '"../api"', "nul", '"a.b"', '"é"'])
def test_package_names_that_cannot_be_imported(tmp_path: Path, name: str) -> None:
    (problem,) = refused(tmp_path, f'\n[tool.codegen.packages.{name}]\nspec = "a.yaml"\noutput = "out"\n')
    assert "the package name" in problem.message
    assert problem.span is not None
    assert problem.span.line == 2


def test_everything_wrong_is_reported_at_once(tmp_path: Path) -> None:
    problems = refused(tmp_path, "[tool.codegen]\nstyle = 1\n[tool.codegen.packages.api]\nhttp = 1\nspeck = 'a'\n")
    assert [(p.span.line if p.span else None, p.message) for p in problems] == [
        (2, "`style` is not a key of this table"),
        (5, "`speck` is not a key of this table"),
        (3, "`api` `spec` is missing"),
        (3, "`api` `output` is missing"),
        (4, "`http` must be a string, not a number"),
    ]
    assert problems[1].hint == "did you mean `spec`?"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("[tool.codegen]\nx = = 1\n", 2, 5), ("[tool.codegen\n", 1, 14), ("[tool.codegen]\nx = '", 2, 6)],
)
def test_invalid_toml(tmp_path: Path, text: str, line: int, column: int) -> None:
    (problem,) = refused(tmp_path, text)
    assert problem.code == "invalid-toml"
    assert "line" not in problem.message
    assert problem.span is not None
    assert (problem.span.line, problem.span.column) == (line, column)


def test_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.codegen]\nx = '\xff'\n")
    with pytest.raises(SpecError, match="not UTF-8"):
        load(str(tmp_path))


def test_wrong_shapes_are_no_crash(tmp_path: Path) -> None:
    for text in (
        "tool = {codegen = 1}",
        "[tool]\ncodegen = []",
        "[tool.codegen]\npackages = 1",
        "[tool.codegen.packages]\nx = 1",
    ):
        assert refused(tmp_path, text)


def test_arguments(tmp_path: Path) -> None:
    target = from_arguments("spec/./api.yaml", {"package": "api", "output": "out/", "formatter": "none"}, strict=True)
    assert target.settings == Settings("api", "spec/api.yaml", "none", strict=True)
    assert (target.spec_path, target.package_path, target.package_shown) == ("spec/./api.yaml", "out//api", "out/api")
    assert target.command == "codegen generate spec/./api.yaml --package api --output out/ --formatter none"
    alone = from_arguments("api.yaml", {"package": "api", "output": "out", "client": False}, lenient=True)
    assert not alone.settings.client
    assert alone.command == "codegen generate api.yaml --package api --output out --no-client --lenient"
    # Nothing that is written may depend on where things lie on a machine.
    assert from_arguments(str(tmp_path / "api.yaml"), {"package": "api", "output": "out"}).settings.spec == "api.yaml"


@pytest.mark.parametrize(
    ("spec", "package"), [("a.yaml", "my-api"), ("a.yaml", "class"), ("a\nb.yaml", "api"), ("", "api")]
)
def test_arguments_that_are_refused(spec: str, package: str) -> None:
    with pytest.raises(SpecError):
        from_arguments(spec, {"package": package, "output": "out"})


def test_places_in_a_text() -> None:
    text = 'a = 1\n[b]\n"c.d" = {e = 1, f.g = 2}\n[b.h."i.j"]\n  k = 1 # l = 2\n'
    assert place_of(text, ("a",)) == (1, 1, 1)
    assert place_of(text, ("b", "c.d")) == (3, 1, 5)
    assert place_of(text, ("b", "c.d", "e")) == (3, 10, 1)
    assert place_of(text, ("b", "c.d", "f", "g")) == (3, 17, 3)
    assert place_of(text, ("b", "h", "i.j")) == (4, 2, 9)
    assert place_of(text, ("b", "h", "i.j", "k")) == (5, 3, 1)
    # What stands nowhere is shown at what encloses it.
    assert place_of(text, ("b", "h", "i.j", "missing")) == (4, 2, 9)
    assert place_of(text, ("missing",)) == (1, 1, 1)
