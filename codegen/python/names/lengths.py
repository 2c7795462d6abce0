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
_BODIES = ("request", "response")


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
        """The first level and the last two, without as many words as are too many: the first ones of the last level but one, the word
        in which the first level ends too, and words that are there before."""
        last = words.split(self.name[self.starts[-1] :])
        before = words.split(self.name[self.starts[-2] : self.starts[-1]]) if len(self.starts) > 1 else ()
        while before and _length(first, *before, *last) > LONGEST:
            before = before[1:]
        around = words.split(first)
        if _length(first, *before, *last) > LONGEST and len(last) > 1 and _plain(last[-1]) == _plain(around[-1]):
            last = last[:-1]
        # Operations of one path differ in little else than `accounts` and `account`.
        kept = len(around) if _plain(around[-1]) in _BODIES else 1
        return identifiers.class_name(_without_doubles((*around, *before, *last), kept))


def _without_doubles(spelled: tuple[str, ...], index: int) -> tuple[str, ...]:
    """Words of a name that is too long without those that it has before, as many as are too many, from the one at `index` on."""
    while index < len(spelled) - 1 and _length(*spelled) > LONGEST:
        if _plain(spelled[index]) in map(_plain, spelled[:index]):
            spelled = (*spelled[:index], *spelled[index + 1 :])
        else:
            index += 1
    return spelled


def _plain(word: str) -> str:
    return words.singular(word).lower()


def _length(*spelled: str) -> int:
    return sum(map(len, spelled))
