"""What the event streams say, broadcast by broadcast: the tallies that must equal counters and outcome bytes,
and how each delivery ended."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from books.identity import short_id, text_id
from books.packed import RETRY, Malformed, groups, unpack_records
from books.placement import home_of


@dataclass(frozen=True)
class Delivery:
    broadcast: bytes
    partition: int
    number: int
    provider: int
    token_hash: int

    def __str__(self):
        return (
            f"delivery of {text_id(self.broadcast)} to number {self.number} in partition {self.partition}, "
            f"provider {self.provider}, token {self.token_hash:016x}"
        )


class Events:
    def __init__(self, snapshot):
        self.problems = []
        self.recipients = defaultdict(
            Counter
        )  # (partition, broadcast) → recipients by state, retries by attempt
        self.deliveries = defaultdict(Counter)  # (partition, broadcast) → (provider, state)
        self.holes = Counter()  # (partition, broadcast)
        self.endings = defaultdict(list)  # Delivery → terminal records
        self.recipient_endings = Counter()  # (broadcast, partition, number) → terminal groups
        self.retries = Counter()  # (broadcast, partition, number, attempt)
        self.processed = Counter()  # broadcast → broadcast.processed events
        self._numbers = {(job.partition, job.jid): job.numbers for job in snapshot.jobs if not job.is_plan}
        for entry in snapshot.entries:
            try:
                self._take(entry)
            except (Malformed, KeyError, ValueError, IndexError) as wrong:
                self.problems.append(f"event {entry.entry_id} of partition {entry.partition}: {wrong!r}")

    def _take(self, entry):
        kind = entry.fields.get(b"k")
        if kind is not None:
            if kind == b"broadcast.processed":
                broadcast = entry.fields[b"b"]
                self.processed[broadcast] += 1
                if home_of(broadcast) != entry.partition:
                    self.problems.append(
                        f"broadcast.processed of {text_id(broadcast)} in a partition not its home"
                    )
            return
        broadcast = entry.fields[b"b"]
        channel, first = entry.fields[b"j"].decode().split(":")[:2]
        jid = f"{short_id(broadcast)}:{channel}:{first}"
        numbers = self._numbers.get((entry.partition, jid))
        if numbers is None:
            raise Malformed(f"no job {jid}")
        for group in groups(unpack_records(entry.fields[b"d"])):
            self._take_group(entry.partition, broadcast, numbers, group)

    def _take_group(self, partition, broadcast, numbers, group):
        place, last = (partition, broadcast), group[-1]
        number = numbers[last.offset]
        self.recipients[place][last.recipient_state] += 1
        if last.is_hole:
            self.holes[place] += 1
        if last.recipient_state == RETRY:
            self.retries[broadcast, partition, number, last.attempt] += 1
        else:
            self.recipient_endings[broadcast, partition, number] += 1
        for record in group:
            self.deliveries[place][record.provider, record.state] += 1
            if record.state != RETRY and not record.is_hole:
                delivery = Delivery(broadcast, partition, number, record.provider, record.token_hash)
                self.endings[delivery].append(record)
