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

from codegen.commands.parser import UsageError, error_format, parse
from codegen.commands.terminal import Terminal
from codegen.configuration import Target, load
from codegen.diagnostics import SpecError


def entry() -> None:
    """What the installed command runs."""
    if sys.getfilesystemencoding() != "utf-8":
        # A locale that can't spell a path must not decide which documents can be read. Python fixes this when it starts.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "codegen", *sys.argv[1:]])
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
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        options = parse(arguments)
    except UsageError as error:
        Terminal(error_format(arguments), quiet=False, verbose=False).usage(error.usage, error.command, error.message)
        return 2
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
        return load(os.getcwd(), file=options.config, only=options.name, lenient=options.lenient, strict=options.strict)
    # Late, as in `_run`.
    from codegen.configuration.arguments import from_arguments

    return (from_arguments(options.spec, options.settings, lenient=options.lenient, strict=options.strict),)
