"""pyright in strict mode over every generated package below the given folders, few processes for many packages.

    python -m tests.strict [--most-lines N] FOLDER...

Packages are told by their manifest. They share processes up to a number of lines, since pyright takes a while to start and keeps
what it read in memory; one that has more lines than `--most-lines` is named and left out. The modules of the runtime are the same
in all packages, and `make lint` reads them: here they are only imported. Prints a line a process, then what pyright objects to.
Exits 1 when that is anything.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

RUNTIME = frozenset(path.name for path in (Path(__file__).resolve().parent.parent / "templates").glob("*.py"))
LINES_A_PROCESS = 150_000


def modules(package: Path) -> list[Path]:
    """The modules that were made for a package."""
    return sorted(path for path in package.glob("*.py") if path.name not in RUNTIME)


def packages(folders: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """The packages below folders, with their lines."""
    for folder in folders:
        for manifest in sorted(folder.resolve().rglob("_manifest.json")):
            yield manifest.parent, sum(path.read_bytes().count(b"\n") for path in modules(manifest.parent))


def groups(found: Iterable[tuple[Path, int]], lines_a_process: int) -> Iterator[list[Path]]:
    """Packages that are read together, the small ones first."""
    group: list[Path] = []
    total = 0
    for package, lines in sorted(found, key=lambda each: each[1]):
        if group and total + lines > lines_a_process:
            yield group
            group, total = [], 0
        group.append(package)
        total += lines
    if group:
        yield group


def complaints(group: list[Path]) -> list[str]:
    """What pyright says about packages: nothing when it is content."""
    # What a project includes stands below its configuration.
    root = Path(os.path.commonpath([package.parent for package in group]))
    config = {
        "include": [module.relative_to(root).as_posix() for package in group for module in modules(package)],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    with tempfile.NamedTemporaryFile("w", dir=root, prefix="pyrightconfig-", suffix=".json") as project:
        json.dump(config, project)
        project.flush()
        command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "--project"]
        done = subprocess.run([*command, project.name], capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        return [done.stdout + done.stderr or "pyright said nothing"]
    if report["summary"]["filesAnalyzed"] != len(config["include"]):
        return [f"pyright read {report['summary']['filesAnalyzed']} of {len(config['include'])} files"]
    # A module that is too large for pyright has no place in the report.
    return [
        f"{each['file']}:{each['range']['start']['line'] + 1 if 'range' in each else 1}: {each['message']} [{each.get('rule')}]"
        for each in report["generalDiagnostics"]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--most-lines", type=int, metavar="N")
    options = parser.parse_args()
    found = list(packages(options.folders))
    if not found:
        parser.error("no packages there")
    small = [each for each in found if options.most_lines is None or each[1] <= options.most_lines]
    for package, lines in found:
        if (package, lines) not in small:
            print(f"left out  {package}: {lines} lines")
    wrong: list[str] = []
    for group in groups(small, LINES_A_PROCESS):
        begun = time.perf_counter()
        said = complaints(group)
        wrong += said
        names = group[0].name if len(group) == 1 else f"{len(group)} packages"
        print(f"{'ok' if not said else 'WRONG':8}{time.perf_counter() - begun:7.1f} s  {names}", flush=True)
    print("\n".join(wrong[:50]), end="\n" if wrong else "")
    print(f"{len(small)} packages, {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
