"""What every view of the client is made from."""

from __future__ import annotations

from codegen import ir
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.names.minting import Names
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Project:
    """What the views of a client are made from."""

    api: ir.Api
    index: Index
    names: Names
    formats: Formats
