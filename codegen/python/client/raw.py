"""Methods that hand over responses as they came: resources and their methods → the classes at the end of `client.py`."""

from __future__ import annotations

from codegen.python.client.methods import Method, Mode
from codegen.python.client.names import ResourceName
from codegen.python.client.views import RawClassView
from codegen.python.code.imports import Imports
from codegen.python.code.text import Code


def raw_classes(resource: ResourceName, methods: tuple[Method, ...], imports: Imports) -> list[RawClassView]:
    """The four classes of a resource. No two resources share one: no class of a resource begins with `Async` but those that are.
    Downloads are left out: a response that is read piece by piece can be written to a file."""
    own = tuple(
        method.name.method
        for method in methods
        if method.name.resource == resource.attribute and method.mode is not Mode.DOWNLOAD
    )
    plain, awaited = resource.class_name, resource.async_class_name
    kinds = (
        ("_Raw", plain, "raw"),
        ("_Raw", awaited, "async_raw"),
        ("_Streaming", plain, "streaming"),
        ("_Streaming", awaited, "async_streaming"),
    )
    return [
        RawClassView(Code(f"{prefix}{of}"), of, imports.name("._runtime.raw", wrapper), own)
        for prefix, of, wrapper in kinds
    ]
