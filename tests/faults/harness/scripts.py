"""The queue's Lua scripts as the product embeds them, and what a mutant makes of them. Nothing is built: a proxy
between worker and Redis puts the other text in (redis_proxy.py), so no program is made with a guard missing."""

import hashlib
import re
from pathlib import Path

from harness.processes import Failure

_FOLDER = Path(__file__).resolve().parents[3] / "queue" / "scripts"


def read_all():
    """name → text, with the parts they share in place (cmake/embed_lua.cmake)."""

    def part(found):
        return (_FOLDER / "parts" / f"{found[1]}.lua").read_text(encoding="utf-8")

    found = ((path.stem, path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.lua")))
    return {name: re.sub(r"-- part: ([a-z_]+)\n", part, text) for name, text in found}


def name_of(text):
    """As EVALSHA names it."""
    return hashlib.sha1(text.encode()).hexdigest().encode()


def without(*guards):
    """An edit: what the source marks as these guards is cut out."""

    def edit(text):
        for guard in guards:
            text = re.sub(rf"--\[\[guard:{guard}\]\].*?--\[\[/guard:{guard}\]\]", "", text, flags=re.DOTALL)
        return text

    return edit


def replaced(old, new):
    return lambda text: text.replace(old, new)


def edited(edit):
    """SHA-1 of a script as it is → its text as the mutant has it, of those that differ."""
    changed = {}
    for text in read_all().values():
        other = edit(text)
        if other != text:
            changed[name_of(text)] = other.encode()
    if not changed:
        raise Failure("this mutant changes no script: what it looks for is not there any more")
    return changed
