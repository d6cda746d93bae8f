"""Everything in Redis that the invariants speak of, read once into plain data. Reads only; call it when the
queue is quiescent, or what it shows is no single moment."""

from dataclasses import dataclass, field

from books import schema
from books.identity import from_short_id
from books.packed import unpack_numbers
from books.placement import TAGS
from books.resp import RedisError, pairs

_PARTITION_OF_TAG = {tag: number for number, tag in enumerate(TAGS)}
_QUEUES = ("rdy:hi", "rdy:std", "rdy:bulk", "lease", "due", "dead", "open")


@dataclass
class Job:
    jid: str
    partition: int
    fields: dict
    outcomes: bytes = None  # None: no oc: key

    @property
    def broadcast(self):
        return from_short_id(self.jid.split(":")[0])

    @property
    def is_plan(self):
        return self.jid.endswith(":plan")

    @property
    def numbers(self):
        """The recipients, in order of their offsets."""
        if b"list" in self.fields:
            return unpack_numbers(self.fields[b"list"])
        first = int(self.jid.split(":")[2])
        return list(range(first, first + int(self.fields[b"n"])))


@dataclass
class Entry:
    """One entry of an event stream."""

    entry_id: str
    partition: int
    project: bytes
    fields: dict


@dataclass
class Snapshot:
    prefix: str
    types: dict = field(default_factory=dict)  # key → Redis type
    jobs: list = field(default_factory=list)
    orphans: list = field(default_factory=list)  # outcome keys without their job
    counters: dict = field(default_factory=dict)  # (partition, broadcast) → {name: bytes}
    broadcasts: dict = field(default_factory=dict)  # raw id → fields of the record
    entries: list = field(default_factory=list)
    users: dict = field(default_factory=dict)  # (project, user) → fields, "partition" among them
    numbers: dict = field(default_factory=dict)  # (project, partition, number) → user, deleted ones too
    queues: dict = field(default_factory=dict)  # (partition, name of a sorted set) → members


def _split(key, prefix):
    """(partition, rest) of a key in a partition's slot, or (None, None)."""
    text = key[len(prefix) :]
    tag, _, rest = text[1:].partition("}:")
    return (
        (_PARTITION_OF_TAG[tag], rest) if text.startswith("{") and tag in _PARTITION_OF_TAG else (None, None)
    )


def _read_stream(redis, key):
    start = "-"
    while True:
        some = redis.call("XRANGE", key, start, "+", "COUNT", 1000)
        yield from some
        if len(some) < 1000:
            return
        start = b"(" + some[-1][0]


class _Reader:
    def __init__(self, redis, prefix):
        self.redis = redis
        self.out = Snapshot(prefix)
        raw_keys = sorted(redis.keys())
        self.raw = {key.decode(errors="surrogateescape"): key for key in raw_keys}
        types = redis.values([("TYPE", key) for key in raw_keys])
        self.out.types = {name: kind.decode() for name, kind in zip(self.raw, types)}

    def hashes(self, names):
        replies = self.redis.pipeline([("HGETALL", self.raw[name]) for name in names])
        return [{} if isinstance(reply, RedisError) else pairs(reply) for reply in replies]

    def named(self, start):
        """(key, partition, rest after `start`) of the keys in partitions that begin with it."""
        for name in self.raw:
            partition, rest = _split(name, self.out.prefix)
            if rest is not None and rest.startswith(start):
                yield name, partition, rest[len(start) :]

    def read(self):
        out = self.out
        found = list(self.named("job:"))
        for (_, partition, jid), fields in zip(found, self.hashes(name for name, _, _ in found)):
            out.jobs.append(Job(jid, partition, fields))
        by_place = {(job.partition, job.jid): job for job in out.jobs}
        for name, partition, jid in self.named("oc:"):
            job = by_place.get((partition, jid))
            if job:
                job.outcomes = self.redis.call("GET", self.raw[name])
            else:
                out.orphans.append(name)
        self._read_hashes("bc:", lambda partition, rest: (partition, from_short_id(rest)), out.counters)
        self._read_hashes("b:", lambda _, rest: from_short_id(rest), out.broadcasts)
        self._read_people()
        for name, partition, rest in self.named("ev:"):
            for entry_id, flat in _read_stream(self.redis, self.raw[name]):
                out.entries.append(Entry(entry_id.decode(), partition, from_short_id(rest), pairs(flat)))
        for queue in _QUEUES:
            for name, partition, rest in self.named(queue):
                if not rest:
                    out.queues[partition, queue] = self.redis.call("ZRANGE", self.raw[name], 0, -1)
        return out

    def _read_hashes(self, start, place, into):
        found = list(self.named(start))
        for (_, partition, rest), fields in zip(found, self.hashes(name for name, _, _ in found)):
            into[place(partition, rest)] = fields

    def _read_people(self):
        found = list(self.named("u:"))
        for (_, partition, rest), fields in zip(found, self.hashes(name for name, _, _ in found)):
            project, user = (from_short_id(part) for part in rest.split(":"))
            self.out.users[project, user] = {**fields, "partition": partition}
        found = list(self.named("ux:"))
        for (_, partition, rest), fields in zip(found, self.hashes(name for name, _, _ in found)):
            project, page = rest.split(":")
            for place, user in fields.items():
                number = int(page) * 100 + int(place)
                self.out.numbers[from_short_id(project), partition, number] = user


def take(redis, prefix="c:"):
    return _Reader(redis, prefix).read()


def foreign_keys(snapshot):
    """Keys outside the schema, and keys of the wrong type."""
    for name, kind in snapshot.types.items():
        wanted = schema.type_of(name, snapshot.prefix)
        if wanted is None:
            yield f"{name!r} is no key of the schema"
        elif wanted != kind:
            yield f"{name!r} is a {kind}, not a {wanted}"
