"""Very large packages: their enums stand in a module of their own, and nothing else is different."""

from __future__ import annotations

import importlib
import pickle
import sys
import typing
from pathlib import Path
from types import ModuleType

import pytest

from codegen.configuration import Settings
from codegen.pipeline import generate
from codegen.python.models import classes as models_view
from tests import checkers
from tests.golden import ROOT

DOCUMENT = (ROOT / "tests" / "cases" / "scalar_defaults" / "document.yaml").read_bytes()


def generated(folder: Path, name: str) -> Path:
    settings = Settings(name, "document.yaml", allow_warnings=("*",))
    made = generate(settings, lambda _: DOCUMENT, str(ROOT / "templates"))
    package = folder / name
    for file in made.package.files:
        (package / file.path).parent.mkdir(parents=True, exist_ok=True)
        (package / file.path).write_text(file.text, encoding="utf-8")
    return package


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(models_view, "_MOST_STATEMENTS", 5)
    generated(tmp_path, "with_enums_apart")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return importlib.import_module("with_enums_apart.models")


def test_most_packages_have_one_module_of_models(tmp_path: Path) -> None:
    assert not (generated(tmp_path, "small") / "_enum_types.py").exists()


def test_models_have_the_same_names(apart: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "with_enums_apart"
    assert "class Mode(" in (package / "_enum_types.py").read_text("utf-8")
    assert "class Mode(" not in (package / "models.py").read_text("utf-8")
    monkeypatch.undo()
    generated(tmp_path / "whole", "whole")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "whole"), *sys.path])
    whole = importlib.import_module("whole.models")
    assert "Mode" in apart.__all__
    assert apart.__all__ == whole.__all__ == dir(whole)
    assert set(apart.__all__) <= vars(apart).keys()


def test_defaults_hints_and_pickles_work(apart: ModuleType) -> None:
    options = apart.Options.from_dict({"name": "n", "mode": "tomorrow"})
    assert apart.Options(name="n").mode is apart.Mode.FAST
    assert not options.mode.is_known
    assert pickle.loads(pickle.dumps(options)) == options
    assert typing.get_type_hints(apart.Options)["mode"] == apart.Mode | None
    assert apart.Mode.__module__ in sys.modules


def test_both_checkers_are_content(apart: ModuleType, tmp_path: Path) -> None:
    package = tmp_path / "with_enums_apart"
    assert checkers.mypy(package) == ""
    assert checkers.pyright(package) == ""
