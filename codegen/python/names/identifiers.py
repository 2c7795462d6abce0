"""Identifiers of each kind from spec names, and scopes in which no two are the same.

`field`, `type_name`, `member` turn one spec name into the identifier it would like to have; `Scope` settles who gets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from codegen.python.code.text import Code
from codegen.python.names import words

MODEL_ATTRIBUTES = frozenset(
    ("extra_fields", "fields_set", "from_dict", "from_json", "to_dict", "to_json", "replace", "self", "cls")
)
"""Names that a field can't have: the runtime base of all models uses them."""

_NUMERIC_CHARACTERS = frozenset("0123456789")


def _not_keyword(name: str) -> Code:
    return Code(name if words.is_identifier(name) else name + "_")


def _leading_letter(name: str, prefix: str) -> str:
    """Identifiers begin with a letter: a leading digit gets a word in front."""
    return prefix + name if not name or name[0] in _NUMERIC_CHARACTERS else name


@cache
def attribute(spec_name: str, reserved: frozenset[str] = MODEL_ATTRIBUTES, prefix: str = "field") -> Code:
    """snake_case for a field, a method or a parameter: `createdAt` → created_at, `class` → class_, `401k` → field_401k."""
    if spec_name.islower() and spec_name[0] != "_" and spec_name[-1] != "_" and words.is_identifier(spec_name):
        name = spec_name
    else:
        spelled = words.snake(words.split(spec_name))
        name = _leading_letter(spelled, prefix + "_" if spelled else prefix)
    return Code(name + "_") if name in reserved else _not_keyword(name)


def type_name(spec_name: str) -> Code:
    """PascalCase for a class or an alias: `output_item` → OutputItem, `NOT_FOUND` → NotFound, `3d` → Model3d."""
    return class_name(words.calm(spec_name))


def class_name(spelled: tuple[str, ...]) -> Code:
    """The PascalCase identifier that words make."""
    return _not_keyword(_leading_letter(words.pascal(spelled), "Model"))


def member(spec_value: str) -> Code:
    """UPPER_SNAKE_CASE for an enum member: `in_progress` → IN_PROGRESS, `` → EMPTY, `401k` → VALUE_401K."""
    if spec_value == "":
        return Code("EMPTY")
    spelled = words.upper_snake(words.split(spec_value))
    if not spelled:
        spelled = "_".join(words.SYMBOL_NAMES.get(character, f"U{ord(character):04X}") for character in spec_value)
    return _not_keyword(_leading_letter(spelled, "VALUE_"))


def told_apart(spec_name: str) -> tuple[str, ...]:
    """What else a name may go by, in words, where another has the same: what separates its words is named (`foo-bar` → foo dash bar),
    or how it is written is said (`createdAt` → createdAt camel)."""
    named = "".join(
        f" {words.SYMBOL_NAMES[character].lower()} " if character in words.SYMBOL_NAMES else "".join(run)
        for character, run in groupby(spec_name)
    )
    written = "lower" if spec_name.islower() else "upper" if spec_name.isupper() else ""
    written = written or ("camel" if spec_name[:1].islower() else "pascal")
    return (*([named] if named != spec_name else []), f"{spec_name} {written}")


def attributes(spec_name: str, reserved: frozenset[str] = MODEL_ATTRIBUTES, prefix: str = "field") -> tuple[str, ...]:
    """What a field or a parameter may be called, the name that it should have first. Its own spelling comes next, unless it may be
    that of a class: inside of another, type checkers would take the field for it."""
    is_own = words.is_identifier(spec_name) and spec_name[0].islower() and spec_name[-1] != "_"
    own = [spec_name] if is_own and spec_name not in reserved else []
    further = (str(attribute(text, reserved, prefix)) for text in told_apart(spec_name))
    return (attribute(spec_name, reserved, prefix), *own, *further)


class Scope:
    """Names that are taken in one namespace: a class body, a module, a signature."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def take(self, name: str) -> Code:
        """Claims a name that is known to be free."""
        self._taken.add(name)
        return Code(name)

    def first_free(self, candidates: Iterable[str]) -> Code:
        """The first candidate that is free, else the first candidate with a number: the last resort."""
        tried: list[str] = []
        for candidate in candidates:
            if candidate not in self._taken:
                return self.take(candidate)
            tried.append(candidate)
        number = 2
        stem = tried[0].rstrip("_")
        joint = "_" if stem.islower() or stem.isupper() or stem[-1] in _NUMERIC_CHARACTERS else ""
        while f"{stem}{joint}{number}" in self._taken:
            number += 1
        return self.take(f"{stem}{joint}{number}")
