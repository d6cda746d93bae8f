#!/usr/bin/env python3
"""The layer check of script/lint: includes run one way, and heavy libraries stay in their folder.

base <- config <- net <- {queue, providers} <- store <- engine <- api <- app; liquid stands on base, under
engine; sandbox stands on net and base.
"""
import re
import subprocess
import sys

MAY_INCLUDE = {
    "base": set(),
    "config": {"base"},
    "net": {"base", "config"},
    "liquid": {"base"},
    "queue": {"base", "config", "net"},
    "providers": {"base", "config", "net"},
    "store": {"base", "config", "net", "queue"},
    "engine": {"base", "config", "net", "queue", "providers", "liquid", "store"},
    "api": {"base", "config", "net", "queue", "providers", "liquid", "store", "engine"},
    "app": {"base", "config", "net", "queue", "providers", "liquid", "store", "engine", "api"},
    "sandbox": {"base", "config", "net"},
}
# Library header -> regular expression of the files that may include it.
KEPT_IN = {
    r"boost/beast": r"^(net|api)/",
    r"nghttp2/": r"^net/",
    r"hiredis/": r"^net/",
    r"ares": r"^net/",
    r"openssl/": r"^(net/|base/(digest|seal|signing_key|secret|crc32c)\b|base/[a-z0-9_]*(crypto|openssl)[a-z0-9_]*\.)",
    r"zlib": r"^base/gzip\.cpp$",
    r"CLI/": r"^(app|sandbox)/",
    r"md4c": r"^engine/content/markdown_parser\.cpp$",
    r"idn2": r"^providers/email/mail_domain\.cpp$",
    r"toml\+\+|toml\.hpp": r"^config/toml_file\.cpp$",
    r"prometheus/": r"^base/",
    r"spdlog/": r"^base/log",
    r"systemd/": r"^app/",
}


def main() -> int:
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.cpp", "*.hpp"],
        check=True, capture_output=True, text=True).stdout.split()
    wrong = 0
    for name in files:
        folder = name.split("/")[0]
        for number, line in enumerate(open(name, encoding="utf-8"), 1):
            found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not found:
                continue
            target = found.group(2)
            top = target.split("/")[0]
            is_ours = found.group(1) == '"' and top in MAY_INCLUDE
            if is_ours and folder in MAY_INCLUDE and top != folder and top not in MAY_INCLUDE[folder]:
                print(f"layer: {name}:{number}: {folder}/ must not include {top}/")
                wrong += 1
            if folder in ("tests", "bench"):
                continue
            for library, allowed in KEPT_IN.items():
                if re.match(library, target) and not re.match(allowed, name):
                    print(f"layer: {name}:{number}: {target} does not belong here")
                    wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
