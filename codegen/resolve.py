"""Finds the target of a `$ref`, in the same file or in another below the spec root.

A reference may be a JSON pointer (percent-encoded too, and through other references on its way), an `$anchor`, an `$id` or a file.
Errors, each with the position of the reference: nothing stands at the target, the target is remote or out of the root, and
references that lead to each other and to nothing else.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

from codegen.diagnostics import Problems, Span, SpecError
from codegen.document.access import Place, describe, unescape_pointer
from codegen.document.identifiers import Identifiers, join
from codegen.source import Node

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_MAX_HOPS = 100


class Workspace:
    """The entry document and the files that references lead to, each read when it is first needed."""

    def __init__(
        self, entry_path: str, entry: Node, read: Callable[[str], Node], problems: Problems, *, lenient: bool = False
    ) -> None:
        """`entry_path` is the path of the entry document as configured (`/` between parts). `read` takes a path relative to the
        folder of the entry document and raises SpecError. With `lenient`, a dangling reference is a warning."""
        self.problems = problems
        self.lenient = lenient
        self._folder, self._entry_name = posixpath.split(entry_path)
        self._read = read
        self.root = Place("", "", entry)
        """The whole entry document."""
        self._files: dict[str, Node | None] = {"": entry}
        self._order: list[str] = [entry_path]
        self._identifiers: dict[str, Identifiers] = {}
        self._targets: dict[tuple[str, str], Place] = {}
        self._reported: set[int] = set()
        self._broken: set[str] = set()

    @property
    def inputs(self) -> tuple[str, ...]:
        """Paths of the files read so far, spelled like the entry path, which comes first."""
        return tuple(self._order)

    def file(self, path: str) -> Place | None:
        """A file that was read already, by its path relative to the spec root (empty: the entry document)."""
        node = self._files.get(path)
        return None if node is None else Place(path, "", node)

    def reference(self, place: Place) -> str | None:
        """The `$ref` of the object at a place; None where there is none, or where it is no string, which is reported."""
        value = place.node.value
        if not isinstance(value, dict):
            return None
        node = value.get("$ref")
        if node is None:
            return None
        if isinstance(node.value, str):
            return node.value
        self.problems.error("wrong-type", f"`$ref` must be a string, not {describe(node)}", node.span)
        return None

    def target(self, place: Place) -> Place | None:
        """The target of the `$ref` of the object at a place, which may be a reference again. A missing one is reported."""
        text = self.reference(place)
        if text is None:
            return None
        node = place.node.value["$ref"] if isinstance(place.node.value, dict) else place.node
        return self.locate(text, place, node)

    def known_target(self, place: Place) -> Place | None:
        """The same among the files that were read already; nothing is reported."""
        node = place.node.value.get("$ref") if isinstance(place.node.value, dict) else None
        if node is None or not isinstance(node.value, str):
            return None
        address = node.value.partition("#")[0]
        count = len(self.problems.found)
        file = self._file_of(address, place, node) if address else place.file
        found = self.locate(node.value, place, node, required=False) if file in self._files else None
        del self.problems.found[count:]
        return found

    def follow(self, place: Place) -> Place | None:
        """The object at a place, or the end of the chain where that is a reference. A missing one is reported."""
        seen: dict[str, Place] = {}
        while self.reference(place) is not None:
            if place.id in seen:
                self.report_loop(tuple(seen.values()))
                return None
            seen[place.id] = place
            found = self.target(place)
            if found is None:
                return None
            place = found
        return place

    def report_loop(self, places: tuple[Place, ...]) -> None:
        """The error for references that lead to each other and to nothing else."""
        first, *others = places
        related = tuple((_reference_span(place), "which refers on from here") for place in others)
        self.problems.error(
            "reference-loop",
            f"`{first.id}` refers to itself and to nothing else",
            _reference_span(first),
            None,
            related,
        )

    def locate(self, text: str, place: Place, node: Node, *, required: bool = True) -> Place | None:
        """The target of the reference `text`, which is the value of `node` in the object at `place`: a `$ref`, or an entry of a
        discriminator's mapping. A missing target is reported once if it is `required`."""
        key = (place.file, text)
        known = self._targets.get(key)
        if known is not None or id(node) in self._reported:
            return known
        file, fragment, found = self._locate(text, place, node)
        if found is None and file is not None and required:
            self._dangling(text, file, fragment, node)
        if found is not None and not self._index(place.file):
            self._targets[key] = found
        if found is None and required:
            self._reported.add(id(node))
        return found

    def _locate(self, text: str, place: Place, node: Node) -> tuple[str | None, str, Place | None]:
        """File, fragment and target. The file is None where the problem was reported already."""
        address, _, fragment = text.partition("#")
        index = self._index(place.file)
        if index:
            scope = index.scope(place.pointer)
            inside = self._identified(join(scope.uri, address) if address else scope.uri)
            if inside is not None:
                found = self._fragment(inside, fragment)
                if found is not None or address:
                    return place.file, fragment, found
        file = place.file if not address else self._file_of(address, place, node)
        if file is None:
            return None, fragment, None
        whole = self._load(file, node)
        if whole is None:
            return None, fragment, None
        return file, fragment, self._fragment(whole, fragment)

    def _index(self, file: str) -> Identifiers | None:
        """The `$id`s and `$anchor`s of a file, None where it has no `$id`."""
        index = self._identifiers.get(file)
        if index is None:
            node = self._files.get(file)
            if node is None:
                return None
            index = self._identifiers[file] = Identifiers(Place(file, "", node))
        return index if index.has_ids else None

    def _identified(self, uri: str) -> Place | None:
        for file in self._files:
            index = self._index(file)
            found = index.resources.get(uri) if index else None
            if found is not None:
                return found
        return None

    def _file_of(self, address: str, place: Place, node: Node) -> str | None:
        """The file that the address part of a reference names, relative to the root; None (reported) when it may not be read."""
        if _SCHEME.match(address) or address.startswith("//"):
            found = self._identified(address)
            if found is not None:
                return found.file
            self.problems.error(
                "remote-ref",
                f"`{address}` is not a file of this document: references are read only from files below the spec's folder",
                node.span,
                "save a copy next to the document and refer to that",
            )
            return None
        path = unquote(address)
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(place.file), path))
        if path.startswith("/") or "\\" in path or "\0" in path or joined == ".." or joined.startswith(("../", "/")):
            self.problems.error(
                "out-of-root-ref",
                f"`{address}` leads out of the spec's folder: references are read only from files below it",
                node.span,
            )
            return None
        return "" if joined in {self._entry_name, "."} else joined

    def _load(self, file: str, node: Node) -> Place | None:
        """A whole file, read when it is first needed. A file with problems of its own is reported by these, once."""
        if file not in self._files:
            try:
                self._files[file] = self._read(file)
                self._order.append(posixpath.join(self._folder, file))
            except SpecError as error:
                self._files[file] = None
                found = [problem for problem in error.problems if problem.span is not None]
                self.problems.found += found
                if found:
                    self._broken.add(file)
        whole = self._files[file]
        if whole is not None:
            return Place(file, "", whole)
        if file not in self._broken:
            self._report_dangling(f"`{file}`, which is referred to here, can't be read", node.span, None)
        return None

    def _fragment(self, whole: Place, fragment: str) -> Place | None:
        """What a fragment points to inside a file or a schema with an `$id`."""
        if fragment == "":
            return whole
        if not fragment.startswith("/"):
            node = self._files.get(whole.file)
            if node is None:
                return None
            self._index(whole.file)
            return self._identifiers[whole.file].anchor(whole.pointer, unquote(fragment))
        tokens = [unescape_pointer(unquote(token)) for token in fragment[1:].split("/")]
        found = self._walk(whole, tokens)
        if found is None and "%" in fragment:
            found = self._walk(whole, [unescape_pointer(token) for token in fragment[1:].split("/")])
        return found

    def _walk(self, place: Place, tokens: list[str]) -> Place | None:
        """The place at a pointer, through references on the way."""
        hops = 0
        for token in tokens:
            child = _child(place, token)
            while child is None and hops < _MAX_HOPS and self.reference(place) is not None:
                hops += 1
                onward = self.target(place)
                if onward is None:
                    return None
                place, child = onward, _child(onward, token)
            if child is None:
                return None
            place = child
        return place

    def _dangling(self, text: str, file: str, fragment: str, node: Node) -> None:
        """Reports that nothing stands where the reference points, with the nearest thing that does stand there."""
        hint = None
        whole = self.file(file)
        if whole is not None and fragment.startswith("/"):
            parent, _, last = fragment.rpartition("/")
            holder = self._fragment(whole, parent)
            keys = list(holder.node.value) if holder is not None and isinstance(holder.node.value, dict) else []
            near = difflib.get_close_matches(unescape_pointer(unquote(last)), keys, n=1, cutoff=0.7)
            if near:
                hint = f"did you mean `{text.partition('#')[0]}#{parent}/{near[0]}`?"
        self._report_dangling(f"nothing stands at `{text}`", node.span, hint)

    def _report_dangling(self, message: str, span: Span, hint: str | None) -> None:
        if self.lenient:
            self.problems.warning("dangling-ref", message + "; any value is accepted here", span, hint)
        else:
            self.problems.error("dangling-ref", message, span, hint)


def _child(place: Place, token: str) -> Place | None:
    value = place.node.value
    if isinstance(value, dict):
        node = value.get(token)
        return None if node is None else place.child(token, node)
    if isinstance(value, list) and token.isascii() and token.isdigit() and int(token) < len(value):
        return place.child(token, value[int(token)])
    return None


def _reference_span(place: Place) -> Span:
    value = place.node.value
    node = value.get("$ref") if isinstance(value, dict) else None
    return node.span if node is not None else place.span
