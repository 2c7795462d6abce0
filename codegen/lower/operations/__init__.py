"""Operations of a document: paths, parameters, bodies, responses, servers and credentials.

`lower_operations` reads everything but schemas itself and asks a `SchemaLowerer` for the types of these.
`with_final_types` replaces the types when the declarations are final. `TagFilter` says which operations are wanted.
"""

from __future__ import annotations

from codegen.lower.operations.final import types_of, with_final_types
from codegen.lower.operations.paths import Operations, lower_operations
from codegen.lower.operations.tags import TagFilter

__all__ = ["Operations", "TagFilter", "lower_operations", "types_of", "with_final_types"]
