"""`ir.Api` → what the templates print: names, annotations, the descriptor of types, client methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen import ir
from codegen.diagnostics import Problems, Span
from codegen.python import package_view, readme
from codegen.python.client import answers
from codegen.python.client.project import Project
from codegen.python.client.resources import Client
from codegen.python.client.views import ClientPackageView
from codegen.python.code.text import Code, SpecText
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.models.classes import Models, has_enums_apart
from codegen.python.models.public_codec import PublicCodec
from codegen.python.models.samples import Samples
from codegen.python.models.schema import Schema
from codegen.python.names import minting as naming
from codegen.python.names import sharing
from codegen.python.package_view import HeaderView, PackageView
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What the Python of a package depends on beside the document."""

    package: str
    spec_path: str
    names: Mapping[str, str]
    formats: Mapping[str, str]
    http: str
    api_key_env: str | None
    generator_version: str
    operation_ids: str = "clean"
    """`clean` or `as-written`: whether names leave out what frameworks add to operationIds."""
    client: bool = True
    """Whether the package has a client."""
    pin_place: Callable[[str], Span | None] = lambda _: None
    """Where the configuration pins the name of a JSON pointer."""


def build(api: ir.Api, options: Options, problems: Problems) -> PackageView:
    """The view of a whole package. Warnings about names are added to `problems`."""
    clean_ids = options.operation_ids == "clean"
    shared = sharing.share(api, options.names)
    api = shared.api
    names = naming.mint(api, options.names, problems, options.pin_place, clean_ids=clean_ids)
    index, formats = Index(api), Formats(options.formats)
    client: ClientPackageView | None = None
    if options.client:
        project = Project(api, index, names, formats)
        client = Client(project, options.names, clean_ids=clean_ids).view(
            options.package, options.http, options.api_key_env, problems
        )
    return PackageView(
        header=HeaderView(Code(f"response-codegen {options.generator_version}"), SpecText(options.spec_path)),
        package=Code(options.package),
        models=lambda: Models(api, index, names, formats).view(),
        enums=Models(api, index, names, formats).enums if has_enums_apart(api) else None,
        schema=lambda: Schema(api, index, names, formats).view(),
        codec=lambda: PublicCodec(api, index, names, formats).view(),
        samples=lambda: Samples(api, index, names, formats).view(options.client, answers.has_streams(api.operations)),
        client=client,
        init=package_view.init(api, options.client),
        readme=lambda: readme.readme(
            api, index, names, client, package_view.title(api), options.http, options.api_key_env
        ),
        names={
            **{identifier: str(name) for identifier, name in names.types.items()},
            **{identifier: str(names.types[kept]) for identifier, kept in shared.ids.items()},
            **({} if client is None else client.names),
        },
        numbered=tuple(map(str, names.numbered)),
    )
