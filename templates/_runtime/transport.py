"""Sends requests and waits for what comes back, which becomes values and errors."""

from __future__ import annotations

import os
import time
from typing import Any, NamedTuple, TypeVar

from ..errors import APIConnectionError
from .attempts import Attempt
from .auth import Applied, Chosen
from .compressed import read_body
from .downloads import Progress, check_target, download
from .engine import Engine
from .items import item_reader
from .opened import Failure, OpenedResponse
from .options import RequestOptions
from .pages import Page, Paging, unasked
from .plan import Plan
from .redirects import redirect
from .request import Request, read_answer
from .response import APIResponse
from .streams import Stream, stream_of
from .wire import HTTPClient, HTTPRequest, HTTPResponse, forget_secrets

__all__ = ["HTTPClient", "Transport"]

T = TypeVar("T")
R = TypeVar("R")


class Sent(NamedTuple):
    """The last attempt of a call, which was answered.

    `failure` says what an error means that comes up while the body is read; `content`
    is the body, unless it is a stream.
    """

    plan: Plan
    chosen: Chosen | None
    received: Any
    failure: Failure
    content: bytes


class Transport(Engine[HTTPClient]):
    """Sends requests and waits for the answers. Threads may share it."""

    def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        return read_answer(request.operation, self.exchange(request, options))

    def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> Stream[T]:
        """Returns the items of an answer as they come. Raises APIError."""
        opened = self.open(request, options)
        try:
            reader = item_reader(request.operation, opened.status_code)
            return stream_of(opened, reader)
        except BaseException:
            opened.close()
            raise

    def download(
        self,
        request: Request[bytes],
        target: str | os.PathLike[str],
        progress: Progress | None = None,
        options: RequestOptions | None = None,
    ) -> int:
        """Writes an answer to a file and returns its size in bytes.

        Raises APIError and OSError.
        """
        check_target(target)
        opened = self.open(request, options)
        try:
            return download(opened, target, progress)
        finally:
            opened.close()

    def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> Page[T, R]:
        """Returns a page that knows the way to the next one. Raises APIError."""
        response = self.exchange(request, options)
        return self.paged(request, paging, options, response)

    def paged(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None,
        response: APIResponse,
    ) -> Page[T, R]:
        """The page that a response holds. Raises APIDecodeError."""
        answer = read_answer(request.operation, response)
        items = paging.read(answer)
        following = paging.following(request, answer, len(items), response)
        return Page(
            items,
            answer,
            following,
            lambda further: self.page(further, paging, unasked(options, further)),
        )

    def exchange(
        self, request: Request[Any], options: RequestOptions | None
    ) -> APIResponse:
        """Returns a success, read to its end. Raises APIError."""
        sent = self._send(request, options, stream=False)
        return self.response(
            request, sent.plan, sent.chosen, sent.received, sent.content
        )

    def open(
        self, request: Request[Any], options: RequestOptions | None
    ) -> OpenedResponse:
        """Returns a success before its body is read; it must be closed.

        Raises APIError.
        """
        plan, chosen, received, failure, _ = self._send(request, options, stream=True)
        opened = OpenedResponse(
            received, plan.method, plan.url, plan.attempt - 1, failure
        )
        if 200 <= opened.status_code < 300:
            return opened
        try:
            content = read_body(received)
        except Exception as error:
            if (failed := failure(error)) is None:
                raise
            raise failed from error
        self.response(request, plan, chosen, received, content)
        raise AssertionError("a status that is no success is an error")

    def _send(
        self, request: Request[Any], options: RequestOptions | None, *, stream: bool
    ) -> Sent:
        """Makes as many attempts as it takes; the last one was answered."""
        plan, chosen = self.plan(request, options)
        trusted, http = plan.trusted, self.http()
        while True:
            applied = self.credentials.apply(chosen or ())
            outgoing = self.outgoing.build(http, plan, applied)
            attempt = self.begin(plan, outgoing)
            if attempt is not None and self.on_request is not None:
                try:
                    self.on_request(attempt)
                except BaseException as error:
                    forget_secrets(error, outgoing)
                    raise
            received: HTTPResponse | None = None
            failure: APIConnectionError | None = None
            content = b""
            try:
                received, content = self._follow(http, outgoing, plan, applied, stream)
            except Exception as error:
                failure = self.failure(plan, outgoing, error)
                if failure is None:
                    raise
                if failure is not error:
                    failure.__cause__ = error
            pause = self.judge(plan, chosen, received, failure)
            if attempt is not None:
                self._report(attempt, plan, outgoing, received, failure, pause)
            if pause is None and received is not None:
                return Sent(
                    plan,
                    chosen,
                    received,
                    self.failing(plan, outgoing),
                    content,
                )
            if pause is None:
                try:
                    raise failure or AssertionError("no answer is a failure")
                finally:
                    # Its traceback holds this frame: the two would keep each other,
                    # and the request's body, until the next garbage collection.
                    failure = None
            if received is not None:
                received.close()
            time.sleep(pause)
            plan.attempt, plan.hops, plan.trusted = plan.attempt + 1, 0, trusted

    def _follow(
        self,
        http: HTTPClient,
        outgoing: HTTPRequest,
        plan: Plan,
        applied: Applied,
        stream: bool,
    ) -> tuple[HTTPResponse, bytes]:
        """Sends a request and follows its redirects. The body comes too, unless it is
        a stream.
        """
        received, content = self._receive(http, outgoing, plan, stream)
        while (following := received.next_request) is not None:
            received.close()
            redirect(plan, applied, outgoing, following, self.planner.trusts)
            received, content = self._receive(http, following, plan, stream)
        return received, content

    def _receive(
        self, http: HTTPClient, request: HTTPRequest, plan: Plan, stream: bool
    ) -> tuple[HTTPResponse, bytes]:
        received: HTTPResponse
        # `auth` of a caller's HTTP client is a credential too, and so are its headers:
        # `strip_headers` saw to those.
        if plan.trusted:
            received = http.send(request, follow_redirects=False, stream=True)
        else:
            received = http.send(
                request, follow_redirects=False, auth=None, stream=True
            )
        if stream:
            return received, b""
        try:
            return received, read_body(received, keep=self.outgoing.is_for_caller)
        except BaseException:
            received.close()
            raise

    def _report(
        self,
        attempt: Attempt,
        plan: Plan,
        outgoing: HTTPRequest,
        received: HTTPResponse | None,
        failure: APIConnectionError | None,
        pause: float | None,
    ) -> None:
        outcome = self.outcome(attempt, plan, received, failure, pause)
        if self.on_response is None:
            return
        try:
            self.on_response(outcome)
        except BaseException as error:
            forget_secrets(error, outgoing)
            if received is not None:
                received.close()
            raise

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            http.close()
