"""What the package's README shows: the patterns that apply to this API, each with a call of it that runs as printed.

Code blocks hold identifiers and our own words alone: text of the document stands in the title and the description.
"""

from __future__ import annotations

import re

from codegen import ir
from codegen.python.client.methods import Mode
from codegen.python.client.views import ClientPackageView
from codegen.python.code.text import Code, SpecText, string_literal
from codegen.python.index import Index
from codegen.python.names.minting import Names
from codegen.python.readme.calls import (
    CallView,
    ShownCalls,
    few,
    is_file,
    is_needed,
    is_typed,
    plainness,
    sends_model,
    telling,
    variable,
)
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class ModelView:
    """A class to show models with, and the name of an instance."""

    name: Code
    variable: Code
    enum: Code | None


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """What applies to the API; None where nothing of the kind is there. `settings` are the constructor's arguments."""

    title: SpecText
    description: SpecText
    has_client: bool
    http: Code
    settings: Code
    further: Code
    """A comma and a blank, where `settings` is not empty and something follows."""
    api_key: Code | None
    environment: Code | None
    call: CallView | None
    body: CallView | None
    stream: CallView | None
    page: CallView | None
    upload: CallView | None
    download: CallView | None
    model: ModelView | None
    has_unions: bool


def readme(
    api: ir.Api,
    index: Index,
    names: Names,
    client: ClientPackageView | None,
    title: SpecText,
    http: str,
    environment: str | None,
) -> ReadmeView:
    """The view of the README."""
    key, settings = (None, "") if client is None else _settings(client)
    shown = ShownCalls(index, names, () if client is None else client.methods)
    return ReadmeView(
        title=title,
        description=SpecText(re.split(r"\n\s*\n", (api.doc.description or api.doc.summary).strip())[0]),
        has_client=client is not None,
        http=Code(http),
        settings=Code(settings),
        further=Code(", " if settings else ""),
        api_key=key,
        environment=_code_span(environment) if environment is not None and key is not None else None,
        call=shown.first(lambda call: call.mode is Mode.ANSWER, plainness),
        body=shown.first(sends_model, lambda call: (not is_typed(call), *telling(call), *few(call)), True),
        stream=shown.first(lambda call: call.mode is Mode.STREAM),
        page=shown.first(lambda call: call.mode is Mode.PAGE),
        upload=shown.first(
            lambda call: call.mode is Mode.ANSWER and any(map(is_file, call.arguments)),
            lambda call: (not any(map(is_file, filter(is_needed, call.arguments))), *few(call)),
        ),
        download=shown.first(lambda call: call.mode is Mode.DOWNLOAD),
        model=_model(api, names),
        has_unions=any(isinstance(each, ir.Union) and each.open for each in api.declarations),
    )


def _settings(client: ClientPackageView) -> tuple[Code | None, str]:
    """The setting that holds the API key, if there is one, and what a client is made with."""
    clients = client.client()
    keys = [str(setting.name) for setting in clients.settings]
    key = next((Code(name) for name in ("api_key", "access_token") if name in keys), None)
    settings = [f'{key}="secret"'] if key is not None else []
    if not clients.has_server:
        settings.append('base_url="https://api.example.com"')
    return key, ", ".join(settings)


def _model(api: ir.Api, names: Names) -> ModelView | None:
    record = next((each for each in api.declarations if isinstance(each, ir.Record)), None)
    enum = next(
        (each for each in api.declarations if isinstance(each, ir.Enum) and each.kind is ir.Scalar.STRING), None
    )
    if record is None:
        return None
    name = names.types[record.id]
    return ModelView(name, variable(name), names.types[enum.id] if enum is not None else None)


def _code_span(name: str) -> Code:
    """The name of an environment variable in Markdown; odd ones are quoted as Python would."""
    return Code(f"`{name}`") if name.replace("_", "").isalnum() else string_literal(name)
