"""Applications in frameworks that write their own documents; tests generate a client from each and call it."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent.parent
Call = Callable[[Callable[[Any], Any]], Any]
"""Calls a function with a client, and awaits what it returns where the client is async."""


def generate(document: dict[str, Any], package: str, folder: Path, warnings: Collection[str] = ()) -> ModuleType:
    """The package of a document, which has to give exactly these warnings."""
    path = folder / f"{package}.json"
    path.write_text(json.dumps(document))
    command = [sys.executable, "-m", "codegen", "generate", str(path), "--package", package, "--output", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"warning\[(.+?)\]", done.stderr)) == set(warnings), done.stderr
    return importlib.import_module(package)


def calls(package: ModuleType, mode: str, **settings: Any) -> Call:
    def call_sync(use: Callable[[Any], Any]) -> Any:
        with package.Client(**settings) as client:
            return use(client)

    async def call_async(use: Callable[[Any], Any]) -> Any:
        async with package.AsyncClient(**settings) as client:
            return await use(client)

    return call_sync if mode == "sync" else lambda use: asyncio.run(call_async(use))


def public(class_: type) -> set[str]:
    """The public names that a class defines."""
    return {name for name in vars(class_) if not name.startswith("_")}
