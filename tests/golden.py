"""Golden cases: `tests/cases/<name>/` in, what the generator makes of it out; `python -m tests.golden` writes it down.

    document.yaml           the document (or document.json, or spec/document.yaml with files beside it)
    settings.toml           configuration of the package, where the case needs any
    expected/               models.py of the package that comes out, and other files that the case is about
    names.json              JSON pointer → Python name, as the manifest has it
    diagnostics.txt         what stands on stderr, where anything does; without expected/ the document is refused
    data.json               values to decode and encode: {"schema", "value"} and "class" (of the decoded value) or "error"
    usage.py                code that both type checkers read and that runs, with the package as its own

A case runs through the command line in this process, in a copy of its folder, so that paths in its output are short and the same
everywhere.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.cli import main as codegen

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
TEMPLATES = ROOT / "templates"
ENTRIES = ("document.yaml", "document.json", "spec/document.yaml")
PACKAGES = "generated_cases"
_TIMES = re.compile(r"^.*(?:: \d+\.\d\d s| a number (?:for a name|in the name for .*))\n", re.MULTILINE)
"""What `--verbose` says besides diagnostics."""
OUTPUTS = frozenset({"expected", "names.json", "diagnostics.txt", "data.json", "usage.py"})


@dataclass(frozen=True, slots=True)
class Case:
    """One folder of `tests/cases`; its name is the name of the package."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def entry(self) -> str:
        """Path of the document inside the folder."""
        return next(entry for entry in ENTRIES if (self.folder / entry).is_file())

    @property
    def data(self) -> list[dict[str, Any]]:
        path = self.folder / "data.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else []

    @property
    def has_usage(self) -> bool:
        return (self.folder / "usage.py").exists()

    @property
    def generates(self) -> bool:
        """Whether a package is expected, rather than a refusal."""
        return (self.folder / "expected").is_dir()

    def expected(self) -> dict[str, str]:
        """The stored outcome, by path inside the case's folder."""
        stored = [
            path for path in (self.folder / "expected").rglob("*") if path.is_file() and "__pycache__" not in path.parts
        ]
        stored += [path for name in ("names.json", "diagnostics.txt") if (path := self.folder / name).exists()]
        return {path.relative_to(self.folder).as_posix(): path.read_text("utf-8") for path in sorted(stored)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case. `package` is the folder of the whole package, if there is one."""

    status: int
    stderr: str
    package: Path | None

    def files(self, kept: Collection[str]) -> dict[str, str]:
        """What of it is stored, by path inside the case's folder: `models.py`, and the files that are `kept` there already."""
        files = {"diagnostics.txt": self.stderr} if self.stderr else {}
        if self.package is not None:
            manifest = json.loads((self.package / "_manifest.json").read_text("utf-8"))
            files["names.json"] = json.dumps(manifest["names"], indent=2) + "\n"
            for path, text in texts(self.package).items():
                if path == "models.py" or f"expected/{path}" in kept:
                    files[f"expected/{path}"] = text
        return files


def cases() -> list[Case]:
    return [Case(folder) for folder in sorted(CASES.iterdir()) if folder.is_dir()]


def texts(folder: Path) -> dict[str, str]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def is_runtime(path: str) -> bool:
    """Whether the file of a package is the same in every package, and so stored in none of the cases."""
    return (TEMPLATES / path).is_file()


def run(case: Case, scratch: Path) -> Outcome:
    """Generates the case in a copy of its folder; the package ends up as `scratch/generated_cases/<name>`."""
    copy = scratch / "copies" / case.name
    shutil.copytree(
        case.folder, copy, ignore=lambda folder, names: OUTPUTS & set(names) if Path(folder) == case.folder else ()
    )
    settings = copy / "settings.toml"
    table = f'[tool.codegen.packages.{case.name}]\nspec = "{case.entry}"\noutput = "generated"\n'
    (copy / "pyproject.toml").write_text(table + (settings.read_text("utf-8") if settings.exists() else ""), "utf-8")
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.chdir(copy), contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        status = codegen(["generate", "--verbose"])
    made, package = copy / "generated" / case.name, scratch / PACKAGES / case.name
    if status == 0:
        package.parent.mkdir(exist_ok=True)
        made.rename(package)
    elif made.exists():
        raise AssertionError(f"{case.name}: exit status {status}, and yet something was written")
    return Outcome(status, _TIMES.sub("", stderr.getvalue()), package if status == 0 else None)


# Decoding


class Codec:
    """Decodes and encodes values by a schema's pointer or Python name, with an imported package."""

    def __init__(self, models: Any, codec: Any, names: Mapping[str, str]) -> None:
        self.models, self.codec, self.names = models, codec, names

    def decode(self, schema: str, value: Any) -> Any:
        name = self.names.get(schema, schema)
        cls: Any = getattr(self.models, name, None)
        if hasattr(cls, "from_json"):
            return cls.from_json(json.dumps(value))
        return self._function("decode", name)(value)

    def encode(self, schema: str, decoded: Any) -> Any:
        name = self.names.get(schema, schema)
        if hasattr(getattr(self.models, name, None), "from_json"):
            return decoded.to_dict()
        return self._function("encode", name)(decoded)

    def _function(self, verb: str, name: str) -> Any:
        """`decode_<name>`, whatever the words that the name was split into."""
        wanted = name.replace("_", "").lower()
        public = [each for each in dir(self.codec) if each.startswith(f"{verb}_")]
        return getattr(
            self.codec, next(each for each in public if each.partition("_")[2].replace("_", "").lower() == wanted)
        )


def load(case: Case, package: Path) -> Codec:
    """Imports a generated package as part of `generated_cases`, where no case can hide a module of that name."""
    if str(package.parent.parent) not in sys.path:
        sys.path.insert(0, str(package.parent.parent))
    names = json.loads((package / "_manifest.json").read_text("utf-8"))["names"]
    models = importlib.import_module(f"{PACKAGES}.{case.name}.models")
    return Codec(models, importlib.import_module(f"{PACKAGES}.{case.name}.codec"), names)


_SURROGATE = re.compile("[\ud800-\udfff]")


def data_text(entries: list[dict[str, Any]]) -> str:
    """An entry a line; text as it is, but for lone surrogates, which no file can hold."""
    lines = [json.dumps(entry, ensure_ascii=False) for entry in entries]
    lines = [_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", line) for line in lines]
    return "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]\n"


# Rewriting


def rewrite(case: Case, scratch: Path) -> Iterator[str]:
    """Writes down what the case gives now; yields the path of each file that changed."""
    outcome = run(case, scratch)
    before = case.expected()
    now = outcome.files(before)
    for path in before.keys() - now.keys():
        (case.folder / path).unlink()
    now_data = _answers(case, outcome)
    for path, text in {**now, **now_data}.items():
        target = case.folder / path
        if not target.exists() or target.read_bytes().decode() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8", newline="\n")
            yield f"{case.name}/{path}"
    yield from (f"{case.name}/{path} (gone)" for path in sorted(before.keys() - now.keys()))
    for folder in sorted((case.folder / "expected").rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _answers(case: Case, outcome: Outcome) -> dict[str, str]:
    """data.json with the errors that the values of its failing entries give now."""
    entries = case.data
    if outcome.package is None or not entries:
        return {}
    codec = load(case, outcome.package)
    for entry in entries:
        if "error" in entry:
            try:
                codec.decode(entry["schema"], entry["value"])
            except ValueError as error:
                entry["error"] = str(error)
            else:
                sys.stderr.write(f"{case.name}: no error for {entry['value']!r}\n")
    return {"data.json": data_text(entries)}


def main(arguments: list[str]) -> int:
    if os.environ.get("CI"):
        sys.stderr.write("golden files are written by people, who read the difference; not where CI is set\n")
        return 2
    known = {case.name: case for case in cases()}
    if unknown := set(arguments) - known.keys():
        sys.stderr.write(f"no such case: {', '.join(sorted(unknown))}\n")
        return 2
    changed = crashed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name in arguments or known:
            try:
                for path in rewrite(known[name], Path(scratch)):
                    changed += 1
                    sys.stdout.write(f"{path}\n")
            except Exception:  # a bug of the generator in one case, which keeps no other case from being written
                crashed += 1
                sys.stderr.write(f"{name}:\n{traceback.format_exc()}\n")
    sys.stdout.write(f"{changed} golden files changed in {len(arguments or known)} cases, {crashed} cases crashed\n")
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
