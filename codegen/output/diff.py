"""Describes drift to people: the reasons, the files, and a unified diff, with every character escaped that a terminal would act on."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator

from codegen.output.compare import Drift, FileDrift, State
from codegen.output.manifest import MANIFEST

MAX_LINES = 200
"""Lines of diff shown for one file."""
_MAX_COMPARED = 4000
"""Differing lines up to which a real diff is made: its time grows with the square."""
_CONTEXT = 3


def drift_text(shown: str, drift: Drift, command: str, escape: Callable[[str], str], *, brief: bool = False) -> str:
    """`shown` is the package's folder as people know it, `command` what mends the drift; `escape` makes text of a file safe to
    print. `brief`: without the diff."""
    lines = [f"{shown} is not what its spec gives: {escape('; '.join(drift.reasons))}"]
    mend = f"run `{escape(command)}` and commit the result"
    if drift.files and all(file.state is State.MISSING for file in drift.files) and len(drift.files) > 1:
        # Nothing is there to be compared with.
        return "\n".join([*lines, f"  missing: {len(drift.files)} files", mend])
    lines += [f"  {file.state.value}: {escape(file.path)}" for file in drift.files]
    for file in () if brief else drift.files:
        # The manifest differs with everything else, and what matters in it stands among the reasons.
        if file.path == MANIFEST and len(drift.files) > 1:
            continue
        lines += _file_lines(shown, file, escape)
    lines.append(mend)
    return "\n".join(lines)


def _file_lines(shown: str, file: FileDrift, escape: Callable[[str], str]) -> Iterator[str]:
    path = escape(f"{shown}/{file.path}")
    yield f"--- {path}" if file.state is not State.MISSING else "--- /dev/null"
    yield f"+++ {path}" if file.state is not State.STALE else "+++ /dev/null"
    for line in diff_lines(file.there, file.wanted):
        yield line[0] + escape(line[1:])


def diff_lines(old: str, new: str) -> Iterator[str]:
    """The hunks of a unified diff, cut off after `MAX_LINES` lines."""
    for number, line in enumerate(_hunks(old.splitlines(), new.splitlines())):
        if number == MAX_LINES:
            yield "… and more"
            return
        yield line


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    # Equal lines at both ends are set aside first: most drift is small, and most files are large.
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    end = next((n for n in range(shorter - start) if old[-1 - n] != new[-1 - n]), shorter - start)
    begin, keep = max(0, start - _CONTEXT), max(0, end - _CONTEXT)
    left, right = old[begin : len(old) - keep], new[begin : len(new) - keep]
    if len(left) + len(right) > _MAX_COMPARED and left and right:
        yield f"@@ -{begin + 1},{len(left)} +{begin + 1},{len(right)} @@ too much differs to be set side by side"
        yield from (f"-{line}" for line in left[: MAX_LINES // 2])
        yield from (f"+{line}" for line in right[: MAX_LINES // 2])
        return
    for number, line in enumerate(difflib.unified_diff(left, right, n=_CONTEXT, lineterm="")):
        if number > 1:  # the first two lines name the files
            yield _shifted(line, begin) if line.startswith("@@") else line


def _shifted(header: str, by: int) -> str:
    """A hunk's header with its line numbers moved by the lines that were set aside."""

    def move(numbers: str) -> str:
        start, comma, count = numbers[1:].partition(",")
        return f"{numbers[0]}{int(start) + by}{comma}{count}"

    _, old, new, _ = header.split(" ")
    return f"@@ {move(old)} {move(new)} @@"
