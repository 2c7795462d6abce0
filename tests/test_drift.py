"""Drift: what `check` finds, the reasons it gives, and the diff it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.diagnostics import escape_for_display
from codegen.hashes import content_hash
from codegen.output.compare import Drift, FileDrift, State, compare
from codegen.output.diff import MAX_LINES, diff_lines, drift_text
from codegen.output.manifest import MANIFEST, Manifest
from codegen.output.tree import Tree
from codegen.output.unchanged import unchanged
from tests.test_output import HEADER, NEW, OLD, manifest_of, put

SPEC = b"openapi: 3.1.0\n"


def present(folder: Path) -> tuple[Tree, Manifest]:
    """A package that was just written from a document, and the manifest that it has to have."""
    (folder / "spec").mkdir()
    (folder / "spec/api.yaml").write_bytes(SPEC)
    put(folder, OLD)
    manifest = replace(manifest_of(OLD), inputs={"spec/api.yaml": content_hash(SPEC)})
    (folder / "out/api" / MANIFEST).write_text(manifest.text())
    return Tree(str(folder / "out/api")), manifest


def proven(folder: Path, manifest: Manifest) -> bool:
    return unchanged(Tree(str(folder / "out/api")), "spec/api.yaml", manifest.provenance, str(folder / "spec"))


def states(drift: Drift | None) -> dict[str, State]:
    assert drift is not None
    return {file.path: file.state for file in drift.files}


def test_nothing_changed(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    assert proven(tmp_path, manifest)
    assert compare(tree, OLD, manifest) is None


def test_crlf_checkout_is_no_drift(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    for path in [*tmp_path.rglob("*.py"), *tmp_path.rglob("*.json"), *tmp_path.rglob("*.yaml")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert proven(tmp_path, manifest)
    assert compare(tree, OLD, manifest) is None


def test_edited_file(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    (tmp_path / "out/api/models.py").write_text(HEADER + "edited = True\n")
    assert not proven(tmp_path, manifest)
    drift = compare(tree, OLD, manifest)
    assert states(drift) == {"models.py": State.EDITED}
    assert drift is not None
    assert drift.reasons == ("models.py was edited by hand",)


def test_missing_file(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    (tmp_path / "out/api/models.py").unlink()
    assert not proven(tmp_path, manifest)
    drift = compare(tree, OLD, manifest)
    assert states(drift) == {"models.py": State.MISSING}
    assert drift is not None
    assert drift.reasons == ("models.py was deleted",)


def test_stale_file(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    (tmp_path / "out/api/extra.py").write_text(HEADER)
    assert not proven(tmp_path, manifest)
    drift = compare(tree, OLD, manifest)
    assert states(drift) == {"extra.py": State.STALE}


def test_users_file_is_no_drift(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    (tmp_path / "out/api/own.py").write_text("own = True\n")
    assert proven(tmp_path, manifest)
    assert compare(tree, OLD, manifest) is None


def test_never_generated(tmp_path: Path) -> None:
    drift = compare(Tree(str(tmp_path / "none")), OLD, manifest_of(OLD))
    assert set(states(drift).values()) == {State.MISSING}
    assert drift is not None
    assert drift.reasons == ("it was never generated",)


@pytest.mark.parametrize(("old", "new"), [("#/a", "#/b"), ("{\n", "<<<<<<< ours\n{\n")])
def test_manifest_that_was_edited(tmp_path: Path, old: str, new: str) -> None:
    tree, manifest = present(tmp_path)
    path = tmp_path / "out/api" / MANIFEST
    path.write_text(path.read_text().replace(old, new, 1))
    assert not proven(tmp_path, manifest)
    assert states(compare(tree, OLD, manifest)) == {MANIFEST: State.EDITED}


def test_spec_changed(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    (tmp_path / "spec/api.yaml").write_bytes(SPEC + b"info: {}\n")
    assert not proven(tmp_path, manifest)
    wanted = replace(manifest_of(NEW), inputs={"spec/api.yaml": "other"})
    drift = compare(tree, NEW, wanted)
    assert states(drift) == {
        "_runtime/base.py": State.CHANGED,
        "_runtime/old/three.py": State.STALE,
        "client.py": State.MISSING,
        "data.json": State.STALE,
        "deep/er/two.py": State.MISSING,
        "gone.py": State.STALE,
        "models.py": State.CHANGED,
        "more.json": State.MISSING,
        "parts/one.py": State.STALE,
        MANIFEST: State.CHANGED,
    }
    assert drift is not None
    assert drift.reasons == ("spec/api.yaml changed",)


def test_reasons(tmp_path: Path) -> None:
    tree, manifest = present(tmp_path)
    provenance = replace(
        manifest.provenance,
        generator="2.0",
        configuration="other",
        templates="other",
        versions={"ruff": "1.0", "black": "26.2.0"},
    )
    assert not proven(tmp_path, replace(manifest, provenance=provenance))
    drift = compare(tree, OLD, replace(manifest, provenance=provenance, inputs={"spec/b.yaml": "0"}))
    assert drift is not None
    assert drift.reasons == (
        "spec/api.yaml is no longer referred to",
        "spec/b.yaml is now referred to",
        "the configuration changed",
        "the generator was 1.0 and is now 2.0",
        "the templates changed",
        "black was 26.1.0 and is now 26.2.0",
        "ruff was not used and is now 1.0",
    )
    source = replace(manifest.provenance, generator_source="other")
    drift = compare(tree, OLD, replace(manifest, provenance=source))
    assert drift is not None
    assert drift.reasons == ("the generator's own source changed",)


def test_input_that_went_away(tmp_path: Path) -> None:
    _, manifest = present(tmp_path)
    (tmp_path / "spec/api.yaml").unlink()
    assert not proven(tmp_path, manifest)


def test_text_of_a_drift() -> None:
    files = (
        FileDrift("models.py", State.CHANGED, "one\ntwo\nthree\n", "one\n2\nthree\n"),
        FileDrift("new.py", State.MISSING, "", "a\n"),
        FileDrift("old.py", State.STALE, "b\n", ""),
    )
    text = drift_text("generated/api", Drift(files, ("spec/api.yaml changed",)), "codegen generate", escape_for_display)
    assert text == (
        "generated/api is not what its spec gives: spec/api.yaml changed\n"
        "  out of date: models.py\n"
        "  missing: new.py\n"
        "  stale: old.py\n"
        "--- generated/api/models.py\n"
        "+++ generated/api/models.py\n"
        "@@ -1,3 +1,3 @@\n"
        " one\n"
        "-two\n"
        "+2\n"
        " three\n"
        "--- /dev/null\n"
        "+++ generated/api/new.py\n"
        "@@ -0,0 +1 @@\n"
        "+a\n"
        "--- generated/api/old.py\n"
        "+++ /dev/null\n"
        "@@ -1 +0,0 @@\n"
        "-b\n"
        "run `codegen generate` and commit the result"
    )


def test_a_package_that_is_not_there_has_no_diff() -> None:
    files = (FileDrift("a.py", State.MISSING, "", "a\n"), FileDrift("b.py", State.MISSING, "", "b\n"))
    drift = Drift(files, ("it was never generated",))
    assert drift_text("out/api", drift, "codegen generate a.yaml", escape_for_display) == (
        "out/api is not what its spec gives: it was never generated\n"
        "  missing: 2 files\n"
        "run `codegen generate a.yaml` and commit the result"
    )


def test_brief_text_names_files_without_their_diff() -> None:
    drift = Drift((FileDrift("a.py", State.EDITED, "a\n", "b\n"),), ("a.py was edited by hand",))
    text = drift_text("out/api", drift, "codegen generate", escape_for_display, brief=True)
    assert text.splitlines()[1:] == ["  edited by hand: a.py", "run `codegen generate` and commit the result"]


def test_diff_escapes_what_a_terminal_would_act_on() -> None:
    there = "\x1b[31m\u202e\n"
    files = (FileDrift("models.py", State.EDITED, there, "x\n"),)
    text = drift_text("api", Drift(files, ("\x1b",)), "codegen generate", escape_for_display)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_large_differences_end_soon() -> None:
    lines = list(diff_lines("x\n" * 60_000, "".join(f"{number}\n" for number in range(60_000))))
    assert len(lines) <= MAX_LINES + 1


LINES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=40).map(lambda lines: "".join(f"{x}\n" for x in lines))


@given(LINES, LINES)
def test_diff_turns_the_old_text_into_the_new(old: str, new: str) -> None:
    result: list[str] = []
    source = old.splitlines()
    position = 0
    for line in diff_lines(old, new):
        if line.startswith("@@"):
            found = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line)
            assert found is not None
            start = int(found[1]) - (found[2] != "0")
            result += source[position:start]
            position = start
            assert len(result) == int(found[3]) - (found[4] != "0")
        elif line[0] == "+":
            result.append(line[1:])
        else:
            assert source[position] == line[1:]
            position += 1
            if line[0] == " ":
                result.append(line[1:])
    assert result + source[position:] == new.splitlines()
