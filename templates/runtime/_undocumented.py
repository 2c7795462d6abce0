"""Calls that the document does not describe: method, path, query and body come in, a
`Request` goes out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from ._auth import Alternatives
from ._parameters import Query
from ._request import Operation, Request
from ._response import APIResponse
from .options import Omit

_METHOD: Final = re.compile(r"[A-Za-z]+")
_IN_PATH: Final = "/%:@!$&'()*+,;=~"
_IN_QUERY: Final = _IN_PATH + "?"


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
    if not path.startswith("/"):
        raise ValueError(f"a path begins with '/', and {path!r} does not")
    path, _, fixed = path.partition("?")
    request = Request(
        Operation(method.upper(), {"default": _as_it_came}, security=security),
        quote(path, safe=_IN_PATH),
        Query(quote(fixed, safe=_IN_QUERY)),
    )
    for name, value in (query or {}).items():
        request.query.form(name, value)
    if isinstance(body, (bytes, bytearray)):
        request.binary(bytes(body))
    elif not isinstance(body, Omit):
        request.json(body)
    return request


def _as_it_came(response: APIResponse) -> APIResponse:
    return response
