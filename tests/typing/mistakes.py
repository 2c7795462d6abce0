"""What a user gets wrong, a line each: both type checkers must object to every line that ends in `# wrong`, and to no other,
but for those where one of them may do so instead (`# or here`)."""

from __future__ import annotations

from gallery import AsyncClient, Client, models
from gallery.errors import APIStatusError
from gallery.testing import FakeServer, example, minimal

client = Client(api_key="secret")

models.Picture(id="pic_1")  # wrong: title is required
models.Picture(id="pic_1", title="Sunrise", size=3)  # wrong: no such field
models.Picture("pic_1", "Sunrise")  # wrong: keywords only
models.Picture(id=1, title="Sunrise")  # wrong: a string
models.Picture(id="pic_1", title="Sunrise", made="1872-11-13").made.year  # wrong: it may be None
models.Picture.from_json(1)  # wrong: text or bytes
models.Picture(id="pic_1", title="Sunrise").style.value  # wrong: it may be None
models.Style.WATER  # wrong: no such member
client.request("GET", "/beta/things", {"a": 1})  # wrong: query is a keyword
client.request("GET", "/beta/things", params={"a": 1})  # wrong: no such argument
models.WoodFrame(kind="MetalFrame", tree="oak")  # wrong: the other variant's constant


def paint(picture: models.Picture) -> str:  # wrong: the enum is open, so this may end without a value
    match picture.style:  # or here
        case models.Style.OIL:
            return "oil"
        case models.Style.INK:
            return "ink"
        case None:
            return ""


def material(frame: models.Frame) -> str:  # wrong: a variant that nobody knows yet is left out
    match frame:  # or here
        case models.WoodFrame():
            return "wood"
        case models.MetalFrame():
            return "metal"


client.pictures.get()  # wrong: an argument is missing
client.pictures.get(7)  # wrong: a string
client.pictures.fetch("pic_1")  # wrong: no such method
client.pictures.create(models.Picture(id="pic_1", title="Sunrise"))  # wrong: another model
client.pictures.get("pic_1").name  # wrong: no such field
client.pictures.get("pic_1", request_options={"retries": 1})  # wrong: no such option
client.pictures.with_raw_response.get("pic_1").title  # wrong: parse() comes first
client.pictures.with_raw_response.get(7)  # wrong: the same arguments
client.pictures.upload(file="in.png")  # wrong: a path, not its text
client.painter.chat_stream(text="?").text  # wrong: a stream has none
for picture in client.pictures.list():
    picture.titel  # wrong: no such field
Client(api_key=7)  # wrong: text, or a function
Client(apikey="secret")  # wrong: no such argument
Client(http_client=object())  # wrong: no HTTP client
Client(on_response=lambda: None)  # wrong: it is given an outcome
AsyncClient(on_request=print, http_client=client)  # wrong: a client is no HTTP client


async def unawaited() -> str:
    asynchronous = AsyncClient(api_key="secret")
    return asynchronous.pictures.get("pic_1").title  # wrong: not awaited


try:
    client.pictures.get("pic_1")
except APIStatusError as error:
    error.status  # wrong: it is called status_code

example(models.Picture).name  # wrong: no such field
minimal(models.Style)  # wrong: no class with fields
example(7)  # wrong: a class or a name
FakeServer().on(7)  # wrong: a name
FakeServer().on("pictures.get").answer(code=404)  # wrong: it is called status
