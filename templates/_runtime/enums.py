"""Open enums: a value that the document does not list is a member-like
value of the class, stored nowhere.

It equals its raw value, is encoded as it came, and pickles and copies; `is_known`
tells it from the listed members.
"""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum
from typing import Any, Self


class _OpenEnum(Enum):
    """What open enums of strings and of integers have in common."""

    @property
    def is_known(self) -> bool:
        """Whether the document lists this value."""
        return self._value_ in self.__class__._value2member_map_

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self.__class__, (self._value_,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{self.__class__.__name__}.{self._name_}: {self._value_!r}>"
        return f"<{self.__class__.__name__}: {self._value_!r} (unknown)>"


class OpenStrEnum(_OpenEnum, StrEnum):
    """Strings that the document lists, open to others."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member


class OpenIntEnum(_OpenEnum, IntEnum):
    """Integers that the document lists, open to others."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(int(value)), int(value)
        return member
