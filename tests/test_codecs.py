"""Codecs are compiled from `_schema.py` on first use: they agree with a second reading of it, and are ordinary Python to debug."""

from __future__ import annotations

import copy
import json
import linecache
import pickle
import random
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Barrier
from types import ModuleType
from typing import Any

import pytest

from responses_api import DecodeError, models, testing
from tests import golden
from tests.oracle import Oracle

GENERATING = [case for case in golden.cases() if case.generates]
ROOT = Path(__file__).resolve().parent.parent
MUTATIONS = 120
REPLACEMENTS: list[Any] = [None, True, False, 0, 1, -1.5, 2.0, "text", "", [], {}, [None], {"": {}}, {"type": "x"}]


def part(package: str, module: str) -> Any:
    return import_module(f"{package}.{module}")


def mutated(value: Any, dice: random.Random) -> Any:
    """A copy with one place replaced, removed or added; often the whole value."""
    changed = {"": copy.deepcopy(value)}
    holder: Any = changed
    key: Any = ""
    while holder[key] and holder[key].__class__ in (dict, list) and dice.random() < 0.75:
        holder = holder[key]
        key = dice.choice([*holder] if holder.__class__ is dict else [*range(len(holder))])
    what = dice.random()
    if what < 0.2 and holder is not changed:
        del holder[key]
    elif what < 0.3 and holder[key].__class__ is dict:
        holder[key][dice.choice(["new", "type", "id"])] = dice.choice(REPLACEMENTS)
    else:
        holder[key] = dice.choice(REPLACEMENTS)
    return changed[""]


def made_up(testing: ModuleType, kind: Any) -> list[Any]:
    """JSON data of a type: complete, minimal, and one for each variant; none where it has no finite value."""
    try:
        return [data for data, _ in testing._variations(kind)]
    except ValueError:
        return []


@pytest.mark.parametrize("name", [case.name for case in GENERATING])
def test_compiled_codecs_agree_with_a_second_reading(name: str, packages: Mapping[str, Path]) -> None:
    """An interpreter of the same shapes finds a problem exactly where compiled code refuses, and both say the same places."""
    case = next(case for case in GENERATING if case.name == name)
    golden.load(case, packages[name])
    package = f"{golden.PACKAGES}.{name}"
    schema, codec, values = (part(package, each) for each in ("_schema", "_runtime.codec", "_runtime.values"))
    shapes, examples = part(package, "_runtime.schema"), part(package, "_runtime.examples")
    oracle = Oracle(shapes, values)
    dice = random.Random(name)
    types = [*schema.CLASSES, *map(shapes.Ref, schema.NAMED)]
    refused = taken = 0
    for shape in types:
        for data in made_up(examples, shape):
            for tried in (data, *(mutated(data, dice) for _ in range(MUTATIONS // len(types) + 1))):
                expected = sorted(oracle.refused(shape, tried))
                problems: tuple[Any, ...] = ()
                try:
                    value = codec.codec_of(shape).from_data(tried)
                except values.DecodeError as error:
                    problems = error.problems
                    refused += 1
                else:
                    assert exactly(codec.codec_of(shape).encode(value)) == exactly(tried)
                    taken += 1
                assert sorted(problem.path for problem in problems) == expected, f"{tried!r} as {shape}"
    assert taken or not types


def exactly(value: Any) -> str:
    """JSON text for comparing; 2.0 is 2, which is what an enum of integers makes of it."""
    return json.dumps(json.loads(json.dumps(value), parse_float=whole), sort_keys=True)


def whole(text: str) -> float:
    return int(float(text)) if float(text).is_integer() else float(text)


def test_nothing_is_compiled_before_it_is_used() -> None:
    code = """
        from responses_api import models
        from responses_api._runtime.model import codecs
        assert not codecs
        models.ErrorResponse.from_dict({"error": {"message": "gone"}})
        compiled = sorted((codec.shape.__name__, *codec.sources) for codec in codecs.values() if codec.sources)
        assert compiled == [("ErrorDetails", "decode"), ("ErrorResponse", "decode")], compiled
        models.ErrorResponse.from_dict({})
        assert sorted(each.__name__ for each in codecs) == ["ErrorDetails", "ErrorResponse"]
    """
    run(code)


def run(code: str, *flags: str) -> str:
    done = subprocess.run(
        [sys.executable, *flags, "-c", textwrap.dedent(code)],
        cwd=ROOT / "generated",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("flags", [("-OO",), ("-S",), ("-W", "error")], ids=" ".join)
def test_flags_of_the_interpreter(flags: tuple[str, ...]) -> None:
    code = """
        from responses_api import models
        value = models.ErrorResponse.from_json('{"error": {"message": "gone", "new": [1]}}')
        print(value.to_json())
    """
    assert run(code, *flags) == '{"error": {"message": "gone", "new": [1]}}\n'


def test_a_thousand_threads_decode_for_the_first_time() -> None:
    """One result, no error: whoever comes first compiles, and the others get the same functions."""
    code = """
        import sys
        from concurrent.futures import ThreadPoolExecutor
        from threading import Barrier
        from responses_api import models, testing
        from responses_api._runtime.model import codec
        data = testing.example(models.Response).to_json()
        for cls in (models.Response, models.OutputItem, models.Tool):
            codec(cls).__init__(cls)
        sys.setswitchinterval(1e-6)
        start = Barrier(50)
        def decode(_):
            start.wait(60)
            return models.Response.from_json(data)
        with ThreadPoolExecutor(50) as pool:
            results = [*pool.map(decode, range(1000))]
        assert all(each == results[0] for each in results)
        assert {each.to_json() for each in results} == {data}
    """
    run(code)


def test_subinterpreters_have_codecs_of_their_own() -> None:
    interpreters: Any = import_module("_xxsubinterpreters" if sys.version_info < (3, 13) else "_interpreters")
    code = """
        import sys; sys.path.insert(0, {path!r})
        from responses_api import models
        assert models.ErrorResponse.from_json('{{"error": {{"message": "gone"}}}}').error.message == "gone"
    """
    for _ in range(2):
        one = interpreters.create()
        interpreters.run_string(one, textwrap.dedent(code.format(path=str(ROOT / "generated"))))
        interpreters.destroy(one)


class TestDebugging:
    def test_the_source_of_a_codec_can_be_read(self) -> None:
        source = testing.codec_source(models.ErrorDetails)
        assert "def decode(data):" in source
        assert "def encode(data):" in source
        assert "'message'" in source
        compile(source, "codec", "exec")

    def test_tracebacks_show_lines_of_compiled_code(self) -> None:
        models.ErrorDetails.from_dict({})
        decode = part("responses_api", "_runtime.model").codec(models.ErrorDetails).decode
        with pytest.raises(part("responses_api", "_runtime.values").Mismatch) as caught:
            decode({"message": 1})
        frame = traceback.extract_tb(caught.value.__traceback__)[-1]
        assert frame.filename == "<decode of responses_api.ErrorDetails>"
        assert frame.line == "raise Mismatch"
        linecache.checkcache()
        assert linecache.getline(frame.filename, 1) == "def decode(data):\n"


class Answer(models.ErrorResponse):
    """A class of a user, below a generated one."""

    @property
    def text(self) -> str | None:
        return self.error.message if self.error else None


class TestSubclasses:
    def test_decode_to_themselves(self) -> None:
        answer = Answer.from_json('{"error": {"message": "gone"}, "new": 1}')
        assert type(answer) is Answer
        assert answer.text == "gone"
        assert answer.to_dict() == {"error": {"message": "gone"}, "new": 1}
        assert type(models.ErrorResponse.from_json("{}")) is models.ErrorResponse

    def test_copies_and_pickles(self) -> None:
        answer = Answer.from_json('{"error": {"message": "gone"}}')
        assert pickle.loads(pickle.dumps(answer)) == answer
        assert copy.deepcopy(answer) == answer == copy.copy(answer)

    def test_errors_name_them(self) -> None:
        with pytest.raises(DecodeError, match=r"Answer: \$\.error: expected an object"):
            Answer.from_dict({"error": 1})


def texts_of(name: str, packages: Mapping[str, Path]) -> Iterator[str]:
    golden.load(next(case for case in GENERATING if case.name == name), packages[name])
    package = f"{golden.PACKAGES}.{name}"
    codec = part(package, "_runtime.codec")
    for cls in part(package, "_schema").CLASSES:
        for verb in ("decode", "encode"):
            codec.codec_of(cls).compile(verb)
        yield from codec.codec_of(cls).sources.values()


@pytest.mark.parametrize("name", ["renamed_fields", "strings", "enum_awkward_values", "names_of_runtime"])
def test_sources_are_ascii_with_keys_as_literals(name: str, packages: Mapping[str, Path]) -> None:
    for source in texts_of(name, packages):
        assert source.isascii()
        assert all(line.isprintable() for line in source.splitlines())


def test_one_codec_for_each_type() -> None:
    codec_of = part("responses_api", "_runtime.codec").codec_of
    start = Barrier(8)

    def look(_: int) -> Any:
        start.wait(60)
        return codec_of(models.Annotation)

    with ThreadPoolExecutor(8) as pool:
        assert len({id(codec) for codec in pool.map(look, range(8))}) == 1
