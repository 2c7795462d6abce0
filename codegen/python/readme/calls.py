"""Calls that the package's README can show: the operations that apply, the simplest of each kind first, spelled as statements."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Callable

from codegen import ir
from codegen.python.client import answers
from codegen.python.client.arguments import Argument
from codegen.python.client.methods import Method, Mode
from codegen.python.code.layout import Expression, Group, items, lay_out
from codegen.python.code.text import Code, string_literal
from codegen.python.index import Index
from codegen.python.names import words
from codegen.python.names.minting import Names
from codegen.python.readme.values import SampleCode
from codegen.values import dataclass

_OWN = "asyncio client error example lenient logging main minimal models outcome path patient raw server text tomorrow value watch what"
_TAKEN = frozenset(_OWN.split())
"""Names that the README itself uses."""
_FILE = 'Path("picture.png")'


@dataclass(frozen=True, slots=True)
class CallView:
    """A call: as a statement at the top, in a `try` block, and awaited in a coroutine; with options and in raw form; the first lines
    of a loop over its items and of `with` statements for its stream and its body; and what makes the fake server answer it (None:
    nothing easy).
    """

    statement: Code
    tried: Code
    awaited: Code
    optioned: Code
    raw: Code
    looped: Code
    streamed: Code
    opened: Code
    target: Code
    served: Code | None
    by_members: Code | None
    """The statement with members of the body instead of it, where that can be done."""
    needs_models: bool


class ShownCalls:
    """Finds calls that can be shown."""

    def __init__(self, index: Index, names: Names, calls: tuple[Method, ...]) -> None:
        self._index, self._names, self._calls = index, names, calls
        self._values = SampleCode(index, names)

    def first(
        self,
        applies: Callable[[Method], bool],
        order: Callable[[Method], tuple[bool | int, ...]] | None = None,
        whole: bool = False,
    ) -> CallView | None:
        """The simplest call of a kind that can be written down shortly; `whole`: with its body as a model."""
        found = [call for call in self._calls if applies(call)]
        found.sort(key=order or few)
        return next((view for call in found if (view := self._view(call, whole)) is not None), None)

    def _given(self, call: Method, whole: bool) -> list[tuple[str, Expression]] | None:
        """What a call is given: all that it needs, and its files; None where that would be long."""
        given: list[tuple[str, Expression]] = []
        by_members = _has_members(call) and not whole
        for argument in call.arguments:
            if argument.has_members or argument.is_member:
                is_said = argument.has_members or (argument.required and argument.constant is None)
                is_shown = argument.is_member is by_members and is_said
            else:
                is_shown = argument.required or is_file(argument)
            if is_shown:
                made = self._argument(argument)
                if made is None:
                    return None
                is_positional = argument.is_positional and not argument.is_member
                given.append(("" if is_positional else f"{argument.name}=", made))
        return given if not by_members else self._with_a_member(call, given)

    def _with_a_member(self, call: Method, given: list[tuple[str, Expression]]) -> list[tuple[str, Expression]]:
        """A body of which nothing is required shows one member at least."""
        if not any(argument.is_member and argument.required for argument in call.arguments):
            members = [argument for argument in call.arguments if argument.is_member]
            made = ((f"{member.name}=", self._argument(member)) for member in members)
            given += [(name, value) for name, value in made if value is not None][:1]
        return given

    def _view(self, call: Method, whole: bool) -> CallView | None:
        given = self._given(call, whole)
        if given is None:
            return None
        if call.mode is Mode.DOWNLOAD:
            name = "target_file" if any(argument.name == "target" for argument in call.arguments) else "target"
            given.append((f"{name}=", '"picture.png"'))
        resource, method = call.name.resource, call.name.method
        written = Group(f"client.{resource}.{method}(", tuple(given), ")")
        if len(str(written)) > 160 or call.operation.doc.deprecated:
            return None
        options = ("request_options=", '{"timeout": 5, "extra_headers": {"X-Trace": "1"}}')
        optioned = Group(f"patient.{resource}.{method}(", (*given, options), ")")
        raw = Group(f"client.{resource}.with_raw_response.{method}(", tuple(given), ")")
        streaming = Group(f"client.{resource}.with_streaming_response.{method}(", tuple(given), ")")
        target = self._target(call)
        stem = str(call.name.method).removesuffix("_to_file")
        return CallView(
            statement=Code(lay_out(f"{target} = ", written, "")),
            tried=Code(lay_out(f"{target} = ", written, "", 1)),
            awaited=Code(lay_out(f"{target} = await ", written, "", 2)),
            optioned=Code(lay_out(f"{target} = ", optioned, "")),
            raw=Code(lay_out("raw = ", raw, "")),
            looped=Code(lay_out("for item in ", written, ":")),
            streamed=Code(lay_out("with ", written, " as stream:")),
            opened=Code(lay_out("with ", streaming, " as opened:")),
            target=target,
            served=self._served(call, f"{resource}.{stem}"),
            by_members=self._by_members(call, target) if whole and _has_members(call) else None,
            needs_models="models." in str(written),
        )

    def _by_members(self, call: Method, target: Code) -> Code | None:
        given = self._given(call, False)
        if given is None:
            return None
        return Code(
            lay_out(f"{target} = ", Group(f"client.{call.name.resource}.{call.name.method}(", tuple(given), ")"), "")
        )

    def _argument(self, argument: Argument) -> Expression | None:
        content = argument.content
        if argument.is_file:
            return f"[{_FILE}]" if argument.is_list else _FILE
        if content is not None and argument.field is None and content.media is not ir.Media.JSON:
            return _FILE if content.media is ir.Media.BINARY else '"…"' if content.media is ir.Media.TEXT else None
        return self._values.value(argument.type)

    def _answered(self, call: Method) -> ir.Type | None:
        for response in answers.successes(call.operation):
            content = answers.answered(response)
            if content is not None and content.media is ir.Media.JSON and content.type is not None:
                return self._index.target(content.type)
        return None

    def _target(self, call: Method) -> Code:
        """What the result is called: as its class."""
        kind = self._answered(call)
        if call.mode is not Mode.ANSWER or not isinstance(kind, ir.Named):
            return Code("result")
        return variable(self._names.types[kind.id])

    def _served(self, call: Method, operation: str) -> Code | None:
        """The statement that makes the fake server answer, after a failure where a call that failed is sent again."""
        kind = self._answered(call)
        match kind:
            case ir.Named(identifier):
                answer = self._example(identifier)
            case ir.ListOf(ir.Named(identifier)):
                answer = items("[", [self._example(identifier)], "]")
            case _:
                return None
        failure = ".answer(status=503)" if call.operation.method.upper() in ("GET", "PUT", "DELETE") else ""
        return Code(lay_out("", items(f'server.on("{operation}"){failure}.answer(', [answer], ")"), ""))

    def _example(self, identifier: str) -> Expression:
        name = self._names.types[identifier]
        is_class = isinstance(self._index[identifier], ir.Record)
        return items("example(", [f"models.{name}" if is_class else string_literal(name)], ")")


def plainness(call: Method) -> tuple[bool | int, ...]:
    """A GET with few arguments, of which one is better than none, that answers with a class."""
    (required,) = few(call)
    return (call.operation.method.upper() != "GET", not is_typed(call), abs(required - 1), required)


def few(call: Method) -> tuple[int]:
    """How many arguments it needs."""
    return (sum(map(is_needed, call.arguments)),)


def telling(call: Method) -> tuple[bool, ...]:
    """A body whose members may be given, of which some must be."""
    return (not _has_members(call), not any(each.is_member and each.required for each in call.arguments))


def is_needed(argument: Argument) -> bool:
    """Whether a call can't do without it."""
    return argument.required and not argument.is_member


def is_file(argument: Argument) -> bool:
    """Whether it is sent from a file."""
    content = argument.content
    return argument.is_file or (content is not None and argument.field is None and content.media is ir.Media.BINARY)


def _has_members(call: Method) -> bool:
    """Whether the members of its body may be given instead of it."""
    return any(argument.has_members for argument in call.arguments)


def is_typed(call: Method) -> bool:
    """Whether it answers with a type that has a name."""
    contents = [answers.answered(response) for response in answers.successes(call.operation)]
    return any(content is not None and isinstance(content.type, ir.Named) for content in contents)


def sends_model(call: Method) -> bool:
    """Whether it sends a model, and answers at once."""
    return call.mode is Mode.ANSWER and any(
        (argument.required or argument.has_members)
        and argument.field is None
        and argument.content is not None
        and argument.content.media is ir.Media.JSON
        and isinstance(argument.type, ir.Named)
        for argument in call.arguments
    )


def variable(name: str) -> Code:
    """A variable for an instance of a class."""
    wanted = words.snake(words.split(name))
    is_free = wanted.isidentifier() and not keyword.iskeyword(wanted) and wanted not in _TAKEN
    return Code(wanted if is_free and not hasattr(builtins, wanted) and len(wanted) < 25 else "result")
