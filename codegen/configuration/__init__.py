"""What to generate, from pyproject.toml or from the arguments of a command.

    settings.py      Settings and Target
    project.py       the targets of a pyproject.toml
    arguments.py     the target of a command line (imported where it is needed)
    rules.py         what names of packages and paths have to be like
    toml_places.py   where a key stands in pyproject.toml

Whatever is wrong is a `SpecError`.
"""

from codegen.configuration.project import load
from codegen.configuration.settings import FORMATTERS, HTTP_LIBRARIES, Settings, Target

__all__ = ["FORMATTERS", "HTTP_LIBRARIES", "Settings", "Target", "load"]
