#!/usr/bin/env python3
"""Says what to compile for one target: batches.py <root> <folder of the target> <source>…

Sources compiled together share the parsing and the template code of their headers. Prints a line for each translation
unit: a batch, written into the folder, or a source that is compiled alone. Alone are those edited since the last
commit, or ever in this build folder: an edit rebuilds the file, not its batch. So are those of which something private
is a word of a file in every batch, and those that say "batch: alone". Batches, once made, stay: a
new or an edited file moves no other.

batches.py --stale <root> <build folder> exits 0 when an edited file is still in a batch: script/build configures anew.
"""
import re
import subprocess
import sys
from pathlib import Path

MOST_FILES = 8
# clang-format indents nothing in namespaces, so declarations begin in column 0.
DECLARATION = re.compile(
    r"^(?:template\s*<.*>\s*)?(?:struct|class|enum(?: class)?|using(?! namespace)|concept)\s+(?:[\w:]+::)?(\w+)"
    r"|^(?!namespace|return|using)[A-Za-z_][\w:<>,&*\s\[\]\"().]*?\b(\w+)\s*(?:\(|=|\{|;|\[)",
    re.M)
PRIVATE_PART = re.compile(r"^namespace \{\n(.*?)^\}  // namespace\n", re.M | re.S)
WORD = re.compile(r"[A-Za-z_]\w*")
COMMENT = re.compile(r"//.*|\"(?:[^\"\\\n]|\\.)*\"")
INCLUDE = re.compile(r'^#include "([a-z0-9_/]+\.hpp)"', re.M)
USING = re.compile(r"^using (?:enum|namespace) (?!.*literals)[\w:]+;", re.M)


def names_in(text: str) -> set[str]:
    return {name for pair in DECLARATION.findall(text) for name in pair if name}


def edited(root: Path) -> set[str]:
    listed = subprocess.run(["git", "status", "--porcelain", "--untracked-files=all", "--no-renames"], cwd=root,
                            capture_output=True, text=True)
    return {line[3:] for line in listed.stdout.splitlines()} if listed.returncode == 0 else set()


def lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def write_if_new(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def words_of(text: str) -> set[str]:
    """All identifiers: a local name must not hide another file's private one either (-Wshadow)."""
    return set(WORD.findall(COMMENT.sub("", text)))


class source_file:
    """What of a file decides whom it can share a translation unit with."""

    header_words: dict[str, tuple[list[str], set[str]]] = {}  # of each header of ours: what it includes, its words

    def __init__(self, root: Path, name: str):
        self.name = name
        self.text = (root / name).read_text(encoding="utf-8")
        self.private = names_in("".join(PRIVATE_PART.findall(self.text)))
        self.words = words_of(self.text)
        self.headers: set[str] = set()
        ahead = INCLUDE.findall(self.text)
        while ahead:
            header = ahead.pop()
            if header in self.headers or not (root / header).exists():
                continue
            self.headers.add(header)
            if header not in self.header_words:
                text = (root / header).read_text(encoding="utf-8")
                self.header_words[header] = INCLUDE.findall(text), words_of(text)
            ahead += self.header_words[header][0]

    def hides(self, other: "source_file") -> bool:
        """A private name of this file is a word of the other, or of a header that only the other one brings."""
        return bool(self.private & other.words) or any(
            self.private & self.header_words[header][1] for header in other.headers - self.headers)

    def is_alone(self) -> bool:
        return "batch: alone" in self.text or bool(USING.search(self.text))


def make_batches(root: Path, sources: list[str], apart: set[str]) -> dict[str, str]:
    """First fit: a file joins the first batch in which nothing private of one is a word of another."""
    batches: list[list[source_file]] = []
    for file in (source_file(root, name) for name in sources if name not in apart):
        if file.is_alone():
            continue
        for members in batches:
            if len(members) < MOST_FILES and not any(one.hides(file) or file.hides(one) for one in members):
                members.append(file)
                break
        else:
            batches.append([file])
    return {file.name: str(number) for number, members in enumerate(batches) for file in members}


def stale(root: Path, build: Path) -> bool:
    now_edited = edited(root)
    for state in build.glob("batches/*/members"):
        members = {line.split(" ", 1)[1] for line in lines_of(state)}
        if (now_edited & members) - set(lines_of(state.with_name("apart"))):
            return True
    return False


def main() -> int:
    if sys.argv[1] == "--stale":
        return 0 if stale(Path(sys.argv[2]), Path(sys.argv[3])) else 1
    root, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    sources = [str(Path(word).relative_to(root)) for word in sys.argv[3:]]
    apart = set(lines_of(folder / "apart")) | (edited(root) & set(sources))
    batch_of = dict(reversed(line.split(" ", 1)) for line in lines_of(folder / "members"))
    if not batch_of:
        batch_of = make_batches(root, sources, apart)
        (folder / "members").write_text("".join(f"{batch} {source}\n" for source, batch in batch_of.items()))
    write_if_new(folder / "apart", "".join(name + "\n" for name in sorted(apart)))

    batches: dict[str, list[str]] = {}
    for source in sources:
        if source in apart or source not in batch_of:
            print(root / source)
        else:
            batches.setdefault(batch_of[source], []).append(source)
    for batch, members in batches.items():
        if len(members) == 1:
            print(root / members[0])
            continue
        path = folder / f"batch_{batch}.cpp"
        lines = (f'#include "{member}"  // NOLINT(bugprone-suspicious-include)\n' for member in members)
        write_if_new(path, "".join(lines))
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
