"""Calls that the document does not describe: method, path, query and body come in, a
`Request` goes out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeGuard
from urllib.parse import unquote

from .auth import Alternatives
from .options import Omit
from .parameters import Query, encode_path, encode_rest
from .request import JSONBody, Operation, Request
from .response import APIResponse

_METHOD: Final = re.compile(r"[A-Za-z][A-Za-z_-]*")
_IN_QUERY: Final = "/:@!$&'()*+,;=?"


def undocumented(
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    body: object,
    security: Alternatives,
) -> Request[APIResponse]:
    """A call with the usual credentials, whose answer is the response as it came.

    Raises ValueError for what is no method or no path, and TypeError for what is no
    body.
    """
    if not _METHOD.fullmatch(method):
        raise ValueError(f"{method!r} is no HTTP method")
    if not path.startswith("/"):  # a URL, which may hold secrets: it is not shown
        raise ValueError("a path begins with '/': it is added to base_url")
    path, _, fixed = path.partition("?")
    if not {".", ".."}.isdisjoint(unquote(path).split("/")):
        raise ValueError(f"the path {path!r} holds a segment that is '.' or '..'")
    request = Request(
        Operation(
            method.upper(), {"default": _as_it_came}, accept="*/*", security=security
        ),
        encode_path(path),
        Query(encode_rest(fixed, _IN_QUERY)),
    )
    for name, value in (query or {}).items():
        request.query.form(name, value)
    if _is_bytes(body):
        request.content = bytes(body)
        request.content_type = "application/octet-stream"
    elif not isinstance(body, Omit):
        JSONBody().write(request, body)
    return request


def _is_bytes(body: object) -> TypeGuard[bytes | bytearray]:
    return isinstance(body, (bytes, bytearray, memoryview))


def _as_it_came(response: APIResponse) -> APIResponse:
    return response
