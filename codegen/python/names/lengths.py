"""Names that are too long: a name made of levels → the same name without levels in the middle.

    PostSubscriptionRequest PaymentSettings PaymentMethodOptions AcssDebit MandateOptions
    → PostSubscriptionRequestAcssDebitMandateOptions

The first level stays, the component or the body of an operation, and so does the last one. A short name depends on its own levels alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.python.names import identifiers, words
from codegen.values import dataclass

LONGEST = 60
"""Characters of a name that are not too many yet."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A name, and where its levels begin: that of an inline schema continues the name of what it stands in."""

    name: str
    starts: tuple[int, ...] = ()

    def extended(self, name: str) -> Trail:
        """The trail of a name inside of this one; one that does not continue it begins anew."""
        if not self.name or not name.startswith(self.name):
            return Trail(name)
        return Trail(name, (*self.starts, len(self.name)) if len(name) > len(self.name) else self.starts)

    def names(self) -> Iterator[str]:
        """The name, or if it is too long, that with as many of the last levels as fit; then those with more of them."""
        if len(self.name) > LONGEST and self.starts:
            first = self.name[: self.starts[0]]
            shorter = [first + self.name[start:] for start in self.starts[1:-1]]
            fitting = [name for name in shorter if len(name) <= LONGEST]
            yield fitting[0] if fitting else self._with_fewer_words(first)
            yield from reversed([name for name in shorter if name not in fitting])
        yield self.name

    def _with_fewer_words(self, first: str) -> str:
        """The first level and the last two, the latter without as many of their first words as are too many: those of the last level
        stay, unless the first level has them too."""
        last = list(words.split(self.name[self.starts[-1] :]))
        before = list(words.split(self.name[self.starts[-2] : self.starts[-1]])) if len(self.starts) > 1 else []
        while before and _length(first, *before, *last) > LONGEST:
            del before[0]
        kept, said = list(last), [words.singular(word).lower() for word in words.split(first)]
        if _length(first, *kept) > LONGEST and words.singular(kept[-1]).lower() == said[-1]:
            del kept[-1]
        while len(kept) > 1 and _length(first, *kept) > LONGEST and words.singular(kept[0]).lower() in said:
            del kept[0]
        return identifiers.class_name((first, *before, *(kept or last)))


def _length(*spelled: str) -> int:
    return sum(map(len, spelled))
