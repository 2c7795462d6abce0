"""`dataclass` for values that never change: type checkers see the standard library's own, with `frozen=True` as it is written.

At run time nothing watches over that. Assigning to a field is an error that mypy and pyright report, and both are part of `make lint`;
a frozen class would check every one of the 300,000 values that a large document comes to, for six times the time to make one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from dataclasses import dataclass as _dataclass
    from dataclasses import fields

    def dataclass(*, frozen, slots=True, eq=True):
        """The decorator; equal values hash alike, as those of a frozen class do."""
        assert frozen  # what may change is an ordinary dataclass
        decorate = _dataclass(slots=slots, eq=eq, unsafe_hash=eq, repr=False)

        def decorated(cls):
            made = decorate(cls)
            if "__repr__" not in vars(made):
                made.__repr__ = _shown
            return made

        return decorated

    def _shown(self):
        """One for all classes: compiling one for each is a tenth of what it takes to start."""
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"


__all__ = ["dataclass"]
