"""operationIds that a framework made → what a person called the operation; other operationIds stay as they are.

    read_item_items__item_id__get   FastAPI: function, path, method       → read_item
    ItemsItemIdGetItem              Litestar: path, function              → GetItem
    CatsController_findAll          NestJS, LoopBack: controller, method  → findAll, of CatsFindAll…
    findAllUsingGET_1               Springfox: function, method, a number → findAll
    GetItemsItemTags                method and path                       → GetItemTags
    items_partial_update            the tag, again                        → partial_update, of ItemsPartialUpdate…

A name depends on its own operation alone, until two of them meet: then each of these keeps its operationId.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from codegen import ir
from codegen.python.names import identifiers, words
from codegen.values import dataclass

_VERSION = re.compile(r"v?\d+([._]\d+)*((alpha|beta)\d*)?")
_PARAMETER = re.compile(r"\{([^{}]*)\}")
_CONTROLLER = re.compile(r"(\w*)Controller[_.](.+)", re.ASCII)
_NUMBER = re.compile(r"_\d+$")
_LITESTAR_SEPARATORS = re.compile(r"[!#$%&'*+\-.^_`|~:]+")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_LONG = 40
"""Characters of a name for an operation that are too many: it begins the names of all types inside."""
RESOURCE_ATTRIBUTES = frozenset(("self", "with_raw_response", "with_streaming_response"))
"""Names that a method can't have."""
_ACTIONS = frozenset(
    ("add", "create", "delete", "destroy", "find", "get", "list", "read", "remove", "retrieve", "update")
)
"""Verbs by which a name without separators shows that the tag before it is no verb: `itemsCreate`, but not `searchItems`."""


@dataclass(frozen=True, slots=True)
class _Clean:
    method: str
    """The name inside the resource."""
    stem: str
    """The name among all operations, for the types inside of this one."""


def resource_title(operation: ir.Operation) -> str:
    """What an operation is grouped by: its first tag, else the first literal segment of its path that is no version and not `api`."""
    if operation.tags and operation.tags[0].strip():
        return operation.tags[0]
    for segment in _literal(operation.path):
        if not _is_prefix(segment):
            return segment.partition(":")[0] or segment
    return "default"


def method_names(operations: Iterable[ir.Operation], taken: Iterable[str], *, clean: bool) -> dict[str, str]:
    """Operation id → what its method is called after, for operations of one resource; `taken` are names that are decided already."""
    return _apart(operations, (lambda operation: _clean(operation).method) if clean else written, frozenset(taken))


def type_stems(operations: Iterable[ir.Operation], *, clean: bool) -> dict[str, str]:
    """Operation id → what the inline types of the operation are called after, for all operations."""
    return _apart(operations, (lambda operation: _clean(operation).stem) if clean else written, frozenset())


def written(operation: ir.Operation) -> str:
    """The operationId, or what stands for one that is missing."""
    known = operation.operation_id
    return known if known is not None and words.split(known) else path_name(operation)


def path_name(operation: ir.Operation) -> str:
    """`GET /v1/pets/{petId}/toys` → `get v1 pets by petId toys`."""
    parts = [_PARAMETER.sub(r" by \1 ", part) for part in operation.path.split("/")]
    return " ".join([operation.method.lower(), *parts]).strip()


def _apart(
    operations: Iterable[ir.Operation], wanted: Callable[[ir.Operation], str], taken: frozenset[str]
) -> dict[str, str]:
    """The wanted names; where some of these meet in Python, or meet an operationId, each stays as written."""
    as_written = {operation.id: written(operation) for operation in operations}
    names = {operation.id: wanted(operation) for operation in operations}
    while True:
        spelled = {id: identifiers.attribute(name) for id, name in names.items()}
        uses = Counter(spelled.values())
        met = {id for id, name in spelled.items() if names[id] != as_written[id] and (uses[name] > 1 or name in taken)}
        if not met:
            return names
        names |= {id: as_written[id] for id in met}


def _clean(operation: ir.Operation) -> _Clean:
    id, title = written(operation), resource_title(operation)
    if id != operation.operation_id:
        id = _short_path_name(operation) if len(identifiers.attribute(id)) > _LONG else id
        return _Clean(id, id)
    controller = _CONTROLLER.fullmatch(id)
    if controller is not None:
        action = _unversioned(controller[2], operation)
        return _checked(_Clean(action, f"{controller[1]}_{action}"), id)
    function = _fastapi_function(operation) or _litestar_function(operation) or _spring_function(operation)
    if function is not None:
        stem = function if len(words.split(function)) > 1 else f"{title} {function}"
        return _checked(_Clean(_without_tag(function, title), stem), function)
    by_path = _method_and_path(operation)
    if by_path is not None:
        return _Clean(by_path, by_path)
    own = _without_tag(id, title)
    return _checked(_Clean(own, own if len(id) > _LONG and len(words.split(own)) > 1 else id), id)


def _checked(clean: _Clean, otherwise: str) -> _Clean:
    """The clean name, unless it is no name for a method: a keyword, a number, a name that every resource has."""
    if not clean.method[:1].isalpha() or identifiers.attribute(clean.method, RESOURCE_ATTRIBUTES)[-1] == "_":
        return _Clean(otherwise, clean.stem)
    return clean


def _fastapi_function(operation: ir.Operation) -> str | None:
    """The function of an id as FastAPI's `generate_unique_id` builds it."""
    path, id = re.sub(r"\W", "_", operation.path), written(operation)
    function = id.removesuffix(f"{path}_{operation.method.lower()}")
    return function if function not in ("", id) else None


def _litestar_function(operation: ir.Operation) -> str | None:
    """The function of an id as Litestar's `default_operation_id_creator` builds it."""
    parts = (_PARAMETER.sub(r"\1", segment).title() for segment in operation.path.split("/"))
    prefix = _LITESTAR_SEPARATORS.sub("", "".join(parts))
    id = written(operation)
    rest = id[len(prefix) :]
    return rest if prefix and id.startswith(prefix) and id.isalnum() and rest[:1].isupper() else None


def _spring_function(operation: ir.Operation) -> str | None:
    """The function of an id as Springfox (`findAllUsingGET_1`) and springdoc (`findAll_1`, below the tag of a controller) build it:
    the number tells it from functions of other controllers."""
    id, title = written(operation), resource_title(operation)
    name = _NUMBER.sub("", id)
    function = name.removesuffix(f"Using{operation.method.upper()}")
    return function if function != name or (name != id and title.lower().endswith("-controller")) else None


def _method_and_path(operation: ir.Operation) -> str | None:
    """Names of an id that says the method and all of the path (`GetItemsItemTags`): an item is the singular of its collection."""
    segments = [segment for segment in operation.path.split("/") if segment]
    spelled = [word.lower() for word in words.split(written(operation))]
    while segments:
        said = [operation.method.lower(), *(word.lower() for segment in segments for word in words.split(segment))]
        if said == spelled:
            return " ".join([operation.method.lower(), *_singulars(segments)]) if "{" in operation.path else None
        if not _is_prefix(segments[0]):
            break
        del segments[0]
    return None


def _short_path_name(operation: ir.Operation) -> str:
    """The path in words, without what versions have in front: an item is the singular of its collection."""
    segments = [segment for segment in operation.path.split("/") if segment]
    while len(segments) > 1 and _is_prefix(segments[0]):
        del segments[0]
    return " ".join([operation.method.lower(), *_singulars(segments)])


def _singulars(segments: list[str]) -> list[str]:
    """The words of a path; a collection with the parameter behind it is one item of it."""
    found: list[str] = []
    behind_literal = False
    for segment in segments:
        spelled = list(words.split(segment))
        if "{" not in segment:
            found += spelled
        elif behind_literal and found and words.singular(found[-1]) != found[-1]:
            found[-1] = words.singular(found[-1])
        else:
            found += spelled
        behind_literal = "{" not in segment
    return found


def _unversioned(action: str, operation: ir.Operation) -> str:
    """NestJS adds the version of a route that has one."""
    name, _, version = action.rpartition("_")
    return name if name and version in operation.path.split("/") and _VERSION.fullmatch(version.lower()) else action


def _without_tag(name: str, title: str) -> str:
    """A name without the words of the tag that it begins with."""
    tag = _singular_words(words.split(title))
    ends = [found.start() for found in _SEPARATORS.finditer(name)]
    for end in ends:
        if _singular_words(words.split(name[:end])) == tag:
            return _SEPARATORS.sub("", name[end:], count=1) or name
    spelled = words.split(name)
    rest = spelled[len(tag) :]
    if ends or not rest or _singular_words(spelled[: len(tag)]) != tag:
        return name
    return "_".join(rest) if {rest[0].lower(), rest[-1].lower()} & _ACTIONS else name


def _singular_words(spelled: Iterable[str]) -> list[str]:
    return [words.singular(word).lower() for word in spelled]


def _literal(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment and "{" not in segment]


def _is_prefix(segment: str) -> bool:
    """A segment that versions of an API, or its home, have in front."""
    return segment.lower() == "api" or _VERSION.fullmatch(segment.lower()) is not None
