"""The docstrings of methods and clients, in Google style: what the document says about an operation, its arguments, results and errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from codegen import ir
from codegen.files import WIDTH
from codegen.python.client.alternatives import same
from codegen.python.client.answers import successes
from codegen.python.client.arguments import Argument, with_files
from codegen.python.code.text import Code, SpecText
from codegen.python.docs import docstrings as documentation
from codegen.python.docs import remarks
from codegen.python.docs.prose import wrap

_WIDTH = WIDTH - 8
_BRIEF = 2 * _WIDTH
_QUOTES = 2 * '"""'
_LISTED = ("- ", "* ", "+ ")
_ENDS = (".", "!", "?", ":", "`", ")", "]", "}", "…", "|")
_SAYS_NOTHING = re.compile(
    r"(?:\d\d\d|[ .!:-]|\b(?:an?|the|ok(?:ay)?|success(?:ful|fully)?|created|accepted|completed|no|content|default|response|request"
    r"|operation|result|was|is|for \w+)\b)*",
    re.IGNORECASE,
)
"""What many documents say of every answer: OK. Successful operation. 200 response for get_pet."""
_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
    "5XX": "InternalServerError",
}


COMMON = (
    "Every method takes `request_options`, settings of that call alone (`timeout`, `max_retries` …), and raises `APIError` where it fails,"
    " or a class of it."
)


def method(
    operation: ir.Operation,
    arguments: tuple[Argument, ...],
    bodies: Mapping[str, Code],
    returned: str = "",
    notes: Iterable[tuple[str, str]] = (),
    others: Iterable[tuple[str, Code]] = (),
) -> SpecText:
    """`others` are the methods that speak other media types; `bodies` says which type the body of an error has, by status; `returned` what comes back, beside what the document says; `notes`
    what further arguments are. What holds for every method, `COMMON` says once."""
    parts = [
        documentation.docstring(operation.doc).text or _called(operation),
        *_media_types(operation, arguments, dict(others)),
    ]
    items = [_item(each.name, _briefly(each) if each.is_member else _argument(each)) for each in arguments]
    items += [_item(name, text) for name, text in notes]
    if items:
        parts.append("\n".join(["Args:", *items]))
    # A type stands in the signature already.
    returned = "\n\n".join(filter(None, (f"{returned} {_returned(operation)}".strip(), _headers(operation))))
    if returned:
        parts.append("\n".join(["Returns:", *(f"    {line}".rstrip() for line in wrap(returned, _WIDTH - 4))]))
    raised = [
        _item(
            error,
            f"{'Any other status' if status == 'default' else status}. {text}".rstrip()
            + (f" `body` is `{bodies[status]}`." if status in bodies else ""),
        )
        for status, error, text in _raised(operation)
    ]
    if raised:
        parts.append("\n".join(["Raises:", *raised]))
    return SpecText("\n\n".join(parts))


def async_method(operation: ir.Operation, sync_method: str, returned: str = "") -> SpecText:
    """The docstring of a method of an async client: what it is for, and where the rest is said."""
    first = documentation.docstring(operation.doc).text.strip().partition("\n\n")[0]
    first = _called(operation) if not first or _stands_alone(first) else first
    if operation.doc.deprecated and "deprecated" not in first.lower():
        first = f"{first}\n\nDeprecated."
    see = f"See `{sync_method}` for arguments and errors."
    short = f"{_sentence(first)} See `{sync_method}`."
    if not returned and documentation.fits_one_line(short) and len(short) <= _WIDTH - len(_QUOTES):
        return SpecText(short)
    return SpecText("\n\n".join([first, f"{returned} {see}".strip()]))


def _called(operation: ir.Operation) -> str:
    return f"{operation.method} {operation.path}"


def _media_types(operation: ir.Operation, arguments: tuple[Argument, ...], others: Mapping[str, Code]) -> list[str]:
    """Which of several media types the body is sent in, and how the others are had."""
    said = [*_sent(operation, arguments, others), *_answered(operation)]
    if others:
        said.append(f"Other media types: {', '.join(f'`{name}` for `{kind}`' for kind, name in others.items())}.")
    return ["\n".join(wrap(" ".join(said), _WIDTH))] if said else []


def _answered(operation: ir.Operation) -> list[str]:
    kinds = same(operation)
    return [f"The API also answers in {_listed(list(kinds))}, by `Accept` in `extra_headers`."] if kinds else []


def _sent(operation: ir.Operation, arguments: tuple[Argument, ...], offered: Mapping[str, Code]) -> list[str]:
    chosen = next((argument.content for argument in arguments if argument.content is not None), None)
    if operation.body is None or chosen is None:
        return []
    upload = with_files(operation)
    forms = [one.media_type for one in upload.body.contents] if upload is not None and upload.body is not None else []
    known = {*forms, *offered, *chosen.media_type.split(", ")}
    others = [one.media_type for one in operation.body.contents if one.media_type not in known]
    said = [f"The body is sent as `{chosen.media_type}`"]
    said += [f"files go by a method of their own, as {_listed(forms)}"] if forms else []
    said += [f"the API also takes {_listed(others)}"] if others else []
    return [f"{'; '.join(said)}."] if len(said) > 1 else []


def _listed(names: list[str]) -> str:
    spelled = [f"`{name}`" for name in names]
    return " and ".join(filter(None, (", ".join(spelled[:-1]), spelled[-1])))


def common_settings(base_url: str, http_client: str) -> list[tuple[str, str]]:
    """The arguments that every client's constructor has, and what they are; `http_client` is a class of the HTTP library."""
    wait = "Seconds for connecting, and for each wait while sending and receiving. Default: 60. None: no limit."
    retries = "How often a call is sent again that failed in passing, where that does no harm. Default: 2."
    largest = "The largest body that is read whole, once it is decompressed. Default: 256 MiB. None: no limit."
    mismatch = (
        "What is done with a value inside an answer that is not of its documented type: `raise` fails with an APIDecodeError. `keep` leaves "
        "it in its place as it came (fields may then hold any JSON value; `errors.mismatches` lists them) and logs where; a function is "
        "called with the DecodeError instead."
    )
    origins = (
        "URLs of other origins that credentials may go to, by redirects and where operations have servers of their own."
    )
    return [
        ("base_url", base_url),
        ("timeout", wait),
        ("headers", "Sent with every call."),
        (
            "http_client",
            f"An `{http_client}` of your own, for proxies, certificates and the like; it is not closed here.",
        ),
        ("max_retries", retries),
        ("trusted_origins", origins),
        ("max_response_bytes", largest),
        ("on_mismatch", mismatch),
        ("on_request", "Called with each `Attempt` before it is sent, retries included."),
        ("on_response", "Called with each `Outcome`: an answer, or the error instead of one."),
    ]


def settings(arguments: Iterable[tuple[str, str]]) -> SpecText:
    """The docstring of a client's constructor: an entry for each argument."""
    entries = [_item(name, text) for name, text in arguments]
    return SpecText("\n".join(["Opens no connection before the first call.", "", "Args:", *entries]))


def async_settings(http_client: str) -> SpecText:
    """The docstring of an async client's constructor: what differs."""
    differs = f"`http_client` is an `{http_client}`, and functions may be async, those that give secrets and hooks."
    return SpecText(
        "\n".join(["Opens no connection before the first call.", "", f"See `Client` for arguments: {differs}"])
    )


def _argument(argument: Argument) -> str:
    doc = argument.doc
    paragraphs = documentation.prose(doc) or [_plainly(argument)]
    prose = paragraphs[-1] = _sentence(paragraphs[-1])
    said: list[str] = []
    default = argument.parameter.default if argument.parameter else argument.field.default if argument.field else None
    if default is not None:
        said += remarks.default(remarks.json_text(default), prose)
    said += remarks.structured_default(doc.constraints, prose)
    if argument.has_members:
        said.append("Or give its members, by keyword.")
    if argument.parameter is not None and argument.parameter.multi_segment:
        said.append("Slashes stand between segments.")
    said += remarks.limits(doc.constraints, prose)
    said += remarks.examples(doc, prose, () if default is None else (default,))
    if doc.deprecated and "deprecated" not in prose.lower():
        said.append("Deprecated.")
    if argument.content is not None and argument.field is None and argument.content.media is not ir.Media.JSON:
        said.append(f"Sent as `{argument.content.media_type}`.")
    if "\n" in prose or len(paragraphs) > 1:
        return "\n\n".join([*paragraphs, *([" ".join(said)] if said else [])])
    return " ".join([prose, *said])


def _briefly(argument: Argument) -> str:
    """The first sentence on a member of the body. The field of its model has the others."""
    lines = "".join(documentation.prose(argument.doc)[:1]).partition("\n\n")[0].split("\n")
    brief = (
        documentation.first_sentence(_sentence(" ".join(lines)), _BRIEF) if not any(map(_stands_alone, lines)) else ""
    )
    deprecated = " Deprecated." if argument.doc.deprecated and "deprecated" not in brief.lower() else ""
    return f"{brief}{deprecated}".strip() or _plainly(argument)


_PLACES = {
    ir.Location.PATH: "Path parameter",
    ir.Location.QUERY: "Query parameter",
    ir.Location.QUERY_STRING: "The query as a whole",
    ir.Location.HEADER: "Header",
    ir.Location.COOKIE: "Cookie",
}


def _plainly(argument: Argument) -> str:
    """What can be said of an argument that the document does not describe."""
    if argument.parameter is not None:
        place, wire = _PLACES[argument.parameter.location], argument.parameter.wire
    elif argument.field is not None:
        place, wire = "Field of the body", argument.field.wire
    else:
        is_json = argument.content is not None and argument.content.media is ir.Media.JSON
        named = isinstance(argument.type, ir.Named)
        return f"The body{', as a model or as JSON data' if is_json and named else ''}."
    return f"{place}." if wire == argument.name else f"{place} `{wire}`."


def _returned(operation: ir.Operation) -> str:
    texts: list[str] = []
    for response in operation.responses:
        if response.status.startswith("2") or (response.status == "default" and len(operation.responses) == 1):
            text = _said(response)
            if text not in texts and not _SAYS_NOTHING.fullmatch(text):
                texts.append(text)
    return _sentence(" Or: ".join(texts))


def _headers(operation: ir.Operation) -> str:
    """The documented headers of the successes, which are seen by raw access alone."""
    found = {header.wire.lower(): header for response in reversed(successes(operation)) for header in response.headers}
    if not found:
        return ""
    items: list[str] = []
    for header in found.values():
        text = " ".join(" ".join(documentation.prose(header.doc)[:1]).split())
        items.append(f"- `{header.wire}`" + (f": {_sentence(text)}" if text else ""))
    return "\n".join(["Headers, for `with_raw_response`:", "", *items])


def _raised(operation: ir.Operation) -> list[tuple[str, str, str]]:
    """Status, error class and description of the documented errors."""
    found: list[tuple[str, str, str]] = []
    for response in operation.responses:
        status = response.status
        if status.startswith(("2", "1", "3")) or (status == "default" and len(operation.responses) == 1):
            continue
        error = _ERRORS.get(status, "InternalServerError" if status.startswith("5") else "APIStatusError")
        found.append((status, error, _sentence(_said(response))))
    return found


def _said(response: ir.Response) -> str:
    """What the document says about an answer, on one line where it is one paragraph."""
    text = documentation.prose(response.doc)[-1:] or [""]
    lines = text[0].split("\n")
    return text[0] if "" in lines or any(line.lstrip()[:2] in _LISTED for line in lines) else " ".join(lines)


def _sentence(text: str) -> str:
    return text if not text or text.endswith(_ENDS) else f"{text}."


def _item(name: str, text: str) -> str:
    """An entry of a section: what is longer than a line goes on below, indented."""
    lead = f"    {name}:"
    lines = wrap(text, _WIDTH - 8, max(len(lead) + 1 - 8, 0)) if text else []
    if lines and not _stands_alone(lines[0]):
        lead = f"{lead} {lines.pop(0)}"
    return "\n".join(
        [lead if lines or text else lead.removesuffix(":"), *(f"        {line}".rstrip() for line in lines)]
    )


def _stands_alone(line: str) -> bool:
    """Whether a line can't begin after other words: an item of a list, a table, a heading, code."""
    return line.startswith((*_LISTED, "|", "#", "```", "~~~"))
