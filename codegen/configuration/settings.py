"""`Settings`: what the user decides about a package. `Target`: a package with its settings and its places on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from codegen.diagnostics import Span
from codegen.values import dataclass

FORMATTERS = ("black", "ruff", "none")
HTTP_LIBRARIES = ("httpx2", "httpx")
OPERATION_IDS = ("clean", "as-written")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything besides documents and templates that a generated package depends on; no path of this machine."""

    package: str
    """Name of the generated package: an ASCII identifier."""
    spec: str
    """The entry document as headers and the manifest show it: relative, with `/` between parts."""
    formatter: str = "black"
    client: bool = True
    """Whether the package has a client; without one it has models alone."""
    http: str = "httpx2"
    api_key_env: str | None = None
    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    operation_ids: str = OPERATION_IDS[0]
    """Whether names leave out what frameworks add to operationIds."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """JSON pointer → the Python name it is pinned to."""
    formats: Mapping[str, str] = field(default_factory=dict[str, str])
    """Format, or `*` for all others → `str`: its values stay text; `strict`: text that is not in the format is refused."""
    allow_warnings: tuple[str, ...] = ()
    """Codes of warnings that are not shown, and that `strict` lets pass."""
    lenient: bool = False
    strict: bool = False

    def deciding(self) -> dict[str, object]:
        """What decides the bytes of the package, as plain JSON; the spec's path and the formatter's version are recorded beside it."""
        return {
            "package": self.package,
            "formatter": self.formatter,
            "client": self.client,
            "http": self.http,
            "api_key_env": self.api_key_env,
            "include-tags": list(self.include_tags),
            "exclude-tags": list(self.exclude_tags),
            "operation-ids": self.operation_ids,
            "names": dict(sorted(self.names.items())),
            "formats": dict(sorted(self.formats.items())),
            "lenient": self.lenient,
        }


@dataclass(frozen=True, slots=True)
class Target:
    """One package and where it is on this machine."""

    settings: Settings
    spec_path: str
    """Path of the entry document, to be opened."""
    spec_shown: str
    """The same as diagnostics show it."""
    output_path: str
    """Folder that holds, or will hold, the package's folder."""
    output_shown: str
    command: str = "codegen generate"
    """What people type to generate it."""
    pin_place: Callable[[str], Span | None] = field(default=lambda _: None, compare=False)
    """Where the configuration pins the name of a JSON pointer."""

    @property
    def package_path(self) -> str:
        return f"{self.output_path}/{self.settings.package}"

    @property
    def package_shown(self) -> str:
        return (
            self.settings.package if self.output_shown in ("", ".") else f"{self.output_shown}/{self.settings.package}"
        )
