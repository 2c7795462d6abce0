"""Input that no case folder can hold: bombs, broken bytes, missing files. Diagnostics, exit status 2, and every file left as it was.

Each runs in a process of its own, because a crash of the C parser would take this one along.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAD = "openapi: 3.1.1\ninfo: {title: Bad, version: 1.0.0}\n"


def generate(folder: Path, spec: str = "document.yaml", output: str = "out") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "codegen", "generate", spec, "--package", "made", "--output", output]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 2}, done.stderr
    return done


def refusal(folder: Path, spec: str = "document.yaml", output: str = "out") -> str:
    """stderr of a run that must be refused, without leaving anything behind."""
    before = snapshot(folder)
    done = generate(folder, spec, output)
    assert done.returncode == 2
    assert snapshot(folder) == before
    return done.stderr


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_a_refused_document_leaves_the_package_alone(tmp_path: Path) -> None:
    document = tmp_path / "document.yaml"
    document.write_text(HEAD + "components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}\n")
    assert generate(tmp_path).returncode == 0
    assert (tmp_path / "out" / "made" / "models.py").is_file()
    document.write_text(HEAD + "components: {schemas: {A: {$ref: '#/nothing'}}}\n")
    assert "document.yaml:3:" in refusal(tmp_path)


BOMBS = {
    "flow sequences": "x: " + "[" * 50_000,
    "closed flow sequences": "x: " + "[" * 50_000 + "]" * 50_000,
    "flow mappings": "x: " + "{a: " * 50_000 + "}" * 50_000,
    "block sequences": "x:\n" + "- " * 50_000 + "a",
    "block mappings": "".join(" " * depth + "a:\n" for depth in range(3_000)),
    "aliases": "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)),
    "merge keys": "m0: &m0 {a: x}\n"
    + "".join(f"m{n}: &m{n} {{b{n}: [{', '.join([f'*m{n - 1}'] * 10)}]}}\n" for n in range(1, 12)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_yaml_bombs(name: str, tmp_path: Path) -> None:
    (tmp_path / "document.yaml").write_text(HEAD + BOMBS[name])
    assert refusal(tmp_path).startswith("document.yaml:")


@pytest.mark.parametrize(
    "text",
    ["[" * 50_000, "[" * 50_000 + "]" * 50_000, '{"a":' * 50_000 + "1" + "}" * 50_000],
    ids=["open", "arrays", "objects"],
)
def test_json_bombs(text: str, tmp_path: Path) -> None:
    (tmp_path / "document.json").write_text(text)
    assert refusal(tmp_path, "document.json").startswith("document.json:1:")


def schemas(**named: str) -> str:
    return HEAD + "components:\n  schemas:\n" + "".join(f"    {name}: {schema}\n" for name, schema in named.items())


def reference(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


def test_all_of_that_doubles_at_every_step_is_merged_once_a_step(tmp_path: Path) -> None:
    chain = {
        f"A{n}": f"{{allOf: [{reference(f'A{n - 1}')}, {reference(f'A{n - 1}')}, {{type: object, properties: {{p{n}: {{type: string}}}}}}]}}"
        for n in range(1, 41)
    }
    (tmp_path / "document.yaml").write_text(schemas(A0="{type: object, properties: {p0: {type: string}}}", **chain))
    done = generate(tmp_path)
    assert done.returncode == 0, done.stderr
    last = (tmp_path / "out" / "made" / "models.py").read_text().partition("class A40(")[2]
    assert all(f"    p{n}: str | None = None\n" in last for n in range(41))


def test_unions_that_double_at_every_step_are_bounded(tmp_path: Path) -> None:
    pair = "{{oneOf: [{{required: [a{n}], properties: {{a{n}: {{type: string}}}}}}, {{required: [b{n}], properties: {{b{n}: {{type: string}}}}}}]}}"
    chain = {f"A{n}": f"{{allOf: [{reference(f'A{n - 1}')}, {pair.format(n=n)}]}}" for n in range(1, 41)}
    (tmp_path / "document.yaml").write_text(schemas(A0="{type: object, properties: {p: {type: string}}}", **chain))
    done = generate(tmp_path)
    assert "document.yaml:" in done.stderr
    if done.returncode == 0:
        assert (tmp_path / "out" / "made" / "models.py").stat().st_size < 2_000_000


def test_long_chains_of_references_are_followed(tmp_path: Path) -> None:
    chain = {f"A{n}": reference(f"A{n + 1}") for n in range(1_200)}
    inside = {f"B{n}": f"{{type: object, properties: {{next: {reference(f'B{n + 1}')}}}}}" for n in range(1_200)}
    (tmp_path / "document.yaml").write_text(schemas(**chain, A1200="{type: string}", **inside, B1200="{type: string}"))
    command = [
        sys.executable,
        "-m",
        "codegen",
        "generate",
        "document.yaml",
        "--package",
        "made",
        "--output",
        "out",
        "--formatter",
        "none",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-1000:]


BROKEN = {
    "not UTF-8": b"openapi: 3.1.1\ninfo: {title: \xff\xfe\x80, version: 1}\n",
    "Latin-1": "openapi: 3.1.1\ninfo: {title: Größe, version: 1}\n".encode("latin-1"),
    "UTF-16": "openapi: 3.1.1\ninfo: {title: Bad, version: 1}\n".encode("utf-16"),
    "UTF-32": "openapi: 3.1.1\ninfo: {title: Bad, version: 1}\n".encode("utf-32"),
    "overlong UTF-8": b"openapi: 3.1.1\ninfo: {title: \xc0\xaf, version: 1}\n",
    "UTF-8 surrogate": b"openapi: 3.1.1\ninfo: {title: \xed\xa0\x80, version: 1}\n",
    "NUL": b"openapi: 3.1.1\ninfo: {title: a\0b, version: 1}\n",
    "binary": bytes(range(256)) * 4,
    "empty": b"",
    "blank": b" \n\n",
    "comment": b"# nothing else\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_bytes(name: str, tmp_path: Path) -> None:
    (tmp_path / "document.yaml").write_bytes(BROKEN[name])
    assert refusal(tmp_path).startswith("document.yaml:")


def test_byte_order_mark_and_crlf_are_fine(tmp_path: Path) -> None:
    text = HEAD + "components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}\n"
    (tmp_path / "document.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert generate(tmp_path).returncode == 0


def test_missing_file(tmp_path: Path) -> None:
    assert "nowhere.yaml" in refusal(tmp_path, "nowhere.yaml")


def test_document_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "document.yaml").mkdir()
    assert "document.yaml" in refusal(tmp_path)


@pytest.mark.parametrize("output", ["out", "out/deeper", "document.yaml"])
def test_output_path_is_a_file(output: str, tmp_path: Path) -> None:
    (tmp_path / "document.yaml").write_text(HEAD + "components: {schemas: {A: {type: string}}}\n")
    (tmp_path / "out").write_text("a file\n")
    assert output.partition("/")[0] in refusal(tmp_path, output=output)


def test_reference_through_a_symlink_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.yaml").write_text("A: {type: string}\n")
    (inside / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (inside / "document.yaml").write_text(schemas(A="{$ref: 'link.yaml#/A'}"))
    assert "document.yaml:5:" in refusal(inside)
