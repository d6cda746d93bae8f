"""The packed forms in Redis: 16-byte delivery records, outcome bytes, lists of recipients (queue.md 2.8)."""

import struct
from dataclasses import dataclass

PENDING, INTENT, DELIVERED, FAILED, RETRY, SKIPPED, EXPIRED, REVOKED, UNKNOWN = range(9)
STATE_NAMES = (
    "pending",
    "intent",
    "delivered",
    "failed",
    "retry",
    "skipped",
    "expired",
    "revoked",
    "unknown",
)
TERMINAL = (DELIVERED, FAILED, SKIPPED, EXPIRED, REVOKED, UNKNOWN)

PROVIDERS = {0: "none", 1: "apns", 2: "fcm"}
CHANNELS = {2: "mobile_push"}

REASON_DELETED = 2  # of provider 0: a hole in the numbering, no user


class Malformed(Exception):
    """Bytes that do not follow the documented layout."""


@dataclass(frozen=True)
class Record:
    offset: int
    is_last: bool
    state: int
    recipient_state: int
    attempt: int
    provider: int
    code: int
    reason: int
    token_hash: int

    @property
    def is_hole(self):
        return self.provider == 0 and self.state == SKIPPED and self.reason == REASON_DELETED


def unpack_records(packed):
    if len(packed) % 16:
        raise Malformed(f"{len(packed)} bytes of records are not a multiple of 16")
    records = []
    for word, states, who, code, reason, token_hash in struct.iter_unpack("<HBBHHQ", packed):
        record = Record(
            offset=word & 0x1FF,
            is_last=bool(word & 0x8000),
            state=states & 15,
            recipient_state=states >> 4,
            attempt=who & 15,
            provider=who >> 4 | code >> 12 << 4,
            code=code & 0xFFF,
            reason=reason,
            token_hash=token_hash,
        )
        if word & 0x7E00 or record.state > UNKNOWN or record.recipient_state > UNKNOWN or record.attempt < 1:
            raise Malformed(f"not a record: {record}")
        if record.is_last != (record.recipient_state != PENDING):
            raise Malformed(f"the recipient's state stands on its last record and nowhere else: {record}")
        records.append(record)
    if records and not records[-1].is_last:
        raise Malformed("the last group is open")
    return records


def groups(records):
    """Records in groups, one a recipient."""
    group = []
    for record in records:
        if group and group[0].offset != record.offset:
            raise Malformed("a group of two recipients")
        group.append(record)
        if record.is_last:
            yield group
            group = []


def unpack_numbers(packed):
    """A job's explicit recipients: u32 little-endian."""
    return [number for (number,) in struct.iter_unpack("<I", packed)]
