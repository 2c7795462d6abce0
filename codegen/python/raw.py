"""Methods that hand over responses as they came: resources and their methods → the view of `_raw.py`."""

from __future__ import annotations

from codegen.python.calls import Call, Mode
from codegen.python.client_view import RawKindView, RawResourceView, RawView
from codegen.python.imports import Imports
from codegen.python.method_names import ResourceName
from codegen.python.project import grouped
from codegen.python.text import Code

_WRAPPERS = ("raw", "async_raw", "streaming", "async_streaming")


def raw_names(resource: ResourceName) -> tuple[Code, Code, Code, Code]:
    """The classes of `_raw` for a resource, one for each of `_WRAPPERS`. No two are the same: their prefixes begin no class of a resource
    that is not async."""
    name = resource.class_name
    return Code(f"Raw{name}"), Code(f"AsyncRaw{name}"), Code(f"Streaming{name}"), Code(f"AsyncStreaming{name}")


def raw_view(resources: tuple[ResourceName, ...], calls: tuple[Call, ...]) -> RawView:
    """Downloads are left out: a response that is read piece by piece can be written to a file."""
    imports = Imports()
    imports.name("typing", "TYPE_CHECKING")
    for wrapper in _WRAPPERS:
        imports.name("._runtime.raw", wrapper)
        imports.name("._runtime.raw", f"{wrapper}_methods")
    return RawView(grouped(imports), tuple(_resource(resource, calls) for resource in resources))


def _resource(resource: ResourceName, calls: tuple[Call, ...]) -> RawResourceView:
    return RawResourceView(
        tuple(
            RawKindView(
                name,
                resource.async_class_name if wrapper.startswith("async") else resource.class_name,
                Code(wrapper),
                wrapper.endswith("raw"),
                wrapper.startswith("async"),
            )
            for name, wrapper in zip(raw_names(resource), _WRAPPERS, strict=True)
        ),
        tuple(
            call.name.method
            for call in calls
            if call.name.resource == resource.attribute and call.mode is not Mode.DOWNLOAD
        ),
    )
