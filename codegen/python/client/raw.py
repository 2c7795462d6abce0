"""Methods that hand over responses as they came: resources and their methods → the view of `_raw.py`."""

from __future__ import annotations

from codegen.python.client.methods import Method, Mode
from codegen.python.client.names import ResourceName
from codegen.python.client.views import RawClassView, RawView
from codegen.python.code.imports import Imports
from codegen.python.code.text import Code

_WRAPPERS = ("raw", "async_raw", "streaming", "async_streaming")


def raw_view(resources: tuple[ResourceName, ...], methods: tuple[Method, ...]) -> RawView:
    """Downloads are left out: a response that is read piece by piece can be written to a file."""
    imports = Imports()
    imports.name("typing", "TYPE_CHECKING")
    for wrapper in _WRAPPERS:
        imports.name("._runtime.raw", wrapper)
    return RawView(imports.views(), tuple(each for name in resources for each in _classes(name, methods)))


def _classes(resource: ResourceName, methods: tuple[Method, ...]) -> list[RawClassView]:
    """The four classes of a resource. No two resources share one: no class of a resource begins with `Async` but those that are."""
    own = tuple(
        method.name.method
        for method in methods
        if method.name.resource == resource.attribute and method.mode is not Mode.DOWNLOAD
    )
    plain, awaited = resource.class_name, resource.async_class_name
    return [
        RawClassView(Code(f"Raw{plain}"), plain, Code("raw"), own),
        RawClassView(Code(f"Raw{awaited}"), awaited, Code("async_raw"), own),
        RawClassView(Code(f"Streaming{plain}"), plain, Code("streaming"), own),
        RawClassView(Code(f"Streaming{awaited}"), awaited, Code("async_streaming"), own),
    ]
