"""Imports as data: a module asks for a name and learns how to spell it there."""

from __future__ import annotations

from collections.abc import Set

from codegen.files import WIDTH
from codegen.python.code.text import Code
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class ImportView:
    """`from module import names`, or `import module` where there are no names."""

    module: Code
    names: tuple[Code, ...]

    @property
    def statement(self) -> Code:
        """The statement, laid out."""
        if not self.names:
            return Code(f"import {self.module}")
        line = f"from {self.module} import {', '.join(self.names)}"
        if len(line) <= WIDTH:
            return Code(line)
        return Code("\n".join([f"from {self.module} import (", *(f"    {name}," for name in self.names), ")"]))


class Imports:
    """The imports of one generated module. Names that the document takes are imported under an alias."""

    def __init__(self, taken: Set[str] = frozenset()) -> None:
        self._taken = taken
        self._names: dict[str, dict[str, None]] = {}
        self._modules: dict[str, None] = {}
        self._public: set[str] = set()

    def name(self, module: str, name: str, shadowed: Set[str] = frozenset()) -> Code:
        """Imports `name` of `module`, and says how to spell it where the names in `shadowed` mean something else."""
        if self._is_qualified(module, name, shadowed):
            self._modules[f"{module} as _{module}"] = None
        elif module != "builtins":
            alias = f"{name} as _{name}" if name in self._taken else name
            self._names.setdefault(module, {})[alias] = None
        return self.spelled(module, name, shadowed)

    def spelled(self, module: str, name: str, shadowed: Set[str] = frozenset()) -> Code:
        """How to spell `name` of `module`, whether it is imported or not."""
        if self._is_qualified(module, name, shadowed):
            return Code(f"_{module}.{name}")
        return Code(f"_{name}" if name in self._taken and module != "builtins" else name)

    def _is_qualified(self, module: str, name: str, shadowed: Set[str]) -> bool:
        """Whether the name is taken where it stands, so that its module has to be named."""
        return name in shadowed or (module == "builtins" and name in self._taken)

    def runtime(self, module: str) -> Code:
        """How to spell a module of the runtime, imported whole under a private name that no name of the document can be."""
        self._names.setdefault("._runtime", {})[f"{module} as _{module}"] = None
        return Code(f"_{module}")

    def own(self, module: str, name: Code) -> None:
        """Imports a name of the document from another module of its package."""
        self._names.setdefault(module, {})[name] = None

    def publish(self, name: Code) -> None:
        """Lets users import an imported name from this module as well: `as` says so to type checkers."""
        self._public.add(name)

    def views(self, library: str | None = None) -> tuple[tuple[ImportView, ...], ...]:
        """Groups, each sorted as isort does: the standard library, a library, then the package's own modules."""
        plain = [ImportView(Code(module), ()) for module in sorted(self._modules)]
        names = [
            ImportView(Code(module), tuple(self._exported(name) for name in sorted(names, key=_isort_key)))
            for module, names in sorted(self._names.items())
        ]
        standard = (*plain, *(view for view in names if not view.module.startswith(".")))
        own = tuple(view for view in names if view.module.startswith("."))
        other = () if library is None else (ImportView(Code(library), ()),)
        return tuple(group for group in (standard, other, own) if group)

    def _exported(self, name: str) -> Code:
        return Code(f"{name} as {name}" if name in self._public else name)


def _isort_key(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
