"""Security schemes without a header `Authorization`: API keys in a header, in the query
or in a cookie, and certificates. Also the secret of a user name with a password.
"""

from __future__ import annotations

import base64
import logging
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from .auth import Applied, Scheme
from .options import REDACTED
from .parameters import encode


@dataclass(frozen=True, slots=True)
class HeaderKey(Scheme):
    """An API key in a header."""

    name: str

    def present(self, applied: Applied, secret: str) -> None:
        applied.add_header(self.name, secret)

    def redact_logs(self) -> None:
        _add_filter(self, HeaderRedaction(self.name), ("hpack.hpack",))


@dataclass(frozen=True, slots=True)
class QueryKey(Scheme):
    """An API key in the query."""

    name: str
    allowed: ClassVar[str] = ".*"

    def present(self, applied: Applied, secret: str) -> None:
        applied.query.append(f"{encode(self.name)}={encode(secret)}")

    def redact_logs(self) -> None:
        _add_filter(self, QueryRedaction(encode(self.name)), _LIBRARY_LOGGERS)


@dataclass(frozen=True, slots=True)
class CookieKey(Scheme):
    """An API key in a cookie, sent as it is (RFC 6265, section 4.1.1)."""

    name: str
    allowed: ClassVar[str] = r'("?)[!#-+\--:<-\[\]-~]*\1'

    def present(self, applied: Applied, secret: str) -> None:
        applied.cookies.append(f"{self.name}={secret}")


class Certificate(Scheme):
    """Mutual TLS, which the connection sees to."""

    needs_secret: ClassVar[bool] = False


def basic(username: str | None, password: str | None) -> str | None:
    """The secret of HTTP basic authentication (RFC 7617); None where there is no
    username. Raises ValueError for a colon in it.
    """
    if username is None:
        return None
    if ":" in username:
        raise ValueError("username must not hold a colon")
    return base64.b64encode(f"{username}:{password or ''}".encode()).decode("ascii")


class QueryRedaction(logging.Filter):
    """Takes the values of a query parameter that is a credential out of the HTTP
    library's own log. `name` is encoded.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._pair = re.compile(rf"([?&]{re.escape(name)}=)[^&#\s]*")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._clean(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._clean(item) for item in record.args)
        return True

    def _clean(self, item: Any) -> Any:
        text = str(item)
        cleaned = self._pair.sub(rf"\g<1>{REDACTED}", text)
        return item if cleaned == text else cleaned


class HeaderRedaction(logging.Filter):
    """Takes the values of a header that is a credential out of the log of HTTP/2, whose
    library knows no more than `Authorization`.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._header = name.lower().encode()

    def filter(self, record: logging.LogRecord) -> bool:
        arguments = record.args
        if isinstance(arguments, tuple) and arguments and self._is_secret(arguments[0]):
            record.args = (arguments[0], REDACTED, *arguments[2:])
        return not str(record.msg).startswith("Encoded header block")

    def _is_secret(self, name: object) -> bool:
        return isinstance(name, bytes) and name.lower() == self._header


_LIBRARY_LOGGERS: Final = (
    *("httpx2", "httpx"),
    *("httpcore2.http11", "httpcore2.http2", "httpcore.http11", "httpcore.http2"),
    "hpack.hpack",
)
_redacted: set[Scheme] = set()


def _add_filter(
    scheme: Scheme, redaction: logging.Filter, loggers: tuple[str, ...]
) -> None:
    """Adds a filter to loggers of the HTTP libraries, once for each scheme."""
    if scheme not in _redacted:
        _redacted.add(scheme)
        for name in loggers:
            logging.getLogger(name).addFilter(redaction)
