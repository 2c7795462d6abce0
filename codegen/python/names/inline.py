"""What an inline schema would like to be called: a declaration goes in, candidates come out, best first.

    Response.error          → ResponseError             where it stands, items in the singular
    {title: Tool choice}    → ToolChoice                a title that reads like a name and is the only one of its kind
    a variant of Tool       → ToolFunction, ToolWithUrl its tag's constant, its title, a key that the others lack or do not require
    the body of an answer   → ListFilesResponse         its operation

Each candidate is made of words of the document alone, so that names depend on nothing else; `naming` settles who gets which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from codegen import ir
from codegen.python.code.text import Code
from codegen.python.index import Index
from codegen.python.names import identifiers, operation_ids, words
from codegen.python.names.lengths import Trail

_TITLE_WORDS = 5
_TITLE_LENGTH = 48
_KEYS = 3
"""How many required keys a variant is called after at most."""
_BODIES = frozenset({"request", "response"})

_Words = tuple[str, ...]


class InlineNames:
    """`names` is read as it grows: what stands around a declaration usually has its name already. `stems` says what operations are
    called."""

    def __init__(self, api: ir.Api, index: Index, names: Mapping[str, Code], stems: Mapping[str, str]) -> None:
        self._index, self._names, self._stems = index, names, stems
        self._trails: dict[str, Trail] = {}
        self._operations = {operation.id: operation for operation in api.operations}
        self._variants: dict[str, list[ir.Declaration]] = {}
        self._component_titles: Counter[_Words] = Counter()
        self._titles: Counter[_Words] = Counter()
        for declaration in api.declarations:
            hint = declaration.hint
            if hint.component is not None:
                continue
            if hint.parent is not None and _is_variant(hint):
                self._variants.setdefault(hint.parent, []).append(declaration)
            title = tuple(word.lower() for word in _title_words(hint.title))
            self._titles[title] += 1
            if not self._is_in_operation(hint):
                self._component_titles[title] += 1

    def candidates(self, declaration: ir.Declaration) -> Iterator[str]:
        """Names for an inline declaration, best first, none twice. What stands inside of the declaration continues the last one."""
        seen: set[str] = set()
        around = self._trail(declaration.hint.parent)
        for spelled in self._spelled(declaration):
            if not spelled:
                continue
            trail = self._trails[declaration.id] = around.extended(identifiers.class_name(spelled))
            for name in trail.names():
                if name not in seen:
                    seen.add(name)
                    yield name

    def _trail(self, id: str | None) -> Trail:
        """The whole name of a declaration, also where it has a shorter one."""
        if id is None or id in self._trails or id in self._names or id not in self._index.declarations:
            return self._trails.get(id or "") or Trail(self._names.get(id or "", Code("")))
        hint = self._index[id].hint
        return self._trail(hint.parent).extended(identifiers.class_name(self._place(hint)))

    def _spelled(self, declaration: ir.Declaration) -> Iterator[_Words]:
        hint = declaration.hint
        place = self._place(hint)
        title = _title_words(hint.title)
        variant = _is_variant(hint)
        if variant and self._stands_for_union(declaration):
            yield place
        if hint.tag is not None and words.split(hint.tag):
            yield _joined(place, words.calm(hint.tag))
        if title and self._names_alone(hint, title):
            yield title
        if variant:
            if title:
                yield _joined(place, title)
            yield from self._by_key(declaration, place)
            kind = (*place, *words.split(_kind(declaration)))
            if hint.kind not in (None, "object", *(other.hint.kind for other in self._other_records(declaration))):
                yield kind
            yield from self._by_required(declaration, place)
            yield kind
        if hint.item and not hint.words:
            yield _singular(self._parent(hint))
        yield place
        if not variant:
            if title:
                yield _joined(self._parent(hint), title)
                yield _joined(place, title)
            yield (*place, _kind(declaration))
        yield self._place(hint, by_path=True)
        yield (*self._place(hint, by_path=True), _kind(declaration))

    def _stands_for_union(self, variant: ir.Declaration) -> bool:
        """Whether a variant may have the name of its union: nobody reads that one, and no other variant wants it."""
        parent = variant.hint.parent or ""
        return self._index.is_expanded(parent) and len(self._variants[parent]) == 1

    def _names_alone(self, hint: ir.Hint, title: _Words) -> bool:
        """Whether a title is a name without its place: it says more than the place, and nothing else has it. Titles in operations
        (often one for each of many copies) don't count for components, so that an operation renames none of their classes.
        """
        lowered = tuple(word.lower() for word in title)
        if lowered == tuple(word.lower() for word in _own(hint)):
            return False
        if self._is_in_operation(hint):
            return len(title) > 1 and self._titles[lowered] == 1
        return len(title) > 1 or self._component_titles[lowered] == 1

    def _by_key(self, variant: ir.Declaration, place: _Words) -> Iterator[_Words]:
        """A variant that is known by a key: its only one, one that the variants beside it lack, a required one first."""
        if not isinstance(variant, ir.Record):
            return
        if len(variant.fields) == 1:
            yield _joined(place, words.split(variant.fields[0].wire))
        keys = {field.wire for other in self._other_records(variant) for field in other.fields}
        own = [field for field in variant.fields if field.wire not in keys] if keys else []
        for presence in ir.Presence:
            for field in own:
                if field.presence is presence:
                    yield (*place, "with", *words.split(field.wire))

    def _by_required(self, variant: ir.Declaration, place: _Words) -> Iterator[_Words]:
        """A variant that requires a key which no other one requires, or keys that no other one requires together."""
        if not isinstance(variant, ir.Record):
            return
        required = _required(variant)
        elsewhere = [_required(other) for other in self._other_records(variant)]
        if not elsewhere or any(set(each) == set(required) for each in elsewhere):
            return
        for key in required:
            if not any(key in each for each in elsewhere):
                yield (*place, "with", *words.split(key))
        some = [words.split(key) for key in required if not all(key in each for each in elsewhere)]
        if 0 < len(some) <= _KEYS:
            yield (*place, "with", *some[0], *(word for each in some[1:] for word in ("and", *each)))

    def _other_records(self, variant: ir.Declaration) -> list[ir.Record]:
        """The variants of the same union that are objects too."""
        beside = self._variants.get(variant.hint.parent or "", ())
        return [other for other in beside if isinstance(other, ir.Record) and other is not variant]

    def _place(self, hint: ir.Hint, *, by_path: bool = False) -> _Words:
        """Words for where an inline schema stands: its parent's name and the path inside."""
        return _joined(self._parent(hint, by_path=by_path), _own(hint))

    def _parent(self, hint: ir.Hint, *, by_path: bool = False) -> _Words:
        if hint.component is not None:
            return words.split(hint.component)
        if hint.parent is None:
            return ()
        if hint.parent in self._names and not by_path:
            return (self._trail(hint.parent).name,)
        operation = self._operations.get(hint.parent)
        if operation is not None:
            if by_path:
                return words.split(operation_ids.path_name(operation))
            return words.calm(self._stems[operation.id])
        if hint.parent in self._index.declarations:
            return self._place(self._index[hint.parent].hint, by_path=by_path)
        return _pointer_words(hint.parent)

    def _is_in_operation(self, hint: ir.Hint) -> bool:
        while hint.parent is not None and hint.parent in self._index.declarations:
            hint = self._index[hint.parent].hint
        return hint.component is None


def _required(record: ir.Record) -> list[str]:
    return [field.wire for field in record.fields if field.presence is ir.Presence.REQUIRED]


def _is_variant(hint: ir.Hint) -> bool:
    return not hint.words and not hint.item and hint.parent is not None


def _own(hint: ir.Hint) -> _Words:
    """The words of the path inside the parent."""
    own = [word for part in hint.words for word in words.split(part)]
    if hint.item and own:
        own[-1] = words.singular(own[-1])
    return ("item",) if hint.item and not own else tuple(own)


def _singular(place: _Words) -> _Words:
    """What an item of `Categories` is called: `Category`; nothing where the last word is no plural."""
    spelled = [word for part in place for word in words.split(part)]
    last = words.singular(spelled[-1]) if spelled else ""
    return (*spelled[:-1], last) if spelled and last != spelled[-1] else ()


def _kind(declaration: ir.Declaration) -> str:
    """A word for what kind of thing a declaration is; it tells apart what is otherwise called the same."""
    hint = declaration.hint
    if hint.words and hint.words[-1] in _BODIES and not hint.item:
        return "body"
    if hint.kind:
        return hint.kind
    match declaration:
        case ir.Enum():
            return "enum"
        case ir.Union():
            return "union"
        case ir.Record():
            return "object"
        case ir.Alias(type=ir.ListOf()):
            return "list"
        case ir.Alias(type=ir.MapOf()):
            return "map"
        case ir.Alias():
            return "value"


def _joined(place: _Words, own: _Words) -> _Words:
    """`Tool` and `tool_choice` make `ToolChoice`: words in which the one ends and the other begins stand once."""
    if not own:
        return place
    ending = [word.lower() for part in place for word in words.split(part)]
    beginning = [word.lower() for word in own]
    for length in range(min(len(ending), len(own) - 1), 0, -1):
        if ending[-length:] == beginning[:length]:
            return (*place, *own[length:])
    return (*place, *own)


def _title_words(title: str | None) -> _Words:
    """The words of a title that reads like a name: short, letters and digits."""
    if title is None or len(title) > _TITLE_LENGTH:
        return ()
    if not all(character.isalnum() or character in " _-" for character in title) or not title[:1].isalpha():
        return ()
    spelled = words.split(title)
    return spelled if len(spelled) <= _TITLE_WORDS else ()


def _pointer_words(pointer: str) -> _Words:
    """Words for a place that no declaration or operation stands for: the key of a component that nobody uses as a whole, where
    operations were chosen by tag, else the last literal parts of its pointer."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.partition("#")[2].split("/") if part]
    if parts[-2:-1] == ["schemas"]:
        return (identifiers.type_name(parts[-1]),)
    return tuple(word for part in parts[-2:] for word in words.split(part))
