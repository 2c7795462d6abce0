"""What calls of the client raise.

    APIError
      APIConnectionError            no complete answer arrived
        APITimeoutError             … within the time allowed
      APIStatusError                an answer that says no
        BadRequestError             400
        AuthenticationError         401
        PermissionDeniedError       403
        NotFoundError               404
        ConflictError               409
        UnprocessableEntityError    422
        RateLimitError              429
        InternalServerError         500 and above
      APIDecodeError                an answer that is not what the API documents
      APIStreamError                an error that the server reports once it streams
    DecodeError                     from models and codec alone, without the client

All of them can be pickled, and none of them holds a credential.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ._runtime.response import APIResponse, Headers, printable, words_of
from ._runtime.values import DecodeError, DecodeProblem, mismatches

__all__ = [
    "APIConnectionError",
    "APIDecodeError",
    "APIError",
    "APIResponse",
    "APIStatusError",
    "APIStreamError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "DecodeError",
    "DecodeProblem",
    "InternalServerError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "UnprocessableEntityError",
    "mismatches",
]


class APIError(Exception):
    """Any failure of a call. `method` and `url` say which; `url` is without query."""

    def __init__(self, message: str, *, method: str, url: str) -> None:
        super().__init__(message)
        self.message = message
        self.method = method
        self.url = url

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.__class__, self.args, self.__dict__)


def _restore(
    kind: type[APIError], arguments: tuple[Any, ...], state: dict[str, Any]
) -> APIError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


class APIConnectionError(APIError):
    """The server could not be reached, or the connection broke before the
    answer was complete.
    """


class APITimeoutError(APIConnectionError):
    """Connecting, sending or receiving took longer than the timeout allows."""


class _AnswerError(APIError):
    """An error that came with an HTTP response."""

    def __init__(self, response: APIResponse, message: str) -> None:
        super().__init__(message, method=response.method, url=_without_query(response))
        self.response = response

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> Headers:
        return self.response.headers

    @property
    def content(self) -> bytes:
        """The body as it was received."""
        return self.response.content

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its own logs, if it said so."""
        return self.response.request_id


class APIStatusError(_AnswerError):
    """The server answered with a status other than success.

    `body` is the decoded model where the API documents one for this status, otherwise
    plain JSON data, otherwise text; None where nothing was sent.
    """

    def __init__(
        self, response: APIResponse, body: Any, hint: str | None = None
    ) -> None:
        message = _summary(response)
        super().__init__(response, f"{message} ({hint})" if hint else message)
        self.body = body


class BadRequestError(APIStatusError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError):
    """401: credentials are missing or not valid."""


class PermissionDeniedError(APIStatusError):
    """403: the credentials do not allow this."""


class NotFoundError(APIStatusError):
    """404: there is no such thing."""


class ConflictError(APIStatusError):
    """409: the thing is in a state that does not allow this."""


class UnprocessableEntityError(APIStatusError):
    """422: the request is well-formed, but its content is refused."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """500 and above: the server failed."""


class APIDecodeError(_AnswerError):
    """The answer was a success, but its body is not what the API documents.

    `problems` lists what is wrong and where, as DecodeError does (which is the
    `__cause__`); `content` is the body as received, and so are the answers of
    `with_raw_response`.
    """

    def __init__(
        self,
        response: APIResponse,
        message: str,
        problems: tuple[DecodeProblem, ...] = (),
    ) -> None:
        message = f"cannot decode the answer to {_called(response)}: {message}"
        ways = "`content` of this error is what came"
        if response.operation:
            resource, _, name = response.operation.rpartition(".")
            raw = f"`{resource}.with_raw_response.{name}`"
            ways += f", and {raw} hands it over as it is"
        if any(problem.path != "$" for problem in problems):
            ways += '; `on_mismatch="keep"` leaves what does not fit in its place'
        super().__init__(response, f"{message} ({ways})")
        self.problems = problems


class APIStreamError(_AnswerError):
    """The server began a stream and then reported an error in it.

    `body` is what it said: plain JSON data or text.
    """

    def __init__(self, response: APIResponse, body: Any) -> None:
        words = words_of(response)
        reason = f": {words}" if words else ""
        message = f"the stream of {_called(response)} reports an error{reason}"
        super().__init__(response, message)
        self.body = body


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(
    response: APIResponse, body: Any, hint: str | None = None
) -> APIStatusError:
    """The error class that stands for the response's status."""
    default = InternalServerError if response.status_code >= 500 else APIStatusError
    return _BY_STATUS.get(response.status_code, default)(response, body, hint)


def _without_query(response: APIResponse) -> str:
    return response.url.partition("?")[0]


def _called(response: APIResponse) -> str:
    """`pets.get (GET https://…)`."""
    called = f"{response.method} {_without_query(response)}"
    return f"{response.operation} ({called})" if response.operation else called


def _summary(response: APIResponse) -> str:
    """`404 Not Found: no such response [request req_1]`, as far as the
    body has words for people.
    """
    try:
        phrase = HTTPStatus(response.status_code).phrase
    except ValueError:
        phrase = ""
    status = f"{response.status_code} {phrase}".strip()
    words, request_id = words_of(response), response.request_id
    if phrase and f"{words}; ".startswith(f"{phrase}; "):
        words = words[len(phrase) + 2 :]
    request = f" [request {printable(request_id, 100)}]" if request_id else ""
    return f"{status}: {words}{request}" if words else status + request
