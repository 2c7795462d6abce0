"""The arguments of the command line → their values. What is wrong with them is a `UsageError`; nothing here prints or exits, except
that argparse does both for `--help` and `--version`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

import codegen
from codegen.configuration import FORMATTERS, HTTP_LIBRARIES

ERROR_FORMATS = ("text", "json", "github")
SETTINGS = (
    "package",
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
"""What is given beside a SPEC: keys of the configuration, spelled as there."""


class UsageError(Exception):
    """Arguments that are wrong or don't belong together. `usage` says how a command is called."""

    def __init__(self, usage: str, command: str, message: str) -> None:
        super().__init__(message)
        self.usage, self.command, self.message = usage, command, message


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(self.format_usage(), self.prog, message)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The values of all arguments; `name` is the package of the configuration where one is named. Raises `UsageError`."""
    parser = _parser()
    options = parser.parse_args(arguments)
    given = {key: getattr(options, key) for key in SETTINGS if getattr(options, key) is not None}
    options.name = None
    if options.spec is not None and not given and options.spec.isidentifier():
        options.name, options.spec = options.spec, None
    if options.spec is None and given:
        option = "no-client" if "client" in given else next(iter(given)).replace("_", "-")
        parser.error(f"--{option} goes with a SPEC; without one, pyproject.toml says what to generate")
    if options.spec is not None and options.config is not None:
        parser.error("--config goes without a SPEC: it says what to generate")
    missing = [key for key in ("package", "output") if key not in given]
    if options.spec is not None and missing:
        parser.error(f"with a SPEC, --{missing[0]} is needed")
    options.settings = given
    return options


def error_format(arguments: Sequence[str]) -> str:
    """What `--error-format` asks for in arguments that could not be parsed."""
    for at, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--error-format":
            value = value or "".join(arguments[at + 1 : at + 2])
            return value if value in ERROR_FORMATS else ERROR_FORMATS[0]
    return ERROR_FORMATS[0]


_EPILOG = """\
examples:
  codegen generate                                            every package that pyproject.toml configures
  codegen generate my_api                                     one of them
  codegen generate api.yaml --package my_api --output src     src/my_api/
  codegen check                                               whether code and spec agree

exit status:
  0 fine, 1 drift, 2 the document, the configuration or an argument is wrong and nothing was written, 130 interrupted
"""


def _help_formatter(prog: str) -> argparse.HelpFormatter:
    # A width of its own: argparse would load half of shutil to ask the terminal, also when nobody wants help.
    return argparse.HelpFormatter(prog, width=100)


def _verbatim_help_formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, width=100)


def _common() -> _Parser:
    """What may stand before or behind the command: an absent option must not undo what stands at the other place."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS, formatter_class=_help_formatter)
    common.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    common.add_argument("-v", "--verbose", action="store_true", help="show every warning, and how long everything took")
    common.add_argument(
        "--error-format",
        choices=ERROR_FORMATS,
        help="how diagnostics are written: text (default), json (an object a line) or github (annotations of a workflow)",
    )
    return common


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.rpartition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} has no `=` between its two parts")
    return key, value


def _one() -> _Parser:
    """What a package is generated from: every key of the configuration is an option too."""
    one = _Parser(add_help=False, formatter_class=_help_formatter)
    one.add_argument(
        "spec",
        nargs="?",
        metavar="SPEC | NAME",
        help="an OpenAPI document, or one package of pyproject.toml; else all of them",
    )
    one.add_argument(
        "--config", metavar="FILE", help="the file with [tool.codegen] instead of the nearest pyproject.toml"
    )
    one.add_argument("--lenient", action="store_true", help="a dangling reference is a warning, and accepts any value")
    one.add_argument("--strict", action="store_true", help="a warning is an error, unless the configuration allows it")
    with_spec = one.add_argument_group("with a SPEC", "the keys of the configuration, which the README explains")
    with_spec.add_argument("--package", metavar="NAME", help="name of the package to generate from SPEC")
    with_spec.add_argument("--output", metavar="FOLDER", help="folder that holds the package's folder")
    with_spec.add_argument("--formatter", choices=FORMATTERS, help="black (default), ruff or none")
    with_spec.add_argument(
        "--no-client", dest="client", action="store_false", default=None, help="models alone, without a client"
    )
    with_spec.add_argument("--http", choices=HTTP_LIBRARIES, help="the library that the client sends with")
    with_spec.add_argument("--api-key-env", metavar="NAME", help="environment variable that holds the API key")
    with_spec.add_argument("--operation-ids", dest="operation-ids", metavar="HOW", help="clean (default) or as-written")
    for key, metavar, text in (
        ("include-tags", "TAG", "keep operations with this tag"),
        ("exclude-tags", "TAG", "leave out operations with this tag"),
        ("allow-warnings", "CODE", "don't show warnings of this code"),
    ):
        with_spec.add_argument(f"--{key}", dest=key, metavar=metavar, action="append", help=f"{text}; may be repeated")
    for key, metavar, text in (
        ("names", "POINTER=NAME", "the Python name of what stands at a JSON pointer"),
        ("formats", "FORMAT=str", "leave a format as text"),
    ):
        with_spec.add_argument(
            f"--{key}", dest=key, metavar=metavar, type=_pair, action="append", help=f"{text}; may be repeated"
        )
    return one


def _parser() -> _Parser:
    one = _one()
    parser = _Parser(
        prog="codegen",
        description=codegen.__doc__,
        epilog=_EPILOG,
        parents=[_common()],
        formatter_class=_verbatim_help_formatter,
    )
    parser.add_argument("--version", action="version", version=f"response-codegen {codegen.__version__}")
    parser.set_defaults(quiet=False, verbose=False, error_format="text")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    text = "generate packages and write them to disk"
    commands.add_parser(
        "generate", parents=[_common(), one], help=text, description=text, formatter_class=_help_formatter
    )
    text = "say what differs, and why, when a package is not what its spec gives (exit status 1)"
    check = commands.add_parser(
        "check", parents=[_common(), one], help=text, description=text, formatter_class=_help_formatter
    )
    check.add_argument("--full", action="store_true", help="regenerate and compare everything; trust no hash")
    return parser
