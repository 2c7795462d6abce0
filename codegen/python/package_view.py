"""What the templates of `__init__.py` and the package's README print, and how it follows from the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen import ir
from codegen.python.client import answers
from codegen.python.client.views import ClientPackageView
from codegen.python.code.text import Code, SpecText
from codegen.python.models.views import CodecView, ModelsView, SamplesView, SchemaView
from codegen.python.readme import ReadmeView
from codegen.values import dataclass

_ERRORS = (
    "APIConnectionError",
    "APIDecodeError",
    "APIError",
    "APIResponse",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "DecodeError",
    "InternalServerError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "UnprocessableEntityError",
)


@dataclass(frozen=True, slots=True)
class ExportView:
    """Names that the package takes from one of its modules."""

    module: Code
    names: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class InitView:
    """`names` are all public names, modules included."""

    title: SpecText
    has_client: bool
    modules: tuple[Code, ...]
    exports: tuple[ExportView, ...]
    names: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class HeaderView:
    """What the first line of every file says."""

    generator: Code
    spec: SpecText


@dataclass(frozen=True, slots=True)
class PackageView:
    """A whole package. `names` maps JSON pointers of schemas and operations to Python names, for the manifest.

    All that decides a name, or has a warning to give, is done; the views of large modules are made when asked for, each by itself.
    """

    header: HeaderView
    package: Code
    models: Callable[[], ModelsView]
    enums: Callable[[], ModelsView] | None
    """The module of enums; None where they stand among the other models."""
    schema: Callable[[], SchemaView]
    codec: Callable[[], CodecView]
    samples: Callable[[], SamplesView]
    client: ClientPackageView | None
    """None where the configuration asks for models alone."""
    init: InitView
    readme: Callable[[], ReadmeView]
    names: Mapping[str, str]
    numbered: tuple[str, ...]
    """The names of types that fell back to a number."""


def init(api: ir.Api, has_client: bool) -> InitView:
    """The exports of a package."""
    exports = _exports_with_client(api) if has_client else [ExportView(Code("errors"), (Code("DecodeError"),))]
    modules = [Code("codec"), Code("errors"), Code("models"), Code("testing")]
    names = sorted({*modules, *(name for export in exports for name in export.names)}, key=_isort_key)
    return InitView(title(api), has_client, tuple(modules), tuple(exports), tuple(names))


def _exports_with_client(api: ir.Api) -> list[ExportView]:
    """In the order in which the package looks for a name: the module that needs the HTTP library comes last."""
    operations = api.operations
    has_streams = answers.has_streams(operations)
    exports = {
        "errors": sorted((*_ERRORS, "APIStreamError")) if has_streams else _ERRORS,
        "_runtime.options": ("OMIT", "Attempt", "Omit", "Outcome", "RequestOptions", "Timeout"),
        "_runtime.raw": ("AsyncStreamingResponse", "RawResponse", "StreamingResponse") if operations else (),
        "_runtime.streams": ("AsyncStream", "ServerSentEvent", "Stream") if has_streams else (),
        "_runtime.pages": ("AsyncPage", "Page") if any(each.pagination is not None for each in operations) else (),
        "client": ("AsyncClient", "Client"),
    }
    return [ExportView(Code(module), tuple(map(Code, names))) for module, names in exports.items() if names]


def title(api: ir.Api) -> SpecText:
    """What the API is called."""
    return SpecText(api.title.strip() or "An API")


def _isort_key(name: str) -> tuple[int, str]:
    """Constants, then classes, then modules."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
