#!/usr/bin/env python3
"""Runs clang-tidy over the translation units of a build that hold sources of given folders: tidy.py <build> [folder…].

Over all of them without folders. What is generated, and the small fuzz targets, are left out. Prints complaints as they
come, each once, and exits 1 when there are any. Complaints about places outside the tree are not ours: on a path that
begins in our code, the analyzer takes Asio's awaitable for uninitialized and a std::function in CLI11 for lost.
"""
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

INCLUDE = re.compile(r'^#include "(.+\.cpp)"', re.M)
COMPLAINT = re.compile(r"^(/[^:\n]+):\d+:\d+: (?:warning|error): .*$", re.M)
NOT_COMPILED = "[clang-diagnostic-error"


def members(root: Path, unit: Path) -> list[str]:
    if unit.is_relative_to(root / "build"):
        return INCLUDE.findall(unit.read_text(encoding="utf-8"))
    return [str(unit.relative_to(root))]


def units(root: Path, build: Path, folders: list[str]) -> list[Path]:
    found = {}
    for command in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        unit = Path(command["file"])
        sources = [name for name in members(root, unit) if not name.startswith("tests/fuzz/")]
        if any(not folders or name.startswith(tuple(folders)) for name in sources):
            found[unit] = None
    return list(found)


def complaints(root: Path, build: Path, unit: Path) -> list[str]:
    done = subprocess.run(["clang-tidy-19", "-p", build, "--quiet", unit], capture_output=True, text=True)
    heads = list(COMPLAINT.finditer(done.stdout))
    ends = [head.start() for head in heads[1:]] + [len(done.stdout)]
    ours = [done.stdout[head.start():end].rstrip() for head, end in zip(heads, ends)
            if NOT_COMPILED in head[0] or Path(head[1]).is_relative_to(root)]
    if done.returncode != 0 and not ours:
        ours.append(f"{unit}: clang-tidy ended with {done.returncode}\n{done.stderr}")
    return ours


def main() -> int:
    root, build = Path.cwd(), Path(sys.argv[1])
    folders = [word.rstrip("/") + "/" for word in sys.argv[2:]]
    told = set()
    with ThreadPoolExecutor(int(os.environ.get("CARILLON_JOBS", os.cpu_count() or 1))) as pool:
        for found in pool.map(lambda unit: complaints(root, build, unit), units(root, build, folders)):
            for complaint in found:
                if complaint not in told:
                    print(complaint, flush=True)
                told.add(complaint)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
