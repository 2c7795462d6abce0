"""A zoo in FastAPI: unions with tags that have defaults, parameters that may be null, forms, files, and answers that keep less than the
document says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import (
    APIRouter,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Query,
    Response,
    UploadFile,
)
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.security import APIKeyCookie
from pydantic import BaseModel, ConfigDict, Field

SESSION = 'abc+/=="quoted"'.replace('"', "")
"""What the cookie has to be, byte by byte; an encoder of URLs would change it."""


class Mood(StrEnum):
    CALM = "calm"
    WILD = "wild"


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    name: str
    lives: int = 9
    mother: Cat | None = None


class Fish(BaseModel):
    kind: Literal["fish"] = "fish"
    name: str
    salt: bool | None = None


class Rest(BaseModel):
    type: Literal["rest"] = "rest"


class Stop(BaseModel):
    type: Literal["stop"] = "stop"


Animal = Annotated[Cat | Fish, Field(discriminator="kind")]


class Visit(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: UUID = Field(default_factory=uuid4)
    at: datetime
    day: date
    price: Decimal
    mood: Mood = Mood.CALM
    animals: list[Animal] = []
    note: str | None = None


class VisitUpdate(BaseModel):
    note: str | None = None
    mood: Mood | None = None


visits = APIRouter(prefix="/visits", tags=["visits"])
actions = APIRouter(prefix="/actions", tags=["actions"])
echoes = APIRouter(prefix="/echoes", tags=["echoes"])


@visits.post("", status_code=201)
def create_visit(visit: Visit) -> Visit:
    return visit


@visits.patch("/{visit_id}")
def update_visit(visit_id: str, change: VisitUpdate) -> dict[str, Any]:
    """What was sent, and nothing else: null is not the same as absent."""
    return {"id": visit_id, "change": change.model_dump(exclude_unset=True, mode="json")}


@visits.get("/{visit_id}")
def read_visit(visit_id: str) -> Visit:
    if visit_id == "none":
        raise HTTPException(404, "There is no such visit")
    if visit_id == "odd":  # as a server does that filled its database before the document was written
        odd = {"id": "visit-7", "at": "yesterday", "day": "", "price": "12 EUR", "mood": "sleepy", "extra": {"a": 1}}
        return JSONResponse(odd)  # type: ignore[return-value]  # FastAPI hands a response over as it is
    now = datetime(2026, 2, 3, 4, 5, 6, 789000, UTC)
    animals: list[Cat | Fish] = [Cat(name="Tom", mother=Cat(name="Old Tom")), Fish(name="Wanda")]
    return Visit(at=now, day=now.date(), price=Decimal("12.50"), animals=animals)


@visits.get("/{visit_id}/guide")
def read_guide(visit_id: str) -> Cat | None:
    return Cat(name="Guide") if visit_id == "guided" else None


@visits.delete("/{visit_id}", status_code=204)
def delete_visit(visit_id: str) -> None:
    return None


@actions.post("/any")
def act_any(action: Annotated[Rest | Stop, Body()]) -> dict[str, str]:
    return {"did": action.type}


@actions.post("/tagged")
def act_tagged(action: Annotated[Rest | Stop, Body(discriminator="type")]) -> dict[str, str]:
    return {"did": action.type}


@echoes.get("/query")
def echo_query(
    word: str | None = None,
    since: datetime | None = None,
    day: date | None = None,
    ids: Annotated[list[UUID] | None, Query()] = None,
    mood: Mood | None = None,
    count: Annotated[int | None, Query(ge=1)] = None,
    x_token: Annotated[str | None, Header()] = None,
    flavour: Annotated[str | None, Cookie()] = None,
) -> dict[str, Any]:
    return {
        "word": word,
        "since": since and since.isoformat(),
        "day": day and day.isoformat(),
        "ids": ids,
        "mood": mood,
        "count": count,
        "x_token": x_token,
        "flavour": flavour,
    }


@echoes.post("/form")
def echo_form(
    user: Annotated[str, Form()],
    age: Annotated[int | None, Form()] = None,
    when: Annotated[datetime | None, Form()] = None,
) -> dict[str, Any]:
    return {"user": user, "age": age, "when": when and when.isoformat()}


@echoes.post("/file")
async def echo_file(
    photo: Annotated[UploadFile, File()], title: Annotated[str | None, Form()] = None
) -> dict[str, Any]:
    return {"name": photo.filename, "size": len(await photo.read()), "title": title}


@echoes.get("/text", response_class=PlainTextResponse)
def echo_text(accept: Annotated[str, Header()]) -> str:
    return f"accept: {accept}"


@echoes.get("/session")
def echo_session(session: Annotated[str, Depends(APIKeyCookie(name="session"))]) -> dict[str, Any]:
    return {"is_right": session == SESSION}


@echoes.get("/empty")
def echo_empty() -> Cat:
    return Response(status_code=200)  # type: ignore[return-value]  # a body is documented, and none is sent


app = FastAPI(title="Zoo", version="1.0")
for router in (visits, actions, echoes):
    app.include_router(router)
