"""Reads the targets from the tables `[tool.codegen.packages.NAME]` of a pyproject.toml.

Every mistake in the file is reported at once, each with its position.
"""

from __future__ import annotations

import keyword
import os
import posixpath
import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from codegen.configuration.rules import is_identifier, package_complaint, package_hint, path_complaint, refuse
from codegen.configuration.settings import FORMATTERS, HTTP_LIBRARIES, OPERATION_IDS, Settings, Target
from codegen.diagnostics import Problem, Problems, Severity, Source, Span, SpecError

KEYS = (
    "spec",
    "output",
    "formatter",
    "client",
    "http",
    "api_key_env",
    "include-tags",
    "exclude-tags",
    "operation-ids",
    "names",
    "formats",
    "allow-warnings",
)


def load(
    folder: str, *, file: str | None = None, only: str | None = None, lenient: bool = False, strict: bool = False
) -> tuple[Target, ...]:
    """The targets that `file` configures, or the nearest pyproject.toml with a [tool.codegen] table, in `folder` or above it; with
    `only`, the one of that name.

    Raises `SpecError` with every problem in it, or when there is none.
    """
    source, document, here = _find(folder) if file is None else (*_parse(file), os.path.dirname(os.path.abspath(file)))
    targets = _Reader(source, here).targets(document, lenient=lenient, strict=strict)
    if file is not None:
        targets = tuple(replace(target, command=f"codegen generate --config {shlex.quote(file)}") for target in targets)
    if only is None:
        return targets
    found = tuple(target for target in targets if target.settings.package == only)
    if not found:
        names = ", ".join(target.settings.package for target in targets)
        hint = f"configured: {names}; to generate from a document, give it with --package and --output"
        raise refuse("unknown-package", f"{source.name} configures no package `{only}`", hint)
    return found


def settings_of(package: str, spec: str, table: Mapping[str, Any], *, lenient: bool, strict: bool) -> Settings:
    """The settings that options of a command line give, as a table of the configuration would. Raises `SpecError`."""
    reader = _Reader(None, "")
    settings = reader.settings(package, spec, table, (), lenient=lenient, strict=strict)
    reader.problems.raise_errors()
    return settings


def _find(folder: str) -> tuple[Source, Mapping[str, Any], str]:
    """The nearest file with a [tool.codegen] table, and its folder."""
    start = here = os.path.abspath(folder)
    while True:
        path = os.path.join(here, "pyproject.toml")
        if os.path.isfile(path):
            source, document = _parse(path)
            tool: object = document.get("tool")
            if isinstance(tool, dict) and "codegen" in tool:
                return source, document, here
        if here == os.path.dirname(here):
            break
        here = os.path.dirname(here)
    raise refuse(
        "no-configuration",
        f"no pyproject.toml in {start} or above it has a [tool.codegen.packages.NAME] table",
        "add one with `spec` and `output`, or run `codegen generate SPEC --package NAME --output FOLDER`",
    )


def _parse(path: str) -> tuple[Source, Mapping[str, Any]]:
    shown = os.path.relpath(path).replace(os.sep, "/")
    try:
        with open(path, "rb") as file:
            source = Source(shown, file.read().decode("utf-8"))
    except OSError as error:
        raise refuse("unreadable-file", f"{shown}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise refuse("not-utf-8", f"{shown} is not UTF-8 text") from error
    try:
        return source, tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SpecError((_syntax_problem(source, error),)) from error


class _Reader:
    """Reads the tables of one file and collects what is wrong with them."""

    def __init__(self, source: Source | None, folder: str) -> None:
        """Without a `source`, the keys are options of a command line."""
        self._source = source
        self._folder = folder
        self.problems = Problems()

    def targets(self, document: Mapping[str, Any], *, lenient: bool, strict: bool) -> tuple[Target, ...]:
        tool = self._table(document.get("tool", {}), ("tool",))
        ours = self._table(tool.get("codegen", {}), ("tool", "codegen"))
        self._unknown_keys(ours, ("tool", "codegen"), ("packages",))
        packages = self._table(ours.get("packages", {}), ("tool", "codegen", "packages"))
        found: list[Target] = []
        for name, value in packages.items():
            at = ("tool", "codegen", "packages", name)
            complaint = package_complaint(name)
            if complaint is not None:
                self._error(at, f"the package name {complaint}", package_hint(name))
            found.append(self._target(name, self._table(value, at), at, lenient=lenient, strict=strict))
        if not packages:
            hint = (
                'add a table [tool.codegen.packages.NAME] with `spec = "spec/my-api.yaml"` and `output = "generated"`'
            )
            self._error(("tool", "codegen"), "no package is configured", hint)
        self.problems.raise_errors()
        return tuple(found)

    def _target(
        self, name: str, table: Mapping[str, Any], at: tuple[str, ...], *, lenient: bool, strict: bool
    ) -> Target:
        self._unknown_keys(table, at, KEYS)
        spec = self._path(table, at, "spec")
        output = self._path(table, at, "output")
        return Target(
            self.settings(name, spec, table, at, lenient=lenient, strict=strict),
            self._on_disk(spec),
            spec,
            self._on_disk(output),
            output,
            pin_place=lambda pointer: self._place((*at, "names", pointer)),
        )

    def settings(
        self, name: str, spec: str, table: Mapping[str, Any], at: tuple[str, ...], *, lenient: bool, strict: bool
    ) -> Settings:
        """What a table says about a package, besides its places."""
        client = self._boolean(table, at, "client", default=True)
        for key in ("http", "api_key_env"):
            if not client and key in table:
                self._error((*at, key), "is of use to a client only, and `client = false` leaves the client out")
        env = self._text(table, at, "api_key_env")
        if env is not None and not is_identifier(env):
            self._error((*at, "api_key_env"), "must be the name of an environment variable: letters, digits and `_`")
        names = self._texts_by_key(table, at, "names")
        for pointer, pinned in names.items():
            if not is_identifier(pinned) or keyword.iskeyword(pinned):
                self._error((*at, "names", pointer), f"`{pinned}` is not a Python name")
        formats = self._texts_by_key(table, at, "formats")
        for name_of_format, meaning in formats.items():
            if meaning not in ("str", "strict"):
                complaint = 'must be "str", which leaves the format as text, or "strict", which refuses other text'
                self._error((*at, "formats", name_of_format), complaint)
        return Settings(
            package=name,
            spec=spec,
            formatter=self._one_of(table, at, "formatter", FORMATTERS),
            client=client,
            http=self._one_of(table, at, "http", HTTP_LIBRARIES),
            api_key_env=env,
            include_tags=self._texts(table, at, "include-tags"),
            exclude_tags=self._texts(table, at, "exclude-tags"),
            operation_ids=self._one_of(table, at, "operation-ids", OPERATION_IDS),
            names=names,
            formats=formats,
            allow_warnings=self._texts(table, at, "allow-warnings"),
            lenient=lenient,
            strict=strict,
        )

    def _on_disk(self, path: str) -> str:
        return os.path.join(self._folder, *path.split("/"))

    def _path(self, table: Mapping[str, Any], at: tuple[str, ...], key: str) -> str:
        value = self._text(table, at, key)
        if value is None:
            if key not in table:
                self._error(at, f"`{key}` is missing")
        elif "\\" in value:
            self._error((*at, key), "must have `/` between its parts, so that it means the same on every machine")
        elif (complaint := path_complaint(value)) is not None:
            self._error((*at, key), complaint)
        elif posixpath.isabs(value) or os.path.isabs(value):
            self._error((*at, key), "must be relative to this file, so that it means the same on every machine")
        return posixpath.normpath(value or ".")

    def _one_of(self, table: Mapping[str, Any], at: tuple[str, ...], key: str, choices: tuple[str, ...]) -> str:
        value = self._text(table, at, key)
        if value is not None and value not in choices:
            self._error((*at, key), f"must be one of {', '.join(choices)}")
        return value or choices[0]

    def _text(self, table: Mapping[str, Any], at: tuple[str, ...], key: str) -> str | None:
        value = table.get(key)
        if value is None or isinstance(value, str):
            return value
        self._error((*at, key), f"must be a string, not {_kind(value)}")
        return None

    def _boolean(self, table: Mapping[str, Any], at: tuple[str, ...], key: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self._error((*at, key), f"must be true or false, not {_kind(value)}")
        return default

    def _texts(self, table: Mapping[str, Any], at: tuple[str, ...], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list):
            self._error((*at, key), f"must be an array of strings, not {_kind(value)}")
            return ()
        items = cast(list[object], value)
        for item in items:
            if not isinstance(item, str):
                self._error((*at, key), f"must be an array of strings; it holds {_kind(item)}")
        return tuple(item for item in items if isinstance(item, str))

    def _texts_by_key(self, table: Mapping[str, Any], at: tuple[str, ...], key: str) -> dict[str, str]:
        pairs = self._table(table.get(key, {}), (*at, key))
        for name, value in pairs.items():
            if not isinstance(value, str):
                self._error((*at, key, name), f"must be a string, not {_kind(value)}")
        return {name: value for name, value in pairs.items() if isinstance(value, str)}

    def _table(self, value: object, at: tuple[str, ...]) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return cast(dict[str, Any], value)
        self._error(at, f"must be a table, not {_kind(value)}")
        return {}

    def _unknown_keys(self, table: Mapping[str, Any], at: tuple[str, ...], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                import difflib  # late: only a wrong configuration needs it

                close = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean `{close[0]}`?" if close else f"known keys: {', '.join(known)}"
                self._error((*at, key), "is not a key of this table", hint)

    def _error(self, at: tuple[str, ...], message: str, hint: str | None = None) -> None:
        if self._source is None:
            self.problems.error("bad-argument", f"--{at[0].replace('_', '-')} {message}", None, hint)
        else:
            self.problems.error("bad-configuration", f"`{at[-1]}` {message}", self._place(at), hint)

    def _place(self, at: tuple[str, ...]) -> Span | None:
        from codegen.configuration.toml_places import place_of  # late: only a wrong configuration needs it

        return None if self._source is None else Span(self._source, *place_of(self._source.text, at))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, list):
        return "an array"
    return "a table" if isinstance(value, dict) else "a date or time"


def _syntax_problem(source: Source, error: Exception) -> Problem:
    message = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "is nested too deeply"
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    lines = source.text.rstrip().split("\n")
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    text = message[: found.start()] if found else message.removesuffix(" (at end of document)")
    return Problem(Severity.ERROR, "invalid-toml", text, Span(source, line, column))
