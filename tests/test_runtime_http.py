"""The parts of the client that no document decides, where they stand: parameter styles, bodies, credentials, URLs, responses."""

from __future__ import annotations

import asyncio
import email
import email.policy
import enum
import io
import json
import math
import pickle
import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates._runtime import response as response_module
from templates._runtime.auth import Authorization, Credentials, Secret, origin, parse_base_url
from templates._runtime.bodies import TextBody, any_json, text_body
from templates._runtime.engine import at_once
from templates._runtime.forms import WholeForm
from templates._runtime.model import UnknownVariant
from templates._runtime.multipart import Multipart
from templates._runtime.options import OMIT
from templates._runtime.parameters import check_header, encode, json_text, path_parameter, path_segments, plain
from templates._runtime.request import (
    Content,
    Operation,
    Request,
    find_reader,
    json_body,
    read_answer,
    read_error,
)
from templates._runtime.response import APIResponse, Headers
from templates._runtime.schemes import Certificate, CookieKey, HeaderKey, QueryKey, basic
from templates._runtime.styles import InCookie, StyledQuery, header_text, path_json, styled_path
from templates.errors import APIDecodeError, APIStatusError, DecodeError, InternalServerError, status_error

# The values of the section "Style Examples" of the OpenAPI Specification 3.1.
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

PathStyle = Literal["simple", "label", "matrix"]


class Colour(enum.StrEnum):
    BLUE = "blue"


class Level(enum.IntEnum):
    HIGH = 3


def query(name: str, value: object, **options: Any) -> str:
    built = StyledQuery()
    built.form(name, value, **options)
    return str(built)


class TestPathStyles:
    @pytest.mark.parametrize(
        ("style", "explode", "value", "text"),
        [
            ("simple", False, "blue", "blue"),
            ("simple", True, "blue", "blue"),
            ("simple", False, ARRAY, "blue,black,brown"),
            ("simple", True, ARRAY, "blue,black,brown"),
            ("simple", False, OBJECT, "R,100,G,200,B,150"),
            ("simple", True, OBJECT, "R=100,G=200,B=150"),
            ("label", False, "blue", ".blue"),
            ("label", True, "blue", ".blue"),
            ("label", False, ARRAY, ".blue,black,brown"),
            ("label", True, ARRAY, ".blue.black.brown"),
            ("label", False, OBJECT, ".R,100,G,200,B,150"),
            ("label", True, OBJECT, ".R=100.G=200.B=150"),
            ("matrix", False, "blue", ";color=blue"),
            ("matrix", True, "blue", ";color=blue"),
            ("matrix", False, ARRAY, ";color=blue,black,brown"),
            ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
            ("matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
            ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
        ],
    )
    def test_the_table(self, style: PathStyle, explode: bool, value: object, text: str) -> None:
        assert styled_path("color", value, style, explode) == text
        if style == "simple" and not explode:
            assert path_parameter("color", value) == text

    @pytest.mark.parametrize("value", ["", ".", "..", [], {}, ["."], ["", ""][:1], None])
    def test_what_a_server_would_drop_or_resolve_is_refused(self, value: object) -> None:
        with pytest.raises(ValueError, match=r"^color must not be"):
            path_parameter("color", value)
        with pytest.raises(ValueError, match=r"^color must not be"):
            styled_path("color", value)

    def test_a_label_can_not_become_a_dot_segment(self) -> None:
        for value in (".", "", [], [""]):
            with pytest.raises(ValueError, match="color"):
                styled_path("color", value, "label")

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (7, "7"),
            (True, "true"),
            (1.5, "1.5"),
            (Colour.BLUE, "blue"),
            (Level.HIGH, "3"),
            (date(2024, 2, 29), "2024-02-29"),
            (datetime(2024, 2, 29, 12, tzinfo=UTC), "2024-02-29T12%3A00%3A00Z"),
            (time(12, 30), "12%3A30%3A00"),
            (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
            (Decimal("1.50"), "1.50"),
            (b"\x00\xff", "AP8%3D"),
            ("a/b?c#d", "a%2Fb%3Fc%23d"),
            ("ä\u2028", "%C3%A4%E2%80%A8"),
        ],
    )
    def test_values(self, value: object, text: str) -> None:
        assert path_parameter("p", value) == text

    @pytest.mark.parametrize("value", [object(), iter("ab"), {1: 2}, {"a": object()}, 1 + 2j])
    def test_other_types_are_refused(self, value: object) -> None:
        with pytest.raises(TypeError):
            path_parameter("p", value)

    @pytest.mark.parametrize("value", [math.nan, math.inf, "\ud800"])
    def test_what_no_url_can_say_is_refused(self, value: object) -> None:
        with pytest.raises(ValueError, match=r"no JSON number|surrogates not allowed"):
            path_parameter("p", value)

    def test_json_content(self) -> None:
        assert path_json("p", {"a": [1]}) == "%7B%22a%22%3A%5B1%5D%7D"

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_segments_can_always_be_told_apart_again(self, text: str) -> None:
        bad = any(segment in ("", ".", "..") for segment in text.split("/"))
        if bad:
            with pytest.raises(ValueError, match="path"):
                path_segments("path", text)
        else:
            encoded = path_segments("path", text)
            assert set(encoded) <= set("/%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
            assert dict(parse_qsl("x=" + encoded.replace("+", "%2B")))["x"] == text


class TestQueryStyles:
    @pytest.mark.parametrize(
        ("explode", "value", "text"),
        [
            (False, "", "color="),
            (True, "", "color="),
            (False, "blue", "color=blue"),
            (True, "blue", "color=blue"),
            (False, ARRAY, "color=blue,black,brown"),
            (True, ARRAY, "color=blue&color=black&color=brown"),
            (False, OBJECT, "color=R,100,G,200,B,150"),
            (True, OBJECT, "R=100&G=200&B=150"),
            (True, [], ""),
            (False, [], ""),
            (True, None, ""),
            (False, [None, None], ""),
            (True, [None, True], "color=true"),
            (False, {"a": None, "b": 1}, "color=b,1"),
            (True, {"a": None, "b": {"c": None}}, "b=%7B%22c%22%3Anull%7D"),
            (True, {"a": {"b": 1}}, "a=%7B%22b%22%3A1%7D"),
            (False, ["a,b", "c"], "color=a%2Cb,c"),
        ],
    )
    def test_form(self, explode: bool, value: object, text: str) -> None:
        assert query("color", value, explode=explode) == text

    @pytest.mark.parametrize(
        ("delimiter", "explode", "value", "text"),
        [
            (" ", False, ARRAY, "color=blue%20black%20brown"),
            (" ", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
            ("|", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
            ("|", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
            ("|", True, ARRAY, "color=blue&color=black&color=brown"),
            (" ", False, "blue", "color=blue"),
            (" ", False, [], ""),
        ],
    )
    def test_delimited(self, delimiter: Literal[" ", "|"], explode: bool, value: object, text: str) -> None:
        built = StyledQuery()
        built.delimited("color", value, delimiter, explode=explode)
        assert str(built) == text

    def test_deep_object(self) -> None:
        built = StyledQuery()
        built.deep_object("color", OBJECT)
        assert str(built) == "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"
        built = StyledQuery()
        built.deep_object("f", {"a": {"b": [1, 2]}, "c": True})
        built.deep_object("l", [{"a": 1, "b": [2]}, {"a": 3}])
        assert parse_qsl(str(built)) == [
            ("f[a][b][0]", "1"),
            ("f[a][b][1]", "2"),
            ("f[c]", "true"),
            ("l[0][a]", "1"),
            ("l[0][b][0]", "2"),
            ("l[1][a]", "3"),
        ]

    def test_json(self) -> None:
        built = StyledQuery()
        built.json("q", {"a": "ä"})
        assert parse_qsl(str(built)) == [("q", '{"a":"ä"}')]

    def test_allow_reserved(self) -> None:
        assert query("q", "a/b?c=d,%2F%", allow_reserved=True) == "q=a/b?c=d,%2F%25"
        assert query("q", "a&b#c+d", allow_reserved=True) == "q=a%26b%23c%2Bd"
        assert encode("a/b") == "a%2Fb"

    @given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text())))
    def test_what_is_sent_is_what_is_read(self, pairs: list[tuple[str, str]]) -> None:
        pairs = [(name, value) for name, value in pairs if not any("\ud800" <= c <= "\udfff" for c in value)]
        built = StyledQuery()
        for name, value in pairs:
            built.form(name, value)
        assert parse_qsl(str(built), keep_blank_values=True) == pairs


def new_request() -> Request[None]:
    return Request(Operation("POST", {}), "/")


class TestHeadersAndCookies:
    @pytest.mark.parametrize(
        ("explode", "value", "text"),
        [
            (False, "blue", "blue"),
            (False, ARRAY, "blue,black,brown"),
            (True, ARRAY, "blue,black,brown"),
            (False, OBJECT, "R,100,G,200,B,150"),
            (True, OBJECT, "R=100,G=200,B=150"),
            (False, True, "true"),
            (False, "50% off", "50% off"),
        ],
    )
    def test_simple(self, explode: bool, value: object, text: str) -> None:
        assert header_text(value, explode) == text

    @pytest.mark.parametrize("value", ["a\nb", "a\rb", "\0", "☃", "\x7f"])
    def test_values_that_no_header_can_carry(self, value: str) -> None:
        with pytest.raises(ValueError, match="X-A") as caught:
            check_header("X-A", value)
        assert value not in str(caught.value)

    @pytest.mark.parametrize("name", ["", "A B", "A:", "Ä", "A\n"])
    def test_names_that_no_header_can_have(self, name: str) -> None:
        with pytest.raises(ValueError, match="header name"):
            check_header(name, "x")

    def test_cookies(self) -> None:
        request = new_request()
        InCookie("color").write(request, "a b")
        InCookie("n", explode=False).write(request, [1, 2])
        assert request.cookies == ["color=a%20b", "n=1,2"]


class TestBodies:
    def test_json_of_plain_data_and_more(self) -> None:
        value = {
            "when": date(2024, 1, 2),
            "level": Level.HIGH,
            "other": UnknownVariant("t", {"type": "t"}),
            "n": 2**60 + 1,
        }
        assert json_text(value) == '{"when":"2024-01-02","level":3,"other":{"type":"t"},"n":1152921504606846977}'
        assert plain({Colour.BLUE: [Colour.BLUE]}) == {"blue": ["blue"]}
        for bad in (math.nan, {"a": math.inf}):
            with pytest.raises(ValueError, match="no JSON number"):
                json_text(bad)

    def test_text_is_utf_8_and_says_so(self) -> None:
        request = new_request()
        TextBody(content_type="text/csv").write(request, "ä")
        assert (request.content, request.content_type) == ("ä".encode(), "text/csv; charset=utf-8")

    def test_form(self) -> None:
        request = new_request()
        WholeForm().write(request, {"a": "x y&z", "b": [1, 2], "c": {"d": [1]}})
        fields = parse_qsl(whole(request.content).decode())
        assert fields == [("a", "x y&z"), ("b", "1"), ("b", "2"), ("c", '{"d":[1]}')]
        assert request.content_type == "application/x-www-form-urlencoded"


def whole(body: bytes | Content | None) -> bytes:
    return body if isinstance(body, bytes) else b"".join(body or ())


class TestMultipart:
    def parts(self, form: Multipart) -> list[tuple[Any, ...]]:
        body, content_type = form.finish()
        message = email.message_from_bytes(
            b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + whole(body), policy=email.policy.HTTP
        )
        return [
            (
                part.get_param("name", header="content-disposition"),
                part.get_filename(),
                part.get_content_type() if part["content-type"] else "",
                part.get_payload(decode=True),
            )
            for part in message.iter_parts()
        ]

    def test_fields_and_files(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(b"{}\r\n--")
        form = Multipart()
        form.field("purpose", "ä")
        form.field("many", [1, True])
        form.field("object", {"a": 1})
        form.field("list", [1], "application/json")
        form.file("one", b"\0\xff")
        form.file("two", path)
        form.file("three", ("n.png", io.BytesIO(b"png")))
        form.file("four", ("n.bin", b"x", "image/gif"))
        form.files("five", [b"1", b"2"])
        with path.open("rb") as opened:
            form.file("six", opened, "text/plain")
            parts = self.parts(form)
        assert parts == [
            ("purpose", None, "", "ä".encode()),
            ("many", None, "", b"1"),
            ("many", None, "", b"true"),
            ("object", None, "application/json", b'{"a":1}'),
            ("list", None, "application/json", b"[1]"),
            ("one", "one", "application/octet-stream", b"\0\xff"),
            ("two", "a.json", "application/json", b"{}\r\n--"),
            ("three", "n.png", "image/png", b"png"),
            ("four", "n.bin", "image/gif", b"x"),
            ("five", "five", "application/octet-stream", b"1"),
            ("five", "five", "application/octet-stream", b"2"),
            ("six", "a.json", "text/plain", b"{}\r\n--"),
        ]

    def test_a_mapping_of_both(self) -> None:
        assert self.parts(Multipart({"a": "x", "b": b"y", "c": [b"1", b"2"]}, {"a": "text/html", "c": "a/b"})) == [
            ("a", None, "text/html", b"x"),
            ("b", "b", "application/octet-stream", b"y"),
            ("c", "c", "a/b", b"1"),
            ("c", "c", "a/b", b"2"),
        ]

    def test_names_can_not_break_out(self) -> None:
        form = Multipart()
        form.file('a"\r\nX-Evil: 1', ('b"\r\n\r\n--x', b""))
        body = whole(form.finish()[0])
        assert b"\r\nX-Evil" not in body
        assert b'name="a%22%0D%0AX-Evil: 1"; filename="b%22%0D%0A%0D%0A--x"' in body
        with pytest.raises(ValueError, match="content type"):
            form.file("a", ("b", b"", "text/plain\r\nX-Evil: 1"))

    def test_text_files_are_refused(self) -> None:
        with pytest.raises(TypeError, match="binary"):
            Multipart().file("a", io.StringIO("x"))  # type: ignore[arg-type]  # the mistake itself
        with pytest.raises(TypeError, match="file of type"):
            Multipart().file("a", 5)  # type: ignore[arg-type]  # the mistake itself


SCHEMES = {
    "bearer": Authorization(),
    "digest": Authorization("Custom"),
    "header": HeaderKey("X-Key"),
    "query": QueryKey("key"),
    "cookie": CookieKey("session"),
    "tls": Certificate(),
}


class TestCredentials:
    def applied(self, alternatives: tuple[tuple[str, ...], ...], **secrets: str) -> Any:
        credentials = Credentials(SCHEMES, secrets)
        chosen = credentials.choose(alternatives)
        return None if chosen is None else at_once(credentials.apply(chosen, is_async=False))

    def test_each_goes_to_its_place(self) -> None:
        applied = self.applied(
            (("bearer", "header", "query", "cookie"),), bearer="b", header="h", query="q &", cookie="c+/="
        )
        assert applied.headers == {"authorization": ("Authorization", "Bearer b"), "x-key": ("X-Key", "h")}
        assert applied.query == ["key=q%20%26"]
        assert applied.cookies == ["session=c+/="]
        assert self.applied((("digest",),), digest="x").headers == {"authorization": ("Authorization", "Custom x")}

    def test_the_first_complete_alternative_is_taken(self) -> None:
        alternatives = (("bearer", "header"), ("query",))
        assert self.applied(alternatives, bearer="b", query="q").query == ["key=q"]
        assert self.applied(alternatives, bearer="b", header="h", query="q").query == []
        assert self.applied(alternatives, bearer="b") is None
        assert self.applied((("tls",),)).headers == {}
        assert self.applied((("tls",), ("query",)), query="q").query == ["key=q"]
        assert self.applied((("tls",), ("query",))).query == []

    def test_optional_credentials_are_sent_when_there_are_any(self) -> None:
        assert self.applied(((), ("bearer",)), bearer="b").headers == {"authorization": ("Authorization", "Bearer b")}
        assert self.applied(((), ("bearer",))).headers == {}
        assert self.applied((), bearer="b").headers == {}

    def test_an_empty_secret_is_none(self) -> None:
        assert self.applied((("bearer",),), bearer="") is None

    def test_basic(self) -> None:
        assert basic("Aladdin", "open sesame") == "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        assert basic("ä", None) == "w6Q6"
        assert basic(None, "x") is None
        with pytest.raises(ValueError, match="colon"):
            basic("a:b", "c")

    def test_a_secret_shows_itself_nowhere(self) -> None:
        secret = Secret("sk-1")
        assert "sk-1" not in repr(secret) + repr(Credentials(SCHEMES, {"bearer": "sk-1"}))
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(secret)
        assert at_once(secret.get(is_async=False)) == "sk-1" == asyncio.run(secret.get(is_async=True))

    def test_a_function_must_give_text(self) -> None:
        with pytest.raises(TypeError, match="str"):
            at_once(Secret(lambda: 5).get(is_async=False))  # type: ignore[arg-type,return-value]  # the mistake itself
        with pytest.raises(TypeError, match="str"):
            asyncio.run(Secret(lambda: 5).get(is_async=True))  # type: ignore[arg-type,return-value]  # the mistake itself


class TestURLs:
    def test_joining(self) -> None:
        base = parse_base_url("HTTPS://API.Example.com:443/v2/?key=1")
        assert base.origin == ("https", "api.example.com", 443) == origin("https://api.example.com/x")
        assert base.join("/pets", ["a=1"]) == "https://API.Example.com:443/v2/pets?key=1&a=1"
        assert parse_base_url("http://[::1]:80/ä b").join("/x", []) == "http://[::1]:80/%C3%A4%20b/x"

    def test_relative_to_another(self) -> None:
        base = parse_base_url("http://[::1]:8080/v1")
        assert parse_base_url("/v2", base).join("/x", []) == "http://[::1]:8080/v2/x"
        with pytest.raises(ValueError, match="absolute"):
            parse_base_url("//evil.example/", base)

    @pytest.mark.parametrize("path", ["/a/../b", "/..", "/.", "/a/./b", "/a/.."])
    def test_no_path_has_dot_segments(self, path: str) -> None:
        with pytest.raises(ValueError, match="segment"):
            parse_base_url("http://x").join(path, [])
        assert parse_base_url("http://x").join("/.../..a/.b", []) == "http://x/.../..a/.b"

    @pytest.mark.parametrize(
        ("left", "right"), [("http://a", "https://a"), ("http://a", "http://b"), ("http://a", "http://a:81")]
    )
    def test_origins_differ(self, left: str, right: str) -> None:
        assert origin(left) != origin(right)
        assert origin(left) == origin(left.upper().replace("HTTP", "http") + ":80")


def answered(content: bytes, status: int = 200, **headers: str) -> APIResponse:
    items = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return APIResponse(status, Headers(items), content, method="GET", url="http://x/y?secret=1")


class TestResponses:
    def test_headers(self) -> None:
        headers = Headers([("X-A", "1"), ("x-a", "2"), ("Set-Cookie", "s=secret")])
        assert (headers["x-A"], headers.get_all("X-A"), list(headers), len(headers)) == (
            "1, 2",
            ["1", "2"],
            ["x-a", "set-cookie"],
            2,
        )
        assert "X-a" in headers
        assert "x-b" not in headers
        assert headers.get("x-b") is None
        assert "secret" not in repr(headers)

    @pytest.mark.parametrize(
        ("content_type", "content", "text"),
        [
            ("text/plain", "ä".encode(), "ä"),
            ("text/plain; charset=latin-1", b"\xe4", "ä"),
            ('text/plain; Charset="utf-16-le"', "ä".encode("utf-16-le"), "ä"),
            ("text/plain; charset=nonsense", "ä".encode(), "ä"),
            ("text/plain; charset=base64", b"abc", "abc"),
            ("text/plain", b"\xff", "\ufffd"),
            ("text/plain", b"\xef\xbb\xbfx", "x"),
        ],
    )
    def test_text_never_fails(self, content_type: str, content: bytes, text: str) -> None:
        assert answered(content, content_type=content_type).text == text

    def test_repr_has_no_query(self) -> None:
        assert repr(answered(b"")) == "<APIResponse 200 GET http://x/y>"

    def test_request_ids(self) -> None:
        assert answered(b"").request_id is None
        assert answered(b"", request_id="a").request_id == "a"
        assert answered(b"", request_id="a", x_request_id="b").request_id == "b"


class TestReading:
    def test_readers_by_status_range_and_default(self) -> None:
        def reader(name: str) -> Callable[[APIResponse], str]:
            return lambda response: name

        readers = {"200": reader("own"), "2XX": reader("range"), "default": reader("default")}
        found = [find_reader(readers, status) for status in (200, 201, 404)]
        assert [read(answered(b"")) for read in found if read is not None] == ["own", "range", "default"]
        assert find_reader({"200": reader("own")}, 404) is None

    def test_json_bodies(self) -> None:
        read = json_body(any_json)
        assert read(answered(b'{"a": 1}', content_type="application/problem+json")) == {"a": 1}
        for response in (
            answered(b"{}", content_type="text/html"),
            answered(b"{", content_type="application/json"),
            answered(b"Infinity"),
        ):
            with pytest.raises(APIDecodeError) as caught:
                read(response)
            assert caught.value.response is response
            assert "secret" not in str(caught.value)

    def test_json_that_does_not_fit(self) -> None:
        def decode(text: bytes) -> int:
            data = any_json(text)
            if not isinstance(data, int):
                raise DecodeError("int", ())
            return data

        operation: Operation[int] = Operation("GET", {"200": json_body(decode)})
        assert read_answer(operation, answered(b"5")) == 5
        with pytest.raises(APIDecodeError):
            read_answer(operation, answered(b'"x"'))

    def test_error_bodies(self) -> None:
        operation: Operation[None] = Operation("GET", {}, errors={"4XX": json_body(any_json), "default": text_body})
        assert read_error(operation, answered(b"[1]", 404)) == [1]
        assert read_error(operation, answered(b"nope", 404)) == "nope"
        assert read_error(operation, answered(b"5", 500)) == "5"
        assert read_error(operation, answered(b"", 500)) is None

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            # FastAPI, Litestar, Hono with Zod
            (
                {"detail": [{"loc": ["body", "rows", 0, "age"], "msg": "Field required", "input": {"pin": "1234"}}]},
                "body.rows[0].age: Field required",
            ),
            (
                {"detail": [{"loc": ["query", "n"], "msg": "no"}, {"loc": ["header"], "msg": "no"}]},
                "query.n: no; header: no",
            ),
            ({"detail": "no such row"}, "no such row"),
            (
                {"detail": "invalid", "extra": [{"message": "an int", "key": "n", "source": "body"}]},
                "invalid; n: an int",
            ),
            ({"error": {"name": "ZodError", "issues": [{"path": ["a", "b"], "message": "short"}]}}, "a.b: short"),
            # RFC 9457 and its predecessor, ASP.NET
            (
                {"title": "Not valid.", "status": 422, "detail": "Two.", "errors": [{"detail": "d", "pointer": "#/a"}]},
                "Not valid. Two. #/a: d",
            ),
            ({"title": "Not valid", "invalid-params": [{"name": "age", "reason": "young"}]}, "Not valid; age: young"),
            ({"title": "Not valid", "errors": {"Name": ["empty", "odd"]}}, "Not valid; Name: empty; Name: odd"),
            # Fields: Django REST framework, Rails, Laravel
            ({"name": ["already exists"]}, "name: already exists"),
            ({"title": ["too long"], "message": ["empty"], "non_field_errors": ["x"]}, "title: too long; empty; x"),
            ({"home": {"street": ["empty"]}, "rows": [{}, {"n": ["odd"]}]}, "home.street: empty; rows[1].n: odd"),
            ([{}, {"name": ["empty"]}], "[1].name: empty"),
            ({"message": "invalid", "errors": {"mail": "taken"}}, "invalid; mail: taken"),
            # JSON:API, GraphQL, class-validator, Google
            ({"errors": [{"source": {"pointer": "/data/x"}, "detail": "short", "code": "E1"}]}, "/data/x: short"),
            ({"errors": [{"message": "m", "path": ["user", 2]}], "data": {"user": "u"}}, "user[2]: m"),
            ({"errors": [{"property": "mail", "constraints": {"isEmail": "odd"}}]}, "mail.isEmail: odd"),
            (
                {
                    "error": {
                        "code": 400,
                        "message": "m",
                        "details": [{"fieldViolations": [{"field": "f", "description": "d"}]}],
                    }
                },
                "m; f: d",
            ),
            ({"error": {"message": "m", "code": "bad_key"}}, "m"),
            ({"message": ["a", "b"], "error": "Refused", "statusCode": 400}, "Refused; a; b"),
            ({"errors": ["a", "b", "a"]}, "a; b"),
            ({"message": "m", "detail": "d"}, "m"),
            ({"errors": [{"title": "t"}]}, "t"),
            ({"error": "e", "error_description": "d"}, "d"),
            ({"message": None, "title": "t"}, "t"),
            ({"Message": "a\n\x1b[31m\u202eb\u2028c"}, "a [31m b c"),
            # Nothing that is known: how the body begins
            ({"state": {"n": 1}}, '{"state": {"n": 1}}'),
            ({"state": "bad"}, '{"state": "bad"}'),
            ([[[[1]]]], "[[[[1]]]]"),
            ("text", "text"),
        ],
    )
    def test_messages(self, body: object, words: str) -> None:
        content = json.dumps(body).encode()
        assert str(status_error(answered(content, 599), None)) == f"599: {words}"

    def test_text(self) -> None:
        error = status_error(
            answered("grün\n\x1b[1m".encode("latin-1"), 500, content_type="text/plain; charset=latin-1"), None
        )
        assert str(error) == "500 Internal Server Error: grün [1m"
        assert type(error) is InternalServerError

    def test_a_status_is_not_said_twice(self) -> None:
        body = {"title": "Not Found", "status": 404, "detail": "no such row"}
        assert str(status_error(answered(json.dumps(body).encode(), 404), body)) == "404 Not Found: no such row"
        assert str(status_error(answered(b'{"detail": "Not Found"}', 404), None)) == "404 Not Found"

    @pytest.mark.parametrize(
        "content",
        [
            b"\x07" * 64_000_000,
            b'{"detail": "' + b"x" * 64_000_000,
            b'{"detail": {' + b'"a": {},' * 100_000 + b'"b": 1}}',
            b'{"a":' * 900 + b"1" + b"}" * 900,
            b"[" * 1_000_000,
        ],
    )
    def test_a_large_body_is_cut_before_it_is_looked_at(self, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        parts = 0
        real = response_module.members_of

        def members(data: dict[str, Any]) -> Any:
            nonlocal parts
            found = real(data)
            parts += len(found)
            return found

        monkeypatch.setattr(response_module, "members_of", members)
        tracemalloc.start()
        try:
            message = str(status_error(answered(content, 500), None))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert message.isprintable()
        assert len(message) < 600
        assert parts <= 400
        assert peak < 16 * 1024 * 1024

    def test_an_error_without_words_says_its_status(self) -> None:
        assert str(status_error(answered(b"", 500), None)) == "500 Internal Server Error"
        assert str(status_error(answered(b"", 418), None, "hint")) == "418 I'm a Teapot (hint)"
        assert type(status_error(answered(b"", 302), None)) is APIStatusError


def test_the_omission_marker() -> None:
    assert not OMIT
    assert repr(OMIT) == "OMIT"
    assert pickle.loads(pickle.dumps(OMIT)) is OMIT


def test_plain_reads_models_and_iterables_once() -> None:
    def generate() -> Iterator[int]:
        yield 1

    assert plain((1, "a")) == [1, "a"]
    assert plain({1: 2}.keys()) == [1]
    with pytest.raises(TypeError):
        plain(generate())


class TestAtOnce:
    """Sync clients run the coroutines that async clients await."""

    def test_what_waits_for_nothing_has_its_result_at_once(self) -> None:
        async def inner() -> int:
            return 5

        async def outer() -> int:
            return await inner() + 1

        assert at_once(outer()) == 6

    def test_errors_pass(self) -> None:
        async def fails() -> None:
            raise KeyError("x")

        with pytest.raises(KeyError):
            at_once(fails())

    def test_what_waits_for_an_event_loop_is_refused_and_ended(self) -> None:
        ended: list[bool] = []

        async def waits() -> None:
            try:
                await asyncio.sleep(0)
            finally:
                ended.append(True)

        with pytest.raises(RuntimeError, match="event loop"):
            at_once(waits())
        assert ended == [True]
