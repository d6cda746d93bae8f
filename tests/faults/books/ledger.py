"""The sandbox's ledger: what the providers saw, one line a request."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    time_us: int
    provider: str
    token: str
    notification: str
    delivery: str
    status: int
    reason: str
    body_hash: str


def read(path, is_live=False):
    """`is_live`: the sandbox is writing; a last line that is not whole yet is left out."""
    lines = []
    with open(path, encoding="ascii") as file:
        for number, text in enumerate(file, 1):
            columns = text.rstrip("\n").split(" ")
            if is_live and not text.endswith("\n"):
                break
            if len(columns) != 8 or not text.endswith("\n"):
                raise ValueError(f"{path}:{number}: eight columns are expected: {text!r}")
            lines.append(Line(int(columns[0]), *columns[1:5], int(columns[5]), *columns[6:]))
    return lines


def accepted(lines):
    return [line for line in lines if line.status == 200 and line.provider in ("apns", "fcm")]


def duplicates(lines):
    """|S| − |distinct S| over accepted requests."""
    seen = accepted(lines)
    return len(seen) - len({line.delivery for line in seen})
