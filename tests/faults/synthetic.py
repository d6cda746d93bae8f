"""A small run's books, written by hand as the schema documents them: what the checker's own test doctors. One
broadcast to eight users; one has no device, one device is dead, one delivery needed a second attempt."""

import hashlib
import struct
from collections import Counter

from books.expectation import Expectation
from books.identity import delivery_id, notification_id, short_id, text_id, token_hash
from books.packed import DELIVERED, RETRY, REVOKED, SKIPPED
from books.placement import home_of, key_in, partition_of_user

PREFIX = "c:"


def _id(name):
    raw = bytearray(hashlib.sha256(name.encode()).digest()[:16])
    raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80
    return bytes(raw)


def pack(offset, state, recipient=0, attempt=1, provider=1, code=200, reason=0, token=None):
    """One record; with `recipient` it is the last of its group."""
    word = offset | (0x8000 if recipient else 0)
    hashed = token_hash(token) if token else 0
    return struct.pack("<HBBHHQ", word, state | recipient << 4, attempt | provider << 4, code, reason, hashed)


class SyntheticRun:
    def __init__(self, redis, ledger_path):
        self.redis, self.ledger_path = redis, ledger_path
        self.project, self.broadcast = _id("project"), _id("broadcast")
        self.wanted = Expectation(project=text_id(self.project), users={})
        self.members = {}  # partition → external ids, by number
        self.lines = []
        self._make_people()
        self._make_jobs()
        self._make_broadcast()
        self.write_ledger()

    def key(self, partition, rest):
        return key_in(PREFIX, partition, rest)

    @property
    def project_text(self):
        return short_id(self.project)

    def user(self, external_id):
        return _id(external_id)

    def job_of(self, partition):
        return f"{short_id(self.broadcast)}:2:0"

    def _make_people(self):
        for index in range(8):
            external_id = f"user-{index}"
            user = self.user(external_id)
            partition = partition_of_user(self.project, user)
            members = self.members.setdefault(partition, [])
            number = len(members)
            members.append(external_id)
            tokens = [f"{index:02x}{device:062x}" for device in range(index % 3)]
            self.wanted.users[external_id] = {"apns": tokens, "fcm": []}
            name = self.key(partition, f"u:{self.project_text}:{short_id(user)}")
            self.redis.call("HSET", name, "n", number, "x", external_id, "c", 1)
            self.redis.call("HSET", self.key(partition, f"ux:{self.project_text}:0"), number, user)
            self.redis.call("INCR", self.key(partition, f"seq:{self.project_text}"))

    def _group(self, offset, external_id):
        """(records of earlier attempts, records of the last one, outcome byte)"""
        tokens = self.wanted.users[external_id]["apns"]
        if not tokens:
            return b"", pack(offset, SKIPPED, SKIPPED, provider=0, code=0, reason=1), SKIPPED | 1 << 4
        for token in tokens:
            self._add_line(external_id, token, 200)
        if external_id == "user-1":
            self.lines.pop()
            self._add_line(external_id, tokens[0], 410, "Unregistered")
            return b"", pack(offset, REVOKED, REVOKED, code=410, reason=27, token=tokens[0]), REVOKED | 1 << 4
        if external_id == "user-2":
            first = pack(offset, DELIVERED, token=tokens[0]) + pack(
                offset, RETRY, RETRY, code=503, token=tokens[1]
            )
            return first, pack(offset, DELIVERED, DELIVERED, 2, token=tokens[1]), DELIVERED | 2 << 4
        records = [pack(offset, DELIVERED, token=token) for token in tokens[:-1]]
        records.append(pack(offset, DELIVERED, DELIVERED, token=tokens[-1]))
        return b"", b"".join(records), DELIVERED | 1 << 4

    def _add_line(self, external_id, token, status, reason="-"):
        user = self.user(external_id)
        partition = partition_of_user(self.project, user)
        place = partition, self.members[partition].index(external_id)
        notification = notification_id(self.broadcast, user, place)
        delivery = text_id(delivery_id(notification, "mobile_push", token_hash(token)))
        self.lines.append(f"1 apns {token} {text_id(notification)} {delivery} {status} {reason} 00")

    def add_event(self, partition, records):
        name = self.key(partition, f"ev:{self.project_text}")
        self.redis.call("XADD", name, "*", "b", self.broadcast, "j", "2:0", "d", records)

    def _make_jobs(self):
        self.totals = Counter()
        for partition, members in self.members.items():
            earlier, last, outcomes = b"", b"", b""
            for offset, external_id in enumerate(members):
                retried, ended, byte = self._group(offset, external_id)
                earlier, last, outcomes = earlier + retried, last + ended, outcomes + bytes([byte])
            for records in filter(None, (earlier, last)):
                self.add_event(partition, records)
            job = self.job_of(partition)
            fields = ["t", self.project, "n", len(members), "ln", "bulk", "st", "d"]
            self.redis.call("HSET", self.key(partition, f"job:{job}"), *fields)
            self.redis.call("SET", self.key(partition, f"oc:{job}"), outcomes)
            counters = self._count(earlier + last)
            failed = sum(byte & 15 == REVOKED for byte in outcomes)
            counters.update(jobs=1, jobs_done=1, r=len(members), **({"f": failed} if failed else {}))
            self.totals.update(counters)
            flat = [word for pair in counters.items() for word in pair]
            self.redis.call("HSET", self.key(partition, f"bc:{short_id(self.broadcast)}"), *flat)

    @staticmethod
    def _count(records):
        counters = Counter()
        for _, states, who, code in (struct.unpack_from("<HBBH", records, at) for at in range(0, len(records), 16)):
            counters[f"d{who >> 4 | code >> 12 << 4}.{states & 15}"] += 1
            if states >> 4:
                counters[f"s{states >> 4}"] += 1
        return counters

    def _make_broadcast(self):
        self.wanted.broadcasts.append({"id": text_id(self.broadcast), "recipients": None})
        home = home_of(self.broadcast)
        folded = [word for name, value in self.totals.items() for word in (f"+{name}", value)]
        record = self.key(home, f"b:{short_id(self.broadcast)}")
        self.redis.call("HSET", record, "t", self.project, "st", "processed", *folded)
        events = self.key(home, f"ev:{self.project_text}")
        self.redis.call("XADD", events, "*", "k", "broadcast.processed", "b", self.broadcast, "p", "{}")

    def write_ledger(self):
        with open(self.ledger_path, "w", encoding="ascii") as file:
            file.write("".join(line + "\n" for line in self.lines))
