"""Makes a target from the arguments of a command."""

from __future__ import annotations

import os
import posixpath
import shlex

from codegen.configuration.rules import package_complaint, package_hint, path_complaint, refuse
from codegen.configuration.settings import FORMATTERS, Settings, Target


def from_arguments(
    spec: str,
    package: str,
    output: str,
    formatter: str,
    *,
    client: bool = True,
    lenient: bool = False,
    strict: bool = False,
) -> Target:
    """The target that a command line names; its paths are relative to the working directory."""
    complaint = package_complaint(package)
    if complaint is not None:
        raise refuse("bad-argument", f"--package {complaint}", package_hint(package))
    shown = spec.replace(os.sep, "/")
    complaint = path_complaint(shown)
    if complaint is not None:
        raise refuse("bad-argument", f"the path of the spec {complaint}")
    # What is written must not depend on where things lie on this machine.
    recorded = posixpath.basename(shown) if os.path.isabs(spec) else posixpath.normpath(shown)
    settings = Settings(package, recorded, formatter, client=client, lenient=lenient, strict=strict)
    typed = ["codegen", "generate", spec, "--package", package, "--output", output]
    typed += [] if formatter == FORMATTERS[0] else ["--formatter", formatter]
    typed += [] if client else ["--no-client"]
    typed += ["--lenient"] if lenient else []
    folder = output.replace(os.sep, "/").rstrip("/") or output
    return Target(settings, spec, shown, output, folder, shlex.join(typed))
