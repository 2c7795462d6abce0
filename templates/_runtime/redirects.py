"""Redirects: the request that the HTTP library would send next comes in, and is fit to
be sent: it takes no secret to an origin that is not trusted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..errors import APIConnectionError
from .auth import Applied
from .plan import Plan
from .url import Origin, origin
from .wire import HTTPRequest, forget_content, strip_headers

_MOST: Final = 10


def redirect(
    plan: Plan,
    applied: Applied,
    outgoing: HTTPRequest,
    following: HTTPRequest,
    trusts: Callable[[Origin], bool],
) -> None:
    """Leaves nothing secret in the request that a redirect asks for, once it leaves
    the origins that are trusted.

    Raises APIConnectionError for one redirect too many.
    """
    plan.hops += 1
    if plan.hops > _MOST:
        message = f"{plan.method} {plan.shown_url}: more than {_MOST} redirects"
        raise APIConnectionError(message, method=plan.method, url=plan.shown_url)
    if following.method != plan.method:
        forget_content(following)
    if plan.trusted:
        # As the library spells it, which matters for hosts outside ASCII.
        target = origin(str(following.url))
        home = origin(str(outgoing.url))
        # And stays so: what is stripped once does not come back.
        plan.trusted = target == home or trusts(target)
    if plan.trusted:
        for name, (_, value) in applied.headers.items():
            # The library takes it away wherever the origin changes.
            following.headers.setdefault(name, value)
    else:
        strip_headers(following)
