"""The Jinja environment, which renders views; the only escaping filters live here.

A template can print `Code`, numbers and what a filter returns; anything else, a plain string above all, is refused. So text of a
document (`SpecText`) reaches the output through `literal`, `docstring`, `comment` or `markdown` alone.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from codegen import runtime
from codegen.files import WIDTH, File
from codegen.python.client.views import ParameterView
from codegen.python.code.layout import INDENT, annotation, fits
from codegen.python.code.text import Code, SpecText, escape_character, is_unsafe, scalar_literal
from codegen.python.docs.prose import columns, paragraphs, wrap
from codegen.python.package_view import PackageView

_QUOTES = '"""'


def _finalize(value: Any) -> Any:
    if value.__class__ is Code or value.__class__ is int:
        return value
    if isinstance(value, jinja2.Undefined):
        return value  # StrictUndefined raises as soon as it is printed
    raise TypeError(f"a template printed {type(value).__name__} without a filter: {value!r:.80}")


def _escape(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return "".join(_visible(character) if is_unsafe(character) else character for character in line)


def _visible(character: str) -> str:
    """The escape of a character in a docstring or a comment. A surrogate stays an escape when the docstring is read, because CPython
    refuses a class whose docstring holds one."""
    escape = escape_character(character)
    return f"\\{escape}" if "\ud800" <= character <= "\udfff" else escape


def _text(value: SpecText | Code) -> str:
    return value.text if isinstance(value, SpecText) else str(value)


def literal(value: SpecText | Code | str | int | float | bool | None) -> Code:
    """A Python literal of a JSON scalar or of spec text."""
    return scalar_literal(_text(value) if isinstance(value, (SpecText, Code)) else value)


def docstring(value: SpecText | Code, indent: int = 4) -> Code:
    """A complete docstring, quotes included, whose continuation lines are indented by `indent` columns. It is laid out as black
    would: nothing changes when it is formatted."""
    return _docstring(_text(value), indent)


@cache  # sync and async methods say the same
def _docstring(text: str, indent: int) -> Code:
    escaped, quotes = _quoted(text)
    # Black keeps a quote at either end apart from those of the docstring, and takes away an indent that all lines but the first have.
    opening = f"{quotes} " if escaped.startswith('"') else quotes
    closing = f" {_QUOTES}" if escaped.endswith('"') else _QUOTES
    body = wrap(escaped, WIDTH - indent, len(opening))
    if len(body) == 1 and indent + len(opening) + columns(body[0]) + len(closing) > WIDTH:
        # Black keeps the closing quotes beside a single line, however long: it has to be two.
        body = wrap(escaped, WIDTH - indent - len(closing), len(opening))
    if len(body) == 1:
        return Code(f"{opening}{body[0]}{closing}")
    body[1:] = textwrap.dedent("\n".join(body[1:])).split("\n")
    pad = " " * indent
    indented = "\n".join([f"{pad}{line}" if line and number else line for number, line in enumerate(body)])
    return Code(f"{opening}{indented}\n{pad}{_QUOTES}")


def _quoted(text: str) -> tuple[str, str]:
    """The text between the quotes of a docstring, and the opening quotes: raw where that saves doubling backslashes."""
    lines = "\n".join(paragraphs(text))
    if (
        "\\" in lines
        and _escape(lines.replace("\n", "")) == lines.replace("\n", "")
        and _QUOTES not in lines
        and not lines.endswith("\\")
    ):
        return lines, f"r{_QUOTES}"
    doubled = "\n".join(_escape(line) for line in paragraphs(text.replace("\\", "\\\\")))
    return doubled.replace(_QUOTES, '""\\"'), _QUOTES


def comment(value: SpecText | Code, indent: int = 0) -> Code:
    """Comment lines; the first begins where the template stands, the others are indented by `indent` columns."""
    lines = wrap(_text(value), WIDTH - indent - 2)
    return Code(("\n" + " " * indent).join(f"# {_escape(line)}".rstrip() for line in lines))


_MARKDOWN_SPECIAL = "\\`*_{}[]<>|#~"
# What begins a list, a rule or a heading where it begins a line; and an entity anywhere.
_MARKDOWN_MARK = re.compile(r"^(?:[-+](?=\s|$)|--|=|(\d{1,9})(?=[.)](?:\s|$)))|&(?=[A-Za-z0-9]{1,32};)")


def markdown(value: SpecText | Code) -> Code:
    """Spec text inside a Markdown paragraph, on one line: no markup, no HTML, no link of the document's own."""
    line = " ".join(part.strip() for part in paragraphs(_text(value)) if part.strip())
    escaped = "".join(
        (
            "\\" + character
            if character in _MARKDOWN_SPECIAL
            else escape_character(character) if is_unsafe(character) else character
        )
        for character in line
    )
    return Code(_MARKDOWN_MARK.sub(lambda found: f"{found[1]}\\" if found[1] else f"\\{found[0]}", escaped))


class _Environment(jinja2.Environment):
    """What a macro or a block returns was printed under the rules already, so it is `Code`."""

    @staticmethod
    def concat(parts: Iterable[str]) -> Code:
        return Code("".join(parts))


def prose(value: SpecText | Code) -> Code:
    """Spec text inside a comment or a docstring that the template opens: one line, nothing that could end it."""
    line = " ".join(part.strip() for part in paragraphs(_text(value)) if part.strip())
    return Code(_escape(line.replace("\\", "/").replace('"', "'")))


class CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """What Jinja compiled, kept in `__pycache__` beside the templates as Python keeps modules. A template is compiled again when it or
    this module changes, and where nothing can be written it is compiled each time."""

    def __init__(self, templates: str) -> None:
        folder = os.path.join(templates, "__pycache__")
        with suppress(OSError):
            os.makedirs(folder, exist_ok=True)
        super().__init__(folder, f"%s.{sys.implementation.cache_tag}.jinja-{jinja2.__version__}")
        with open(__file__, encoding="utf-8") as module:
            self._settings = module.read()

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(self._settings + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def environment(loader: jinja2.BaseLoader, compiled: jinja2.BytecodeCache | None = None) -> jinja2.Environment:
    """The one environment: strict, trimmed, printing nothing that is not `Code`. `compiled` keeps compiled templates."""
    env = _Environment(
        loader=loader,
        bytecode_cache=compiled,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    filters: dict[str, Any] = {
        "literal": literal,
        "docstring": docstring,
        "comment": comment,
        "markdown": markdown,
        "prose": prose,
        "join": _join,
        "length": len,
        "blanks": _blanks,
        "declared": declared,
    }
    tests: dict[str, Any] = {"fitting": _is_fitting}
    env.filters.clear()
    env.filters.update(filters)
    env.tests.update(tests)
    return env


def _is_fitting(line: Code, indent: int) -> bool:
    """Whether a line fits between the margins, indented by `indent` columns."""
    return fits(f"{' ' * indent}{line}")


def _blanks(count: int) -> Code:
    return Code(" " * count)


def declared(parameter: ParameterView, indent: int) -> Code:
    """A parameter of a method on a line of its own; a long annotation goes over several. The comma behind it is left to the template."""
    line = f"{parameter.line},"
    if not _is_fitting(Code(line), indent):
        default = "" if parameter.default is None else f" = {parameter.default}"
        line = annotation(parameter.name, parameter.annotation, f"{default},", indent // len(INDENT)).lstrip(" ")
    return Code(line.removesuffix(","))


def _join(values: Iterable[Code], separator: str = "") -> Code:
    """Joins code with a separator that the template gives."""
    items = list(values)
    for item in items:
        _finalize(item)
    return Code(separator.join(items))


_FACE = "_runtime/__init__.py"
_LAID_OUT = ("_schema.py", "testing.py")
"""Modules that the templates print in their final layout."""


def render(view: PackageView, templates: str) -> tuple[File, ...]:
    """The files of a package: a template each, and those that are copied."""
    compiled = None if sys.dont_write_bytecode else CompiledTemplates(templates)
    env = environment(jinja2.FileSystemLoader(templates), compiled)
    parts: list[tuple[str, str, Callable[[], object]]] = [
        ("__init__.py", "init.py.j2", lambda: view.init),
        ("README.md", "README.md.j2", view.readme),
        ("codec.py", "codec.py.j2", view.codec),
        ("_schema.py", "schema.py.j2", view.schema),
        ("testing.py", "testing.py.j2", view.samples),
        ("models.py", "models.py.j2", view.models),
    ]
    if view.enums is not None:
        parts.append(("_enum_types.py", "models.py.j2", view.enums))
    client = view.client
    if client is not None:
        parts.append(("_operations.py", "operations.py.j2", lambda: client.operations))
        parts.append(("client.py", "client.py.j2", client.client))
    else:
        parts.append(("errors.py", "errors_without_client.py.j2", lambda: None))
    context = {"header": view.header, "package": view.package}
    files = [
        File(path, env.get_template(name).render(context, view=make()), laid_out=path in _LAID_OUT)
        for path, name, make in parts
    ]
    header = env.get_template("header.j2").render(context)
    return tuple(sorted((*files, *_copied(templates, header, files)), key=lambda file: file.path))


def _copied(templates: str, header: str, rendered: Iterable[File]) -> Iterator[File]:
    """The files that are copied, with a header in front: the plain Python beside the templates, and of the runtime the modules that this
    and the rendered files need."""
    modules = [(file.path, file.text) for file in rendered if file.path.endswith(".py")]
    available = _plain_python(templates) - {path for path, _ in modules}

    def text(path: str) -> str | None:
        if path not in available:
            return None
        with open(os.path.join(templates, path), encoding="utf-8") as source:
            return source.read()

    always = [_FACE, *(path for path in available if "/" not in path)]
    for path, source in runtime.needed(modules, text, always).items():
        yield File(path, f"{header}\n{source}", laid_out=True)
    yield File("py.typed", header, laid_out=True)


def _plain_python(templates: str) -> frozenset[str]:
    """The Python modules below the folder of templates."""
    return frozenset(
        folder + name
        for folder in ("", "_runtime/")
        for name in os.listdir(os.path.join(templates, folder))
        if name.endswith(".py")
    )
