"""Whatever the document: random ones generate packages that import and lose nothing, and damaged ones are refused with positions."""

from __future__ import annotations

import copy
import importlib
import importlib.abc
import importlib.machinery
import json
import pickle
import random
import sys
import typing
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType, ModuleType
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase, currently_in_test_context, given, note, settings
from hypothesis import strategies as st

from codegen.configuration import Settings
from codegen.diagnostics import SpecError
from codegen.output.provenance import templates_folder
from codegen.pipeline import Generated, generate
from codegen.source import read_document
from tests import golden, grammar
from tests.grammar.dice import is_array, is_object

PACKAGE = "random_package"
DICE = st.randoms(use_true_random=False)
VALUES = 3
"""Values of each component that are tried."""

bounded = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a document that shrinks by its dice stays large, and takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


# Random documents


@given(DICE)
@settings(bounded, max_examples=40)
def test_valid_values_come_back(dice: random.Random) -> None:
    document = grammar.document(dice)
    generated = _generate(document)
    held = _Held(document)
    with _imported(generated) as package:
        values = grammar.Values(held.document, dice)
        for name in held.schemas:
            codec = _Codec(package, generated, name)
            for value in held.valid(name, values):
                decoded = codec.decode(value)
                assert not isinstance(decoded, Refused), f"{name}: {value!r} is valid, and yet: {decoded}"
                assert _same(codec.encode(decoded), value)
                assert copy.deepcopy(decoded) == decoded
                assert pickle.loads(pickle.dumps(decoded)) == decoded
                assert repr(decoded)


@given(DICE)
@settings(bounded, max_examples=30)
def test_no_value_is_changed(dice: random.Random) -> None:
    """Valid for the document or not, and however loosely its unions are drawn: refused by a DecodeError, or kept as it is."""
    document = grammar.document(dice, wild=True)
    try:
        generated = _generate(document)
    except SpecError as error:
        _check_places(error)
        return
    with _imported(generated) as package:
        values = grammar.Values(_Held(document).document, dice)
        for name in document["components"]["schemas"]:
            codec = _Codec(package, generated, name)
            for value in (*_tries(values, name), values.anything()):
                before = copy.deepcopy(value)
                decoded = codec.decode(value)
                assert json.dumps(value) == json.dumps(before)
                assert isinstance(decoded, Refused) or _same(codec.encode(decoded), value)


@given(DICE)
@settings(bounded, max_examples=30)
def test_every_module_of_a_package_imports(dice: random.Random) -> None:
    generated = _generate(grammar.document(dice))
    assert all(problem.span is not None for problem in generated.problems)
    with _imported(generated):
        for file in generated.package.files:
            if file.path.endswith(".py") and not file.path.endswith("__init__.py"):
                importlib.import_module(f"{PACKAGE}.{file.path.removesuffix('.py').replace('/', '.')}")
        models = importlib.import_module(f"{PACKAGE}.models")
        for cls in vars(models).values():
            if isinstance(cls, type) and cls.__module__ == models.__name__:
                typing.get_type_hints(cls)


@given(DICE)
@settings(bounded, max_examples=8)
def test_the_same_document_gives_the_same_bytes(dice: random.Random) -> None:
    document = grammar.document(dice)
    assert _generate(document).package == _generate(document).package


# Damaged documents


@given(DICE)
@settings(bounded, max_examples=100)
def test_damage_is_diagnosed_or_harmless(dice: random.Random) -> None:
    """No other exception than SpecError, every problem with its place, and what still generates imports."""
    damaged = copy.deepcopy(dice.choice(_real_documents()))
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        _damage(damaged, dice)
    try:
        generated = _generate(damaged)
    except SpecError as error:
        _check_places(error)
        return
    with _imported(generated) as package:
        for module in ("models", "codec", "client", "errors"):
            importlib.import_module(f"{package.__name__}.{module}")


def _check_places(error: SpecError) -> None:
    assert error.problems
    assert all(problem.span is not None for problem in error.problems)


@cache
def _real_documents() -> tuple[Any, ...]:
    """The spec of this repo and the documents of the golden cases that generate, of one file each."""
    cases = [case for case in golden.cases() if case.generates and "/" not in case.entry]
    paths = [golden.ROOT / "spec" / "responses.yaml", *(case.folder / case.entry for case in cases)]
    return tuple(read_document(path.name, path.read_bytes()).plain() for path in paths)


_JUNK: Sequence[Any] = (
    *(
        None,
        True,
        0,
        -1,
        1.5,
        2**70,
        "",
        "x",
        "\u2028",
        "object",
        "#/components/schemas/Nope",
        [],
        {},
        [None],
        [1],
        ["a", "a"],
    ),
    *(
        {"a": None},
        {"": {}},
        {"$ref": "#"},
        {"$ref": ""},
        {"$ref": 1},
        {"type": []},
        [[]],
        [{}],
        {"$ref": "#/components"},
    ),
)
_KEYWORDS = (
    "",
    "x",
    "$ref",
    "type",
    "allOf",
    "items",
    "properties",
    "anyOf",
    "enum",
    "discriminator",
    "default",
    "required",
)


def _damage(document: Any, dice: random.Random) -> None:
    """Takes away, replaces, moves, copies or wraps one node of a document, in place."""
    places = list(_places(document))
    if not places:
        return
    parent, key = dice.choice(places)
    match dice.randrange(6):
        case 0:
            del parent[key]
        case 1 | 2:
            parent[key] = copy.deepcopy(dice.choice(_JUNK))
        case 3:
            other, place = dice.choice(places)
            parent[key] = copy.deepcopy(other[place])
        case 4 if is_array(parent):
            parent.insert(key, copy.deepcopy(parent[key]))
        case 4:
            parent[dice.choice(_KEYWORDS)] = parent.pop(key) if dice.random() < 0.5 else copy.deepcopy(parent[key])
        case _:
            parent[key] = dice.choice([[parent[key]], {"x": parent[key]}, str(parent[key])])


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys or indexes."""
    children = node.items() if is_object(node) else enumerate(node) if is_array(node) else ()
    for key, child in children:
        yield node, key
        yield from _places(child)


def test_damage_reaches_both_outcomes() -> None:
    """The test above would say nothing if every damaged document were refused, or none."""
    dice, outcomes = random.Random(1), set[bool]()
    for _ in range(20):
        damaged = copy.deepcopy(dice.choice(_real_documents()))
        _damage(damaged, dice)
        try:
            outcomes.add(bool(_generate(damaged).package.files))
        except SpecError:
            outcomes.add(False)
    assert outcomes == {True, False}


@pytest.mark.parametrize("wild", [False, True])
def test_the_grammar_reaches_what_it_is_for(wild: bool) -> None:
    """Most documents generate, and most values that are built are valid."""
    made = valid = built = 0
    for seed in range(15):
        dice = random.Random(seed)
        document = grammar.document(dice, wild=wild)
        try:
            _generate(document)
        except SpecError:
            continue
        made += 1
        held = _Held(document)
        values = grammar.Values(held.document, dice)
        for name in held.schemas:
            built += len(list(_tries(values, name)))
            valid += len(list(held.valid(name, values)))
    assert made >= (10 if wild else 15)
    assert valid > built / 2


# Values


def _is_one_of(texts: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: text in texts


_FORMATS = {name: _is_one_of(texts) for name, texts in grammar.FORMATS.items()}
"""What is built of a format is of that format, and any other text is not."""


class _Held:
    """The component schemas of a document as JSON Schema has them."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.schemas: dict[str, Any] = grammar.as_json_schema(document["components"]["schemas"], document["openapi"])
        self.document = {"components": {"schemas": self.schemas}}

    def valid(self, name: str, values: grammar.Values) -> Iterator[Any]:
        """Values of a component that an independent validator takes."""
        whole = {"$ref": grammar.reference(name), **self.document}
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True, formats=_FORMATS)
        return (value for value in _tries(values, name) if validator.is_valid(value))


def _tries(values: grammar.Values, name: str) -> Iterator[Any]:
    for _ in range(VALUES):
        try:
            yield values.of(name)
        except RecursionError:
            return


@dataclass(frozen=True, slots=True)
class Refused:
    """What a value decodes to that a package refuses."""

    why: str


class _Codec:
    """Decodes and encodes values of one component."""

    def __init__(self, package: Any, generated: Generated, component: str) -> None:
        self._refusal: type[Exception] = package.DecodeError
        python = generated.package.names[grammar.pointer(component)]
        self._class: Any = getattr(importlib.import_module(f"{package.__name__}.models"), python)
        codec = importlib.import_module(f"{package.__name__}.codec")
        if not hasattr(self._class, "from_json"):
            stems = {name.partition("_")[2] for name in vars(codec) if name.startswith("decode_")}
            stem = next(each for each in stems if each.replace("_", "") == python.replace("_", "").lower())
            self._decode: Any = getattr(codec, f"decode_{stem}")
            self._encode: Any = getattr(codec, f"encode_{stem}")

    def decode(self, value: Any) -> Any:
        try:
            return self._class.from_dict(value) if hasattr(self._class, "from_json") else self._decode(value)
        except self._refusal as error:
            return Refused(str(error))

    def encode(self, decoded: Any) -> Any:
        if hasattr(self._class, "from_json"):
            return json.loads(decoded.to_json())
        return json.loads(json.dumps(self._encode(decoded)))


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 and 1.0 are, 1 and true are not."""
    if is_object(one) and is_object(other):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if is_array(one) and is_array(other):
        return len(one) == len(other) and all(map(_same, one, other))
    return (one.__class__ is bool) is (other.__class__ is bool) and bool(one == other)


# Packages


def _generate(document: Any) -> Generated:
    text = json.dumps(document).encode()
    if currently_in_test_context():
        note(text.decode())  # shown where an example fails
    target = Settings(PACKAGE, "api.json", formatter="none")
    return generate(target, lambda _: text, templates_folder())


@contextmanager
def _imported(generated: Generated) -> Generator[Any]:
    """The package, imported from memory; nothing of it is left behind."""
    finder = _Finder({file.path: file.text for file in generated.package.files})
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of one package among texts."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if _file(fullname) in self._files:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=_file(fullname).endswith("__init__.py"))
        return None

    def exec_module(self, module: ModuleType) -> None:
        path = _file(module.__name__)
        exec(_compiled(path, self._files[path]), vars(module))


def _file(module: str) -> str:
    if module in (PACKAGE, f"{PACKAGE}._runtime"):
        return f"{module}/__init__.py".removeprefix(f"{PACKAGE}/").replace(f"{PACKAGE}.", "")
    path = module.removeprefix(f"{PACKAGE}.").replace(".", "/")
    return f"{path}.py" if module.startswith(f"{PACKAGE}.") else ""


@cache
def _compiled(path: str, text: str) -> CodeType:
    """The same runtime modules are in every package."""
    return compile(text, f"{PACKAGE}/{path}", "exec")
