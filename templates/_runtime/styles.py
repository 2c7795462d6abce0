"""The styles of the OpenAPI parameter object that write a value as pairs of a name and
a text: those of queries, cookies and forms.

What becomes of a pair, subclasses say.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from .plain import JSON, json_text, plain

Style: TypeAlias = Literal[
    "form", "spaceDelimited", "pipeDelimited", "deepObject", "json"
]
"""`json` is no style of the specification: the value has JSON content."""


class Styles:
    """The styles that write a value as pairs of a name and a text."""

    __slots__ = ()

    def add(
        self, name: str, values: list[str], delimiter: str, allow_reserved: bool, /
    ) -> None:
        """Adds a pair; its text is made of several where the style joins them."""
        raise NotImplementedError

    def field(self, name: str, value: object) -> None:
        """Adds a field of a form that has no style."""
        raise NotImplementedError

    def json(self, name: str, value: object) -> None:
        """A value with JSON content."""
        self.add(name, [json_text(value)], "", False)

    def form(
        self,
        name: str,
        value: object,
        *,
        explode: bool = True,
        allow_reserved: bool = False,
    ) -> None:
        """Style `form`: `n=a&n=b`, or `n=a,b` where it does not explode.

        An empty array or object is not sent.
        """
        data = plain(value)
        if isinstance(data, dict):
            if explode:
                for key, item in data.items():
                    self.add(key, [text_of(item)], "", allow_reserved)
                return
            data = _flat(data)
        elif not isinstance(data, list):
            self.add(name, [text_of(data)], "", allow_reserved)
            return
        if explode:
            for item in data:
                self.add(name, [text_of(item)], "", allow_reserved)
        elif data:
            texts = [text_of(item) for item in data]
            self.add(name, texts, ",", allow_reserved)

    def delimited(
        self,
        name: str,
        value: object,
        delimiter: Literal[" ", "|"],
        *,
        explode: bool = False,
        allow_reserved: bool = False,
    ) -> None:
        """Styles `spaceDelimited` and `pipeDelimited`; exploded, they are `form`."""
        data = plain(value)
        if isinstance(data, dict) and not explode:
            data = _flat(data)
        if isinstance(data, list) and not explode:
            if data:
                texts = [text_of(item) for item in data]
                self.add(name, texts, delimiter, allow_reserved)
            return
        self.form(name, data, allow_reserved=allow_reserved)

    def deep_object(
        self, name: str, value: object, *, allow_reserved: bool = False
    ) -> None:
        """Style `deepObject`: `n[key]=value`.

        Deeper objects nest their brackets, and so do arrays by their indexes, which
        the specification leaves open: items that are objects stay apart that way.
        """
        data = plain(value)
        if isinstance(data, dict):
            for key, item in data.items():
                self.deep_object(f"{name}[{key}]", item, allow_reserved=allow_reserved)
        elif isinstance(data, list):
            for at, item in enumerate(data):
                self.deep_object(f"{name}[{at}]", item, allow_reserved=allow_reserved)
        else:
            self.add(name, [text_of(data)], "", allow_reserved)


def write_styled(
    pairs: Styles,
    style: Style,
    name: str,
    value: object,
    explode: bool | None,
    allow_reserved: bool,
) -> None:
    """Writes a value by the name of its style; `explode` is None where the style
    decides (style `form` explodes).
    """
    if style == "form":
        explode = explode is not False
        pairs.form(name, value, explode=explode, allow_reserved=allow_reserved)
    elif style == "deepObject":
        pairs.deep_object(name, value, allow_reserved=allow_reserved)
    elif style == "json":
        pairs.json(name, value)
    else:
        delimiter: Literal[" ", "|"] = " " if style == "spaceDelimited" else "|"
        explode = bool(explode)
        pairs.delimited(
            name, value, delimiter, explode=explode, allow_reserved=allow_reserved
        )


def _flat(data: dict[str, JSON]) -> list[JSON]:
    return [part for pair in data.items() for part in pair]


def text_of(value: JSON) -> str:
    """JSON data as the text that stands in a parameter; what is nested
    deeper than a style reaches is JSON.
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return json_text(value)
