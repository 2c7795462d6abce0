"""How the arguments of a method are spelled in `client.py`: `Argument` → name, annotation and default.

Arguments take more than what an answer holds: any sequence for an array, a dict for a model, plain text for an enum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from codegen import ir
from codegen.python.client.arguments import Argument
from codegen.python.client.views import ParameterView, SignatureView
from codegen.python.code.imports import Imports
from codegen.python.code.layout import Chain, Expression, Group, chain, items
from codegen.python.code.text import Code, scalar_literal
from codegen.python.index import Index
from codegen.python.models.annotations import Annotations


class Signatures:
    """Spells arguments in one class, whose methods hide what is in `shadowed`."""

    def __init__(
        self, index: Index, annotations: Annotations, imports: Imports, shadowed: frozenset[str] = frozenset()
    ) -> None:
        self._index, self._annotations, self._imports, self._shadowed = index, annotations, imports, shadowed
        self._pending: set[str] = set()
        """Unions whose variants are being spelled."""
        self._any = imports.spelled("typing", "Any", shadowed)
        self._omit = imports.spelled("._runtime.options", "Omit", shadowed)

    def signature(self, arguments: Iterable[Argument], further: tuple[ParameterView, ...] = ()) -> SignatureView:
        """Positional arguments, those by keyword alone, and `further` ones."""
        positional: list[ParameterView] = []
        keywords: list[ParameterView] = []
        for argument in arguments:
            (positional if argument.is_positional else keywords).append(self._parameter(argument))
        return SignatureView(tuple(positional), (*keywords, *further))

    def overloads(
        self, arguments: tuple[Argument, ...], further: tuple[ParameterView, ...] = ()
    ) -> tuple[SignatureView, ...]:
        """The signatures of a method that takes a body or its members: with the one, with the others. Empty for every other."""
        if not any(argument.has_members for argument in arguments):
            return ()
        whole = (replace(argument, has_members=False) for argument in arguments if not argument.is_member)
        parts = (replace(argument, is_member=False) for argument in arguments if not argument.has_members)
        return self.signature(whole, further), self.signature(parts, further)

    def _parameter(self, argument: Argument) -> ParameterView:
        parts = self.accepted(argument)
        if argument.is_in_path:
            parts = tuple(part for part in parts if part != "None")  # which is refused there
        by_members = argument.has_members or argument.is_member
        if argument.required and not by_members:
            return ParameterView(argument.name, self._union(parts), self._own_default(argument))
        if argument.required or argument.sends_null:
            parts = (*parts, self._options("Omit"))
            return ParameterView(argument.name, self._union(parts), self._options("OMIT"))
        default = argument.constant if not by_members else None
        value = Code("None") if default is None else scalar_literal(default.values[0])
        return ParameterView(argument.name, self._union((*parts, "None")), value)

    def _own_default(self, argument: Argument) -> Code | None:
        """A keyword of which there is one value need not be given, as in a model's constructor."""
        constant = None if argument.is_positional else self._index.only_constant(argument.type)
        return None if constant is None else scalar_literal(constant.values[0])

    def accepted(self, argument: Argument) -> tuple[Expression, ...]:
        """The annotation of an argument, as the parts of a union."""
        content = argument.content
        if argument.is_file or argument.is_open:
            return self._files(argument)
        if content is not None and argument.field is None:
            match content.media:
                case ir.Media.BINARY:
                    # Where the media type depends on the file (or on its boundary), it comes with the bytes.
                    is_open = any(mark in content.media_type for mark in ("*", ",", "multipart/"))
                    kind = "FileContent" if is_open else "FileSource"
                    return (self._imports.name("._runtime.files", kind, self._shadowed),)
                case ir.Media.TEXT | ir.Media.EVENT_STREAM:
                    return (self._builtin("str"),)
                case ir.Media.MULTIPART:
                    return (self._plain_object(),)
                case ir.Media.JSON | ir.Media.FORM | ir.Media.JSON_LINES:
                    pass
        return self.argument(argument.type) if argument.type is not None else (self._typing("Any"),)

    def _files(self, argument: Argument) -> tuple[Expression, ...]:
        """A file, several, or both and what else the type takes."""
        others = self.argument(argument.type) if argument.type is not None and not argument.is_file else ()
        if self._any in others:
            return others
        one = self._imports.name("._runtime.files", "FileContent", self._shadowed)
        found: tuple[Expression, ...] = (one,)
        if argument.is_open or argument.is_list:
            several = items(f"{self._abc('Sequence')}[", [one], "]")
            found = (one, several) if argument.is_open else (several,)
        found = (*found, *others)
        return (*found, "None") if argument.is_nullable and "None" not in found else found

    def argument(self, kind: ir.Type) -> tuple[Expression, ...]:
        """What an argument of a type takes: any sequence for an array, a dict for a model, plain text for an enum."""
        target = self._index.target(kind)
        match target:
            case ir.Nullable(inner):
                return _unique((*(part for part in self.argument(inner) if part != "None"), "None"))
            case ir.ListOf(item):
                return (items(f"{self._abc('Sequence')}[", [self._union(self.argument(item))], "]"),)
            case ir.MapOf(value):
                return (self._mapping(self._union(self.argument(value))),)
            case ir.Named(identifier):
                return self._named(identifier, target)
            case ir.Primitive():
                usual, keeps_text = self._annotations.scalar(target, self._shadowed)
                return (usual, self._builtin("str")) if keeps_text else (usual,)
            case _:
                spelled = self._annotations.tree(target, self._shadowed)
                return spelled.operands if isinstance(spelled, Chain) else (spelled,)

    def _named(self, identifier: str, target: ir.Named) -> tuple[Expression, ...]:
        declaration = self._index[identifier]
        if isinstance(declaration, ir.Union):
            return self._variants(declaration)
        if (
            isinstance(declaration, ir.Alias)
            and isinstance(declaration.type, ir.ListOf | ir.MapOf | ir.Nullable)
            and not self._is_recursive(declaration)
        ):
            return self.argument(declaration.type)
        own = self._annotations.of(target, self._shadowed)
        match declaration:
            case ir.Record():
                return (own, self._plain_object())
            case ir.Enum():
                return (own, self._builtin("str" if declaration.kind is ir.Scalar.STRING else "int"))
            case _:
                return (own,)

    def _variants(self, union: ir.Union) -> tuple[Expression, ...]:
        """Its name, or its variants where it is spelled out; and what stands for models and arrays in it."""
        plain = (self._plain_object(),) if union.open else ()
        if union.id in self._pending:  # it holds itself
            return (self._annotations.of(ir.Named(union.id), self._shadowed), *plain)
        is_expanded = self._index.is_expanded(union.id)
        # What is asked for is imported: of a union that goes by its name, only what will be spelled.
        kinds = [variant.type for variant in union.variants if is_expanded or self._is_container(variant.type)]
        self._pending.add(union.id)
        parts = [part for kind in kinds for part in self.argument(kind)]
        self._pending.remove(union.id)
        if is_expanded:
            unknown = (self._annotations.unknown_variant(self._shadowed),) if union.open else ()
            parts = [*parts, *unknown, *plain]
            return _unique((*(part for part in parts if part != "None"), *(part for part in parts if part == "None")))
        # A container that holds itself goes by its name, which is part of the union's own.
        own = self._annotations.of(ir.Named(union.id), self._shadowed)
        return _unique((own, *plain, *(part for part in parts if isinstance(part, Group))))

    def _is_container(self, kind: ir.Type) -> bool:
        """Whether a type is an array or a map, under a name or not."""
        target = self._index.target(kind)
        declaration = self._index[target.id] if isinstance(target, ir.Named) else None
        return isinstance(declaration.type if isinstance(declaration, ir.Alias) else target, ir.ListOf | ir.MapOf)

    def _is_recursive(self, alias: ir.Alias) -> bool:
        """Whether spelling an alias out would come back to it."""
        todo: list[ir.Type] = [alias.type]
        seen: set[str] = set()
        while todo:
            match todo.pop():
                case ir.ListOf(inner) | ir.MapOf(inner) | ir.Nullable(inner):
                    todo.append(inner)
                case ir.Named(name):
                    declaration = self._index[name]
                    if name == alias.id or name in seen:
                        return True
                    if isinstance(declaration, ir.Alias):
                        seen.add(name)
                        todo.append(declaration.type)
                    elif isinstance(declaration, ir.Union) and self._index.is_expanded(name):
                        seen.add(name)
                        todo.extend(variant.type for variant in declaration.variants)
                case _:
                    pass
        return False

    def _plain_object(self) -> Expression:
        return self._mapping(self._typing("Any"))

    def _mapping(self, value: Expression) -> Expression:
        return items(f"{self._abc('Mapping')}[", [self._builtin("str"), value], "]")

    def _union(self, parts: Iterable[Expression]) -> Expression:
        """Parts joined by `|`, None last, the marker for omitted arguments after it."""
        flat = list(dict.fromkeys(parts))
        if self._any in flat:
            # Any swallows the rest but for what tells a reader how to leave the argument out.
            flat = [part for part in flat if part in ("None", self._any, self._omit)]
        return chain("|", flat)

    def _options(self, name: str) -> Code:
        return self._imports.name("._runtime.options", name, self._shadowed)

    def _abc(self, name: str) -> Code:
        return self._imports.name("collections.abc", name, self._shadowed)

    def _typing(self, name: str) -> Code:
        return self._imports.name("typing", name, self._shadowed)

    def _builtin(self, name: str) -> Code:
        return self._imports.name("builtins", name, self._shadowed)


def _unique(parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
    return tuple(dict.fromkeys(parts))
