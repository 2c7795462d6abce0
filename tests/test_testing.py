"""`testing` of every generated package: made-up values fit the document, come back from their own encoding, and stay the same."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from codegen.configuration import Settings
from codegen.pipeline import generate
from responses_api import models, testing
from tests import golden
from tests.steps import counted
from tests.validation import Judge

CASES = {case.name: case for case in golden.cases() if case.generates}
UNJUDGED = {
    "contradictions": "no value is valid by a document that contradicts itself",
    "impossible_schemas": "no value is valid by a document that contradicts itself",
    "components_in_files": "the judge reads one file",
    "several_files": "the judge reads one file",
    "json_document": "the judge takes no lone surrogate",
    "warning_overlapping_union": "values fit several variants of a oneOf: that is the point",
    "union_tried_in_order": "values fit several variants of a oneOf: that is the point",
    "openapi_3_2": "the discriminator alone tells the variants of its oneOf apart",
    "names_of_runtime": "a variant of its oneOf has nothing that others have not",
}


class Subject:
    """A type of a package: its class, or its name where it is no class, with the codec of either."""

    def __init__(self, package: ModuleType, pointer: str, name: str) -> None:
        cls = getattr(package.models, name, None)
        self.pointer, self.name = pointer, name
        self.kind: Any = cls if isinstance(cls, type) and hasattr(cls, "from_json") else name
        self._codec = package.examples._target(self.kind)

    def encode(self, value: Any) -> Any:
        return json.loads(self._codec.to_text(value))

    def decode(self, data: Any) -> Any:
        return self._codec.from_text(json.dumps(data))


def subjects(name: str, folder: Path) -> tuple[ModuleType, list[Subject]]:
    golden.load(CASES[name], folder)
    package = ModuleType(name)
    for module in ("models", "testing", "_runtime.examples"):
        setattr(package, module.rpartition(".")[2], importlib.import_module(f"{golden.PACKAGES}.{name}.{module}"))
    names = json.loads((folder / "_manifest.json").read_text("utf-8"))["names"]
    return package, [
        Subject(package, pointer, python)
        for pointer, python in names.items()
        if pointer.startswith("#/components/schemas/") and pointer.count("/") == 3 and pointer.count("#") == 1
    ]


def has_instances(package: ModuleType, subject: Subject) -> bool:
    """Whether a type has any: impossible schemas have none, and say so."""
    try:
        package.testing.minimal(subject.kind)
    except ValueError as error:
        return "no finite instance" not in str(error)
    return True


@pytest.mark.parametrize("name", CASES)
def test_examples_fit_the_document_and_come_back(name: str, packages: Mapping[str, Path]) -> None:
    case = CASES[name]
    package, found = subjects(name, packages[name])
    judge = Judge((case.folder / case.entry).read_bytes())
    for subject in found:
        if not has_instances(package, subject):
            continue
        for made in (package.testing.example(subject.kind), package.testing.minimal(subject.kind)):
            data = subject.encode(made)
            assert subject.decode(data) == made
            assert subject.encode(subject.decode(data)) == data
            if name not in UNJUDGED:
                assert judge.complaints(subject.pointer, data) == [], data


@pytest.mark.parametrize("name", CASES)
def test_every_variant_and_tomorrow_come_back(name: str, packages: Mapping[str, Path]) -> None:
    package, found = subjects(name, packages[name])
    for subject in found:
        if not has_instances(package, subject):
            continue
        for made in package.testing.examples(subject.kind):
            data = subject.encode(made)
            assert subject.decode(data) == made
            assert subject.encode(subject.decode(data)) == data
        for what, path, made in package.testing.tomorrow(subject.kind):
            assert what in {"unknown field", "unknown enum value", "unknown variant"}
            assert path.startswith("$")
            data = subject.encode(made)
            assert "from_tomorrow" in json.dumps(data) or what == "unknown enum value"
            assert subject.decode(data) == made
            assert subject.encode(subject.decode(data)) == data


def test_examples_are_made_of_what_the_document_says(packages: Mapping[str, Path]) -> None:
    package, _ = subjects("made_up_values", packages["made_up_values"])
    order = package.testing.example(package.models.Order)
    assert order.to_dict() == {
        "id": "ord_1842",
        "note": "Leave it at the door",
        "count": 3,  # the default: the example is no integer
        "customer": {
            "email": "user@example.com",
            "homepage": "https://example.org/~ann",
            "born": "2024-01-02",  # there is no such day as the one in the document
            "tags": ["regular"],
            "scores": {"key": 10},
        },
        "lines": [
            {"sku": "sku-sku-sku-", "amount": 8, "discount": 0.5, "code": "co"},
            {"sku": "sku-sku-sku-", "amount": 8, "discount": 0.5, "code": "co"},
        ],
        "priority": 20,
        "token": "tok_abcdefgh",
        "payment": {"kind": "Card", "number": "1234-1234-1234-1234"},
    }


def test_minimal_has_what_is_required_alone(packages: Mapping[str, Path]) -> None:
    package, _ = subjects("made_up_values", packages["made_up_values"])
    minimal, models_ = package.testing.minimal, package.models
    assert minimal(models_.Order).fields_set == {"id", "customer", "lines", "priority", "token", "payment"}
    assert minimal(models_.Customer).to_dict() == {"email": "user@example.com"}
    assert minimal(models_.Contact).to_dict() == {"mail": "mail"}
    assert minimal(models_.Some).to_dict() == {"a": "a"}
    assert minimal(models_.Folder).to_dict() == {"name": "name", "inside": [], "owner": "owner"}


def test_recursive_types_end(packages: Mapping[str, Path]) -> None:
    package, _ = subjects("made_up_values", packages["made_up_values"])
    folder = package.testing.example(package.models.Folder)
    assert folder.to_dict() == {"name": "name", "inside": [], "owner": "owner"}


def test_what_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    """Forty types, each of which requires two of the next: 2**40 values."""
    schemas = {
        f"T{number}": {
            "type": "object",
            "required": ["a", "b"],
            "properties": {key: {"$ref": f"#/components/schemas/T{number + 1}"} for key in "ab"},
        }
        for number in range(40)
    }
    schemas["T40"] = {"type": "object"}
    case = golden.Case(tmp_path / "doubling_types")
    case.folder.mkdir()
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
    (case.folder / "document.json").write_text(json.dumps({**document, "components": {"schemas": schemas}}), "utf-8")
    package = golden.run(case, tmp_path / "out").package
    assert package is not None
    golden.load(case, package)
    made = importlib.import_module(f"{golden.PACKAGES}.{case.name}.testing")
    for make in (made.minimal, made.example):
        with pytest.raises(ValueError, match="more than 50,000 values in one instance"):
            make("T0")
    assert made.minimal("T38").to_dict() == {"a": {"a": {}, "b": {}}, "b": {"a": {}, "b": {}}}


def test_types_that_are_no_class_go_by_name(packages: Mapping[str, Path]) -> None:
    package, _ = subjects("made_up_values", packages["made_up_values"])
    models_, made = package.models, package.testing
    assert made.example("Port") == 1024
    assert made.example("Priority") is models_.Priority(20)
    assert isinstance(made.example("Payment"), models_.Card)
    assert [type(value).__name__ for value in made.examples("Payment")] == ["Card", "str", "Transfer", "str"]
    with pytest.raises(ValueError, match="no type called 'Paymint'"):
        made.example("Paymint")


def test_examples_show_every_variant(packages: Mapping[str, Path]) -> None:
    package, _ = subjects("made_up_values", packages["made_up_values"])
    seen = [order.payment for order in package.testing.examples(package.models.Order)]
    assert {type(payment).__name__ for payment in seen} >= {"Card", "Transfer"}
    assert "cash" in [payment for payment in seen if isinstance(payment, str)]


def test_tomorrow_finds_every_class_enum_and_union(packages: Mapping[str, Path]) -> None:
    package, _ = subjects("made_up_values", packages["made_up_values"])
    found = [(what, path) for what, path, _ in package.testing.tomorrow(package.models.Order)]
    assert sorted(found) == [
        ("unknown enum value", "$.priority"),
        ("unknown field", "$"),
        ("unknown field", "$.customer"),
        ("unknown field", "$.lines[0]"),
        ("unknown field", "$.payment"),
        ("unknown field", "$.payment"),
        ("unknown variant", "$.payment"),
    ]


def test_fields_can_be_given() -> None:
    response = testing.example(models.Response, id="resp_1", status=models.ResponseStatus.FAILED)
    assert (response.id, response.status) == ("resp_1", "failed")
    assert response.replace(id="id", status="completed") == testing.example(models.Response)
    with pytest.raises(TypeError, match="no field 'statuss'"):
        testing.example(models.Response, statuss="failed")


def test_nothing_is_shared_between_examples() -> None:
    one, other = testing.example(models.Response), testing.example(models.Response)
    assert one == other
    one.output.clear()
    assert one != other


def test_tomorrow_is_told_apart_by_today_s_code() -> None:
    news = {path: (what, value) for what, path, value in testing.tomorrow(models.Response)}
    what, value = news["$.status"]
    assert what == "unknown enum value"
    assert not value.status.is_known
    what, value = news["$"]
    assert (what, value.extra_fields) == ("unknown field", {"from_tomorrow": 1})


def test_importing_it_loads_no_http_library() -> None:
    code = (
        "import sys; from responses_api.testing import FakeServer, example; from responses_api import models; "
        "example(models.Response); FakeServer(); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'httpx', 'httpx2', 'asyncio', 'ssl', 'anyio'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=golden.ROOT / "generated"
    )
    assert ran.stdout.split() == []


def test_what_is_no_type_of_the_package(packages: Mapping[str, Path]) -> None:
    package, _ = subjects("presence", packages["presence"])
    for wrong in (int, None, 7, object()):
        with pytest.raises(TypeError, match="a model class or the name of a type"):
            package.testing.example(wrong)
    with pytest.raises(ValueError, match="there is no type called 'Nothing'"):
        package.testing.minimal("Nothing")


def test_what_nests_too_deep_to_be_built_is_a_value_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schemas: dict[str, Any] = {
        f"Level{number}": {
            "type": "object",
            "required": ["next"],
            "properties": {"next": {"$ref": f"#/components/schemas/Level{number + 1}"}},
        }
        for number in range(400)
    }
    schemas["Level400"] = {"type": "object"}
    head = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
    text = json.dumps({**head, "components": {"schemas": schemas}}).encode()
    made = generate(Settings("deep_levels", "document.json"), lambda _: text, str(golden.TEMPLATES))
    for file in made.package.files:
        path = tmp_path / "deep_levels" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    deep = importlib.import_module("deep_levels.models")
    make = importlib.import_module("deep_levels.testing")
    with pytest.raises(ValueError, match="Level0 nests too deep to be built"):
        make.minimal(deep.Level0)
    assert make.minimal(deep.Level390).to_dict()["next"]["next"]
    building = importlib.import_module("deep_levels._runtime.building")
    building._heights.cache_clear()
    assert counted(building._heights)[1] < 30_000  # linear: not one round for each level
