"""`python -m tests.benchmarks [SECTION…] [--rounds N]`: figures and promises, as Markdown on stdout.

Exit status 1 when a promise doesn't hold. The default number of rounds is what the README's figures were made with.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterator

from tests.benchmarks import client, codecs, commands, generating, loading, lossless, startup, weighing
from tests.benchmarks.timing import Target

SECTIONS: dict[str, tuple[str, int, Callable[[int], Iterator[str | Target]]]] = {
    "decode": ("Decoding a Response from bytes", 61, codecs.decode),
    "encode": ("Encoding a Response to JSON", 61, codecs.encode),
    "client": ("Calling, beside the bare HTTP library", 31, client.client),
    "import": ("Importing", 21, startup.imports),
    "check": ("The drift check, with nothing changed", 21, commands.check),
    "generate": ("Generating the package", 15, commands.generate),
    "stages": ("Generating the OpenAI document", 5, generating.stages),
    "growth": ("Documents of growing size", 3, generating.growth),
    "large": ("A large package", 11, generating.large),
    "load": ("Many calls at once", 10, loading.many),
    "weight": ("What packages weigh", 1, weighing.weigh),
    "lossless": ("What comes back as it came", 1, lossless.lossless),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Benchmarks, as Markdown.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--rounds", type=int, help="rounds of each section")
    options = parser.parse_args()
    if unknown := set(options.sections) - SECTIONS.keys():
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    sys.stdout.write(f"Python {platform.python_version()} on {platform.machine()} {platform.system()}\n")
    broken = 0
    for name in options.sections or SECTIONS:
        title, rounds, section = SECTIONS[name]
        sys.stdout.write(f"\n## {title}\n\n")
        targets: list[Target] = []
        for part in section(options.rounds or rounds):
            if isinstance(part, Target):
                targets.append(part)
            else:
                sys.stdout.write(part)
        for target in targets:
            sys.stdout.write(f"\n{'Held' if target.held else 'BROKEN'}: {target.text}")
        sys.stdout.write("\n")
        sys.stdout.flush()
        broken += sum(not target.held for target in targets)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
