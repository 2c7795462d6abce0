"""The two type checkers at their strictest, over a folder that is a package or holds packages; ambient configuration is ignored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def mypy(folder: Path) -> str:
    """What `mypy --strict` says about the folder: nothing when it is content."""
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--no-error-summary",
        "--python-version=3.11",
        folder.name,
    ]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def pyright(folder: Path) -> str:
    """What pyright says about the folder in strict mode: nothing when it is content."""
    project = folder.parent / "pyrightconfig.json"
    project.write_text(json.dumps({"include": [folder.name], "typeCheckingMode": "strict", "pythonVersion": "3.11"}))
    command = [
        sys.executable,
        "-m",
        "pyright",
        "--outputjson",
        "--pythonpath",
        sys.executable,
        "--project",
        str(project),
    ]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        return done.stdout + done.stderr or "pyright said nothing"
    if not report["summary"]["filesAnalyzed"]:
        return "pyright found no files"
    return "".join(
        f"{Path(each['file']).relative_to(folder.parent)}:{each['range']['start']['line'] + 1}: {each['message']} [{each.get('rule')}]\n"
        for each in report["generalDiagnostics"]
    )
