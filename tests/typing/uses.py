"""A user's code: every pattern of a client, a model and the testing aid, with the types that it is promised. Type checkers read it at
their strictest, and it runs against a server in memory."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, assert_type

import httpx
import httpx2
from gallery import (
    APIResponse,
    AsyncClient,
    AsyncPage,
    AsyncStream,
    Attempt,
    Client,
    ConflictError,
    DecodeError,
    NotFoundError,
    Outcome,
    Page,
    RequestOptions,
    Stream,
    codec,
    models,
)
from gallery.errors import (
    APIConnectionError,
    APIDecodeError,
    APIError,
    APIStatusError,
    APIStreamError,
    APITimeoutError,
)
from gallery.testing import (
    FakeAnswer,
    FakeRequest,
    FakeServer,
    Tomorrow,
    example,
    examples,
    minimal,
    tomorrow,
)

# Models


def build() -> models.Picture:
    picture = models.Picture(id="pic_1", title="Sunrise", made=date(1872, 11, 13))
    assert_type(picture.style, models.Style | None)
    assert_type(picture.made, date | Any | None)
    assert picture.made is not None
    assert picture.made.year == 1872
    picture.made = "1872-11-13"
    assert_type(picture.extra_fields, dict[str, Any])
    assert_type(picture.fields_set, frozenset[str])
    assert_type(picture.to_dict(), dict[str, Any])
    assert_type(picture.to_json(), str)
    return picture.replace(style=models.Style.OIL)


def read(text: bytes) -> str:
    try:
        picture = models.Picture.from_json(text)
    except DecodeError as error:
        return error.problems[0].path
    assert_type(picture, models.Picture)
    picture.title = picture.title.upper()
    return picture.title


def paint(picture: models.Picture) -> str:
    """An open enum: all members are no exhaustive match."""
    match picture.style:
        case models.Style.OIL:
            return "oil"
        case models.Style.INK:
            return "ink"
        case None:
            return "nothing"
        case other:
            assert_type(other.is_known, bool)
            return other.value


def material(frame: models.Frame) -> str:
    """A union: its variants and the unknown one are all there is."""
    match frame:
        case models.WoodFrame(tree=tree):
            assert_type(tree, str)
            return tree
        case models.MetalFrame():
            return "polished metal" if frame.polished else "metal"
        case models.UnknownVariant(tag=tag):
            assert_type(frame.raw, Any)
            return f"{tag}"


def frames() -> models.Frame:
    frame = codec.decode_frame({"kind": "GlassFrame", "thickness": 2})
    assert_type(codec.encode_frame(frame), Any)
    return frame


# Calls


def options() -> RequestOptions:
    return {"timeout": (1.0, 5.0, 5.0, 1.0), "max_retries": 1, "extra_headers": {"X-Trace": "1"}}


def client_for(server: FakeServer) -> Client:
    seen: list[Attempt] = []
    ended: list[Outcome] = []
    client = Client(
        api_key=lambda: "secret",
        token=None,
        http_client=server,
        on_request=seen.append,
        on_response=ended.append,
    )
    return client.with_options(max_retries=3, timeout=None)


def undocumented(client: Client) -> int:
    answer = client.request("POST", "/beta/things", query={"a": [1]}, body={"b": None})
    assert_type(answer, APIResponse)
    return answer.status_code


def every_option() -> RequestOptions:
    given = RequestOptions(extra_query={"page": 1}, extra_body={"frame": None})
    given["timeout"] = httpx2.Timeout(5.0)
    given["idempotency_key"] = True
    return given


def own_http_clients() -> int:
    """Proxies, certificates and the like are the HTTP library's; the legacy one will do as well."""
    logging.getLogger("gallery").setLevel(logging.INFO)
    count = 0
    for own in (httpx2.Client(timeout=1.0), httpx.Client(timeout=1.0)):
        with (
            own,
            Client(
                api_key="secret",
                token=lambda: "another",
                base_url="https://gallery.example.com/v2",
                headers={"X-Team": "art"},
                http_client=own,
                trusted_origins=["https://files.example.com"],
            ) as client,
        ):
            assert_type(client.with_options(timeout=(1.0, None, None, 1.0)), Client)
            count += 1
    return count


def call(server: FakeServer) -> models.Picture:
    with client_for(server) as client:
        picture = client.pictures.get("pic_1", request_options=options())
        assert_type(picture, models.Picture)
        assert_type(client.pictures.create(models.NewPicture(title="Dawn")), models.Picture)
        assert_type(client.pictures.create({"title": "Dawn", "style": "chalk"}), models.Picture)
        assert_type(client.pictures.create(title="Dawn", style="oil"), models.Picture)
        client.pictures.create(title="Dawn", request_options=every_option())
        client.pictures.delete(picture.id)
        answer = client.painter.chat(text="Which blue?")
        assert_type(answer, models.Answer)
        return picture


def fail(server: FakeServer) -> str:
    client = Client(api_key="secret", http_client=server, max_retries=0)
    try:
        client.pictures.get("none")
    except NotFoundError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
        assert_type(error.content, bytes)
        assert_type(error.headers["content-type"], str)
        again: object = pickle.loads(pickle.dumps(error))
        assert isinstance(again, NotFoundError)
        body = error.body
        return body.message if isinstance(body, models.Problem) else "?"
    except ConflictError:
        return "conflict"
    except APIStatusError as error:
        return str(error.status_code)
    except APIDecodeError as error:
        return error.problems[0].message
    except APITimeoutError:
        return "too slow"
    except APIConnectionError as error:
        return error.message
    except APIError:
        return "something else"
    return "no error"


def raw(client: Client) -> models.Picture:
    response = client.pictures.with_raw_response.get("pic_1")
    assert_type(response.status_code, int)
    assert_type(response.headers["content-type"], str)
    assert_type(response.content, bytes)
    with client.pictures.with_streaming_response.get("pic_1") as opened:
        assert_type(opened.request_id, str | None)
        assert opened.read() == response.content
    picture = response.parse()
    assert_type(picture, models.Picture)
    return picture


def read_slowly(client: Client, folder: Path) -> int:
    """A body as it comes."""
    with client.pictures.with_streaming_response.content("pic_1") as opened:
        assert_type(opened.iter_bytes(), Iterator[bytes])
        size = sum(len(piece) for piece in opened.iter_bytes(chunk_size=2))
    with client.pictures.with_streaming_response.list() as opened_list:
        assert_type(opened_list.iter_lines(), Iterator[str])
        assert_type(opened_list.parse(), Page[models.Picture, models.PictureList])
    with client.pictures.with_streaming_response.content("pic_1") as opened:
        assert_type(opened.to_file(folder / "copy.png"), int)
    return size


def stream(client: Client) -> str:
    text = ""
    with client.painter.chat_stream(text="Which blue?") as events:
        assert_type(events, Stream[models.ChatEvent])
        try:
            for event in events:
                match event:
                    case models.Delta():
                        text += event.text
                    case models.Done():
                        text += "."
                    case models.UnknownVariant():
                        text += "?"
        except APIStreamError as error:
            text += str(error.body)
    return text


def pages(client: Client) -> list[str]:
    page = client.pictures.list(style=models.Style.INK, after=None)
    assert_type(page, Page[models.Picture, models.PictureList])
    assert_type(page.items, list[models.Picture])
    assert_type(page.answer.next_cursor, str | None)
    assert_type(page.next_page(), Page[models.Picture, models.PictureList] | None)
    for whole in page.pages():
        assert_type(whole.has_next, bool)
    return [picture.title for picture in page]


def files(client: Client, folder: Path) -> int:
    source = folder / "in.png"
    source.write_bytes(b"\x89PNG")
    assert_type(client.pictures.upload(file=source), models.Picture)
    client.pictures.upload(file=("name.png", b"\x89PNG", "image/png"), note="A note")
    with source.open("rb") as file:
        client.pictures.upload(file=file)
    assert_type(client.pictures.content("pic_1"), bytes)

    def progress(done: int, total: int | None) -> None:
        assert total is None or done <= total

    return client.pictures.content_to_file("pic_1", target=folder / "out.png", progress=progress)


# The same, awaited


async def own_async_http_clients() -> None:
    for own in (httpx2.AsyncClient(), httpx.AsyncClient()):
        async with own, AsyncClient(api_key="secret", http_client=own) as client:
            assert_type(client.with_options(max_retries=0), AsyncClient)


async def call_async(server: FakeServer) -> list[str]:
    async def token() -> str:
        return "secret"

    async def watch(outcome: Outcome) -> None:
        assert_type(outcome.retry_in, float | None)

    async with AsyncClient(token=token, http_client=server, on_response=watch) as client:
        assert_type(await client.pictures.get("pic_1"), models.Picture)
        assert_type(await client.request("POST", "/beta/things"), APIResponse)
        response = await client.pictures.with_raw_response.get("pic_1")
        assert_type(response.parse(), models.Picture)
        async with client.pictures.with_streaming_response.content("pic_1") as opened:
            assert_type(await opened.parse(), bytes)
        async with client.pictures.with_streaming_response.content("pic_1") as opened:
            async for piece in opened.iter_bytes():
                assert_type(piece, bytes)
        page = await client.pictures.list()
        assert_type(page, AsyncPage[models.Picture, models.PictureList])
        titles = [picture.title async for picture in page]
        await own_async_http_clients()
        events = await client.painter.chat_stream(models.Question(text="Which blue?"))
        assert_type(events, AsyncStream[models.ChatEvent])
        async with events:
            async for event in events:
                assert_type(event, models.Delta | models.Done | models.UnknownVariant)
        return titles


# The testing aid


def made_up() -> list[models.Picture]:
    picture = example(models.Picture, title="Dusk")
    assert_type(picture, models.Picture)
    assert_type(minimal(models.Picture), models.Picture)
    assert_type(example("Frame"), Any)
    for news in tomorrow(models.Picture):
        assert_type(news, Tomorrow)
        assert_type(news.path, str)
    return list(examples(models.Picture))


def fake(folder: Path) -> FakeServer:
    server = FakeServer()
    picture = example(models.Picture, id="pic_1")

    def get(request: FakeRequest) -> object:
        if request.arguments["picture_id"] == "none":
            return FakeAnswer(models.Problem(message="none such"), status=404)
        return picture

    server.on("pictures.get").handle(get)
    server.on("pictures.create").answer(status=429).answer(picture, status=201)
    server.on("pictures.delete").answer()
    server.on("pictures.upload").answer(picture)
    server.on("GET /pictures/{id}/content").answer(b"\x89PNG", headers={"content-type": "image/png"})
    server.on("pictures.list").answer({"data": [picture], "next_cursor": "two"}).answer(
        models.PictureList(data=[picture.replace(title="Noon")])
    )
    server.on("POST /beta/things").answer({"done": True}, status=202)
    assert_type(server.requests, list[FakeRequest])
    return server


def main(folder: Path) -> dict[str, object]:
    """Everything, run: what came of it."""
    server = fake(folder)
    client = client_for(server)
    server.on("painter.chat").answer(models.Answer(text="This one"))
    results: dict[str, object] = {
        "picture": call(server),
        "error": fail(server),
        "raw": raw(client),
        "pages": pages(client),
        "size": files(client, folder),
        "read slowly": read_slowly(client, folder),
        "own clients": own_http_clients(),
        "painted": paint(build()),
        "read": read(b'{"id": "pic_1", "title": "dawn"}'),
        "unread": read(b"[]"),
        "material": material(frames()),
        "made up": len(made_up()),
        "undocumented": undocumented(client),
    }
    delta = models.Delta(text="Ultra")
    server.on("painter.chat").stream([delta, {"type": "pause"}, models.Done(), "[DONE]"])
    results["stream"] = stream(client)
    return results
