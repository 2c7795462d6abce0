"""`python -m codegen` is the command `codegen`."""

from codegen.cli import entry

entry()
