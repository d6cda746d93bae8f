#!/usr/bin/env python3
"""The translation units of a build that hold sources of given folders: tidy_units.py <build folder> [folder…].

All of them without folders. What is generated, and the small fuzz targets, are left out.
"""
import json
import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^#include "(.+\.cpp)"', re.M)


def members(root: Path, unit: Path) -> list[str]:
    if unit.is_relative_to(root / "build"):
        return INCLUDE.findall(unit.read_text(encoding="utf-8"))
    return [str(unit.relative_to(root))]


def main() -> int:
    root, build, folders = Path.cwd(), Path(sys.argv[1]), [word.rstrip("/") + "/" for word in sys.argv[2:]]
    seen = set()
    for command in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        unit = Path(command["file"])
        sources = [name for name in members(root, unit) if not name.startswith("tests/fuzz/")]
        wanted = [name for name in sources if not folders or name.startswith(tuple(folders))]
        if wanted and unit not in seen:
            seen.add(unit)
            print(unit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
