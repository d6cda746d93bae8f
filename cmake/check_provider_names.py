#!/usr/bin/env python3
"""A check of script/lint: no code but a provider's own names it. What others need to know of providers comes from the
catalogue, so that a new provider touches its folders, its number, the catalogue, its docs and its tests.

Comments may speak of providers. So may code of the channels that are called like one: channel::slack.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Path, or the start of one -> why it may.
EXEMPT = {
    "base/vocabulary.": "their numbers, and the names that rest in Redis",
    "base/address_form.": "how their addresses rest in Redis, which store/ may not ask the catalogue",
    "providers/catalogue.cpp": "the list",
    "app/demo": "tells a story of them, with keys made on the spot",
    "api/resources/installations": "the contract's resources of those names: what users set up for themselves",
    "store/installation.": "what those keep",
    "sandbox/desks.cpp": "the sandbox's list",
    "sandbox/behaviour.": "its control document: which of Apple's two hosts it plays",
    "sandbox/options.cpp": "likewise its options, and examples in their help",
}
OWN_FOLDERS = re.compile(r"^(providers|sandbox)/[a-z_]+/")
COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.S)


def names():
    """As base/vocabulary.cpp has them: but the inbox, and what are words of ours besides: incoming webhooks, and the
    protocol that net/ speaks."""
    text = (ROOT / "base/vocabulary.cpp").read_text(encoding="utf-8")
    listed = re.search(r"provider_names\{(.*?)\}", text, re.S).group(1)
    return sorted(set(re.findall(r'"(\w+)"', listed)) - {"none", "magicbell", "webhook", "smtp"})


def without_comments(text):
    keep = lambda found: found.group() if found.group().startswith('"') else re.sub(r"[^\n]", " ", found.group())
    return COMMENT.sub(keep, text)


def main():
    word = re.compile(r"(?<!channel::)(?<![A-Za-z0-9])(" + "|".join(names()) + r'|(?<=provider::)smtp|(?<=")smtp(?="))'
                      r"(?![A-Za-z0-9])")
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.cpp", "*.hpp", "*.lua"],
                            cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    wrong = 0
    for path in listed:
        if path.split("/")[0] in ("tests", "bench") or OWN_FOLDERS.match(path):
            continue
        if any(path.startswith(start) for start in EXEMPT):
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        for number, line in enumerate(without_comments(text).split("\n"), 1):
            for found in word.finditer(line):
                print(f"provider: {path}:{number}: names {found.group(1)}: ask providers/catalogue")
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
