"""String formats that are standard-library types: how they are spelled, imported, decoded and encoded."""

from __future__ import annotations

from collections.abc import Mapping

from codegen import ir
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    module: str
    type: str
    shape: str
    """Its shape in the runtime's `formats`."""


FORMATS: Mapping[str, Format] = {
    "date-time": Format("datetime", "datetime", "DATE_TIME"),
    "date": Format("datetime", "date", "DATE"),
    "time": Format("datetime", "time", "TIME"),
    "uuid": Format("uuid", "UUID", "UUID_TEXT"),
    "byte": Format("builtins", "bytes", "BYTES"),
    "decimal": Format("decimal", "Decimal", "DECIMAL"),
}


class Formats:
    """The formats in force. The configuration can leave any of them as text (`"date-time" = "str"`), or refuse strings that are not in
    it (`"date-time" = "strict"`); `"*"` stands for all that it doesn't name."""

    def __init__(self, overrides: Mapping[str, str]) -> None:
        meanings = {name: overrides.get(name, overrides.get("*")) for name in FORMATS}
        self._kept = {name: found for name, found in FORMATS.items() if meanings[name] != "str"}
        self._strict = frozenset(name for name, meaning in meanings.items() if meaning == "strict")

    def of(self, primitive: ir.Primitive) -> Format | None:
        """The library type of a string, or None where it stays text."""
        if primitive.kind is not ir.Scalar.STRING or primitive.format is None:
            return None
        return self._kept.get(primitive.format)

    def keeps_text(self, primitive: ir.Primitive) -> bool:
        """Whether a string of a library type stays text where it is not in the format."""
        return self.of(primitive) is not None and primitive.format not in self._strict
