"""What comes back after decoding and encoding, beside the pydantic models that datamodel-code-generator emits by default.

Those are encoded with `exclude_unset=True`, which is what keeps most; the generated package and openai's as they come.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from openai._models import construct_type
from openai.types.responses import Response as OpenAIResponse

from responses_api import models
from tests.benchmarks.payload import response
from tests.benchmarks.timing import Target, table

SPEC = Path(__file__).resolve().parent.parent.parent / "spec" / "responses.yaml"


def probes() -> dict[str, dict[str, Any]]:
    """Responses such as a newer server could send."""
    item = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello."}]}
    bare = {key: value for key, value in response().items() if key not in {"temperature", "error", "metadata", "user"}}
    return {
        "unknown field": response() | {"billing": {"payer": "developer"}},
        "unknown field, nested": response() | {"output": [item | {"phase": "final"}]},
        "unknown enum value": response() | {"status": "paused"},
        "unknown enum value, nested": response()
        | {"output": [{"type": "shell_call", "id": "sh_1", "status": "completed"}]},
        "explicit null": response() | {"error": None, "temperature": None},
        "absent field": bare,
        "whole number as it came": response() | {"created_at": 1756414708, "temperature": 1},
    }


def lossless(_rounds: int) -> Iterator[str | Target]:
    with tempfile.TemporaryDirectory() as folder:
        emitted = _emitted(Path(folder))
    ways: dict[str, Callable[[str], str]] = {
        "responses_api": lambda text: models.Response.from_json(text).to_json(),
        "datamodel-code-generator": lambda text: str(
            emitted.Response.model_validate_json(text).model_dump_json(by_alias=True, exclude_unset=True)
        ),
        "openai": lambda text: construct_type(type_=OpenAIResponse, value=json.loads(text)).to_json(),  # type: ignore[attr-defined]  # typed as object
    }
    cases = probes()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # openai's metadata is a map of strings, ours is not: pydantic warns on every call
        verdicts = {probe: [_verdict(way, value) for way in ways.values()] for probe, value in cases.items()}
    yield table(("", *ways), [(probe, *row) for probe, row in verdicts.items()])
    kept = sum(row[0] == "kept" for row in verdicts.values())
    yield Target(f"{kept} of {len(cases)} come back as they came", kept == len(cases))


def _emitted(folder: Path) -> Any:
    """The module that datamodel-code-generator makes of the document by default."""
    command = [sys.executable, "-m", "datamodel_code_generator", "--input", str(SPEC), "--input-file-type", "openapi"]
    subprocess.run([*command, "--output", str(folder / "emitted_models.py")], check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("emitted_models")
    finally:
        sys.path.remove(str(folder))


def _verdict(way: Callable[[str], str], value: dict[str, Any]) -> str:
    try:
        back = way(json.dumps(value))
    except ValueError:
        return "refused"
    return "kept" if _exact(json.loads(back)) == _exact(value) else "changed"


def _exact(value: Any) -> str:
    """JSON text in which 1 and 1.0 differ and the order of keys doesn't."""
    return json.dumps(value, sort_keys=True)
