"""Carillon's Liquid before its judges: wherever liquidjs and python-liquid agree on a case, Carillon agrees, but for what
exceptions.json names. Run by ctest as e2e.liquid; script/test-packages installs the judges."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

import cases

HERE = pathlib.Path(__file__).parent
LEAST_AGREED = 15_000  # fewer: a judge has stopped judging


def answers(command, lines):
    environment = {**os.environ, "TZ": "UTC"}
    done = subprocess.run(command, input=lines, capture_output=True, env=environment, text=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{command[-1]} failed; are the packages of script/test-packages installed?\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--renderer", required=True)
    parser.add_argument("--python", required=True, help="that python-liquid is installed for")
    arguments = parser.parse_args()

    sources = list(dict.fromkeys(cases.sources()))
    rows = [cases.VARIABLES, *({"source": source} for source in sources)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    ours = answers([arguments.renderer], lines)
    python = answers([arguments.python, str(HERE / "judge_python.py")], lines)
    javascript = answers(["node", str(HERE / "judge_liquidjs.mjs")], lines)
    assert len(ours) == len(python) == len(javascript) == len(sources)

    exceptions = json.loads((HERE / "exceptions.json").read_text())
    unused = list(range(len(exceptions)))
    agreed = 0
    wrong = []
    for source, own, one, other in zip(sources, ours, python, javascript):
        if one != other:
            continue
        agreed += 1
        if own == one:
            continue
        named = [index for index, row in enumerate(exceptions) if re.search(row["source"], source) and row.get("theirs", one) == one]
        unused = [index for index in unused if index not in named]
        if not named:
            wrong.append(f"{source}\n    ours:   {own!r}\n    theirs: {one!r}")
    print(f"{len(sources)} cases, the judges agree on {agreed}")
    for row in wrong[:50]:
        print(row)
    for index in unused:
        print(f"an exception that is none: {exceptions[index]['source']}")
    if wrong or unused or agreed < LEAST_AGREED:
        sys.exit(f"{len(wrong)} differ")


if __name__ == "__main__":
    main()
