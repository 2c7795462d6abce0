"""URLs and header fields, checked before anything is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAME = re.compile(r"[a-z0-9._~-]+")
_IPV6 = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*(?:%25[a-z0-9._~-]+)?")
"""Perhaps with its zone (RFC 6874)."""
_DOT_SEGMENT = re.compile(r"/\.{1,2}(?=/|$)")

Origin = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class BaseURL:
    """Where an API lives.

    `prefix` has no trailing slash; `query` is what the caller's URL held,
    sent with every call.
    """

    prefix: str
    query: str
    origin: Origin

    def join(self, path: str, query: list[str]) -> str:
        """The URL of a path and query pairs that are encoded already.

        Raises ValueError where the path has a `.` or `..` segment.
        """
        if _DOT_SEGMENT.search(path):
            raise ValueError(f"the path {path!r} holds a segment that is '.' or '..'")
        pairs = "&".join([self.query, *query] if self.query else query)
        return f"{self.prefix}{path}?{pairs}" if pairs else self.prefix + path


def parse_base_url(
    url: str, against: BaseURL | None = None, called: str = "base_url"
) -> BaseURL:
    """Checks a base URL, which may be relative to `against`.

    Raises ValueError, which does not repeat a password in it.
    """
    if against is not None and url.startswith("/") and not url.startswith("//"):
        scheme, host, port = against.origin
        host = f"[{host}]" if ":" in host else host
        url = f"{scheme}://{host}{f':{port}' if port else ''}{url}"
    url = url.strip()
    if _CONTROL.search(url):  # some of these would be dropped without a word
        raise ValueError(f"{called} holds a line end or another control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{called} is no URL: {error}") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{called} must be an absolute http or https URL")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            f"{called} must not hold credentials:"
            " give them to http_client, or as a header"
        )
    if not _is_host(parts.hostname, "[" in parts.netloc):
        raise ValueError(f"{called} has no valid host name")
    if parts.fragment:
        raise ValueError(f"{called} must not have a fragment")
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~-._")
    return BaseURL(
        f"{parts.scheme}://{parts.netloc}{path}", parts.query, _origin(parts, port)
    )


def _is_host(name: str, is_bracketed: bool) -> bool:
    if is_bracketed:
        return _IPV6.fullmatch(name) is not None
    if name.isascii():
        return _NAME.fullmatch(name) is not None
    try:
        return bool(name.encode("idna"))
    except UnicodeError:
        return False


def origin(url: str) -> Origin:
    """Scheme, host and port: what credentials belong to (RFC 6454)."""
    parts = urlsplit(url)
    return _origin(parts, parts.port)


def _origin(parts: SplitResult, port: int | None) -> Origin:
    return (
        parts.scheme,
        (parts.hostname or "").lower(),
        port or _DEFAULT_PORTS.get(parts.scheme),
    )


def check_header(name: str, value: object) -> tuple[str, str]:
    """A header field as it may be sent (RFC 9110, section 5).

    Raises ValueError, which does not show the value.
    """
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is no header name")
    if not isinstance(value, str):
        raise TypeError(
            f"the value of header {name} must be str, not {type(value).__name__}"
        )
    if not _FIELD_VALUE.fullmatch(value):
        what = (
            "a line end"
            if "\n" in value or "\r" in value
            else "a character that no header can carry"
        )
        raise ValueError(f"the value of header {name} holds {what}")
    return name, value.strip(" \t")
