#!/usr/bin/env python3
"""docs/openapi.yaml as C++: the JSON document, the HTML page made from it, and the hash of the page's style.

embed_openapi.py <openapi.yaml> <output header>
"""

import json
import sys
from pathlib import Path

import yaml

import openapi_page


def literal(text):
    """Pieces of raw literals: compilers bound a single one."""
    pieces = [text[at : at + 15_000] for at in range(0, len(text), 15_000)]
    return "\n".join(f'R"openapi({piece})openapi"' for piece in pieces)


def main():
    source, output = Path(sys.argv[1]), Path(sys.argv[2])
    document = yaml.safe_load(source.read_text(encoding="utf-8"))
    constants = {
        "document": json.dumps(document, separators=(",", ":"), ensure_ascii=False),
        "page": openapi_page.Page(document).render(),
        "style_hash": openapi_page.style_hash(),
    }
    # The length is the array's: a compiler counts no literal of this size.
    rows = [
        f"inline constexpr char {name}_text[] =\n{literal(text)};\n"
        f"inline constexpr std::string_view {name}({name}_text, sizeof {name}_text - 1);\n"
        for name, text in constants.items()
    ]
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(
        "// Generated from docs/openapi.yaml; do not edit.\n#pragma once\n#pragma clang system_header\n"
        "#include <string_view>\nnamespace carillon::api::openapi {\n" + "".join(rows) + "}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
