"""Everything that can be asked about the schemas of the documents, in one value."""

from __future__ import annotations

from codegen.diagnostics import Problems
from codegen.document.access import Place
from codegen.document.schema_reader import SchemaReader
from codegen.lower.schemas.components import Adoption, Inheritance
from codegen.lower.schemas.discriminators import MappingReader
from codegen.lower.schemas.expansion import Expander
from codegen.lower.schemas.json_types import AdmittedTypes
from codegen.lower.schemas.merging import SchemaMerger
from codegen.lower.schemas.possibility import Possibility
from codegen.lower.schemas.references import ReferenceReader
from codegen.lower.schemas.targets import ReferenceTargets
from codegen.lower.schemas.values import ValueReader
from codegen.resolve import Workspace


def _is_extension(key: str, place: Place) -> bool:
    """Whether a member of `components.schemas` is a note of some tool: a schema may be called `x-pet`, but is no text."""
    return key.startswith("x-") and not isinstance(place.node.value, dict | bool)


class SchemaLookup:
    """Made once for a workspace. Each attribute answers one kind of question and remembers its answers."""

    def __init__(self, workspace: Workspace, problems: Problems, version: tuple[int, int]) -> None:
        self.problems = problems
        self.reader = SchemaReader(problems, version, workspace.follow)
        """A place → the keywords of the schema there."""
        self.targets = ReferenceTargets(workspace, version)
        """A schema with `$ref` → the place that it refers to."""
        self.expander = Expander(self.reader, self.targets)
        """Schemas that hold together → a `Conjunction`: what they say, references and allOf followed."""
        self.admitted = AdmittedTypes(self.expander)
        """Schemas that hold together → the JSON types that they admit."""
        self.references = ReferenceReader(self.reader, self.targets, self.admitted)
        """A place → the `Reference` that the schema there is, if it is nothing more."""
        self.listed = ValueReader(problems)
        """A schema with enum or const → its values."""
        self.merger = SchemaMerger(self.listed)
        """A `Conjunction` → a `MergedSchema`."""
        self.possibility = Possibility(self.expander, self.admitted, self.merger)
        """Schemas that hold together → whether no value fits them."""
        access = self.reader.access
        holder = access.object(workspace.root, "components")
        members = () if holder is None else access.members(holder, "schemas")
        self.components = tuple(place for key, place in members if not _is_extension(key, place))
        """The places of `components.schemas`, in the order of the document."""
        self.adoption = Adoption(self.components, self.reader, self.targets)
        """Components that are a schema of another file."""
        self.mappings = MappingReader(workspace, self.adoption)
        """A discriminator → a `TagMapping`."""
        adopted = tuple(map(self.adoption.schema, self.components))
        self.inheritance = Inheritance(adopted, self.reader, self.targets)
        """Components that extend a base with a discriminator."""
