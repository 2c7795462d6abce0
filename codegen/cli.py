"""The command line: reads the arguments, runs a command, and exits with its status. No other module exits.

Status 0: fine. 1: drift. 2: the document, the configuration or an argument is wrong, or a file can't be read or written; nothing
was changed. 130: interrupted.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

import codegen
from codegen.commands.terminal import Terminal
from codegen.configuration import FORMATTERS, Target, load
from codegen.diagnostics import SpecError


def entry() -> None:
    """What the installed command runs."""
    # What a run makes lives until it is written: looking for garbage on the way, and taking everything apart in the end, would be
    # a fifth of the time. Whatever has to be closed is closed by the `with` statement around it.
    gc.disable()
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(status)  # as Python itself does it when nobody reads any more
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    _check_together(parser, options)
    terminal = Terminal(options.error_format, quiet=options.quiet, verbose=options.verbose)
    try:
        with terminal:
            return _run(options, terminal)
    except SpecError as error:
        terminal.problems(error.problems)
        return 2
    except (RecursionError, MemoryError) as error:
        terminal.failure("too-complex", f"the document asks for more than this machine gives ({type(error).__name__})")
        return 2
    except OSError as error:
        where = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        terminal.failure("unreadable-file", f"{where}{error.strerror or error}")
        return 2
    except KeyboardInterrupt:
        terminal.failure("interrupted", "interrupted")
        return 130


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    # Late: each command pays for what it uses; a check with nothing changed loads neither YAML, Jinja nor a formatter.
    if options.command == "generate":
        from codegen.commands.generate import generate

        return generate(_targets(options), terminal)
    from codegen.commands.check import check

    return check(_targets(options), terminal, full=options.full)


def _targets(options: argparse.Namespace) -> tuple[Target, ...]:
    if options.spec is None:
        return load(os.getcwd(), lenient=options.lenient, strict=options.strict)
    # Late, as in `_run`.
    from codegen.configuration.arguments import from_arguments

    target = from_arguments(
        options.spec,
        options.package,
        options.output,
        options.formatter or FORMATTERS[0],
        client=options.client is not False,
        lenient=options.lenient,
        strict=options.strict,
    )
    return (target,)


def _check_together(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Ends with a usage error when arguments don't belong together."""
    settings = {"package": "--package", "output": "--output", "formatter": "--formatter", "client": "--no-client"}
    given = [argument for name, argument in settings.items() if getattr(options, name) is not None]
    if options.spec is None and given:
        parser.error(f"{given[0]} goes with a SPEC; without one, pyproject.toml says what to generate")
    missing = [name for name in ("package", "output") if getattr(options, name) is None]
    if options.spec is not None and missing:
        parser.error(f"with a SPEC, --{missing[0]} is needed")


def _help_formatter(prog: str) -> argparse.HelpFormatter:
    # A width of its own: argparse would load half of shutil to ask the terminal, also when nobody wants help.
    return argparse.HelpFormatter(prog, width=100)


_EPILOG = """\
examples:
  codegen generate                                            every package that pyproject.toml configures
  codegen generate api.yaml --package my_api --output src     src/my_api/
  codegen check                                               whether code and spec agree

exit status:
  0 fine, 1 drift, 2 the document, the configuration or an argument is wrong and nothing was written, 130 interrupted
"""


def _verbatim_help_formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, width=100)


def _common() -> argparse.ArgumentParser:
    """What may stand before or behind the command: an absent option must not undo what stands at the other place."""
    common = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS, formatter_class=_help_formatter
    )
    common.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    common.add_argument("-v", "--verbose", action="store_true", help="say what is done and how long it took")
    common.add_argument(
        "--error-format",
        choices=("text", "json", "github"),
        help="how diagnostics are written: text (default), json (an object a line) or github (annotations of a workflow)",
    )
    return common


def _parser() -> argparse.ArgumentParser:
    one = argparse.ArgumentParser(add_help=False, formatter_class=_help_formatter)
    one.add_argument("spec", nargs="?", metavar="SPEC", help="an OpenAPI document; else what pyproject.toml configures")
    one.add_argument("--package", metavar="NAME", help="name of the package to generate from SPEC")
    one.add_argument("--output", metavar="FOLDER", help="folder that holds the package's folder")
    one.add_argument("--formatter", choices=FORMATTERS, help="black (default), ruff or none")
    one.add_argument(
        "--no-client", dest="client", action="store_false", default=None, help="models alone, without a client"
    )
    one.add_argument("--lenient", action="store_true", help="a dangling reference is a warning, and accepts any value")
    one.add_argument("--strict", action="store_true", help="a warning is an error, unless the configuration allows it")

    parser = argparse.ArgumentParser(
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
