"""I1 to I6, I8 and I10 of queue.md 3 over a snapshot: each method yields sentences about what is broken."""

from collections import Counter

from books import ledger
from books.events import Delivery
from books.identity import delivery_id, notification_id, raw_id, text_id, token_hash
from books.packed import CHANNELS, DELIVERED, REVOKED, STATE_NAMES, TERMINAL
from books.placement import partition_of_user
from books.snapshot import foreign_keys

_PUSH = CHANNELS[2]
_PROVIDER_NUMBERS = {"apns": 1, "fcm": 2}


def _numbers(fields):
    """Counters by name: what the planner notes beside them (steps, last…) is text."""
    return {name.decode(): int(value) for name, value in fields.items() if value.isdigit()}


class Audit:
    """One quiescent run: what Redis holds, what the events say, what the ledger saw, what R wanted."""

    def __init__(self, snapshot, events, lines, wanted):
        self.snapshot, self.events, self.lines, self.wanted = snapshot, events, lines, wanted
        self.project = raw_id(wanted.project)
        self.broadcasts = {raw_id(one["id"]): one for one in wanted.broadcasts}
        self.people = {}  # external id → (partition, number, user id)
        self.unknown_people = []
        self._find_people()
        self.deliveries = self._expected_deliveries()  # Delivery → (delivery id, provider name, token)
        self._lines_of = {}
        for line in ledger.accepted(lines):
            self._lines_of.setdefault(line.delivery, []).append(line)

    def _find_people(self):
        found = {}
        for (project, user), fields in self.snapshot.users.items():
            if project == self.project and b"x" in fields:
                found.setdefault(fields[b"x"].decode(), []).append(
                    (fields["partition"], int(fields[b"n"]), user)
                )
        for external_id in self.wanted.users:
            rows = found.get(external_id, [])
            if len(rows) == 1:
                self.people[external_id] = rows[0]
            else:
                self.unknown_people.append(f"user {external_id} exists {len(rows)} times")

    def _recipients(self):
        """(broadcast, external id, (partition, number)) of every recipient R wants and Redis knows."""
        for broadcast, one in self.broadcasts.items():
            for external_id in self.wanted.recipients_of(one):
                if external_id in self.people:
                    yield broadcast, external_id, self.people[external_id][:2]

    def _expected_deliveries(self):
        expected = {}
        for broadcast, external_id, place in self._recipients():
            notification = notification_id(broadcast, self.people[external_id][2], place)
            for name, provider in _PROVIDER_NUMBERS.items():
                for token in self.wanted.users[external_id].get(name, []):
                    hashed = token_hash(token)
                    delivery = Delivery(broadcast, *place, provider, hashed)
                    expected[delivery] = (text_id(delivery_id(notification, _PUSH, hashed)), name, token)
        return expected

    def _was_revoked_elsewhere(self, delivery):
        return any(
            ending.state == REVOKED
            for other in self.broadcasts
            if other != delivery.broadcast
            for ending in self.events.endings.get(
                Delivery(other, delivery.partition, delivery.number, delivery.provider, delivery.token_hash),
                [],
            )
        )

    def i1_none_is_missing(self):
        yield from self.unknown_people
        for broadcast, external_id, place in self._recipients():
            if not self.events.recipient_endings[(broadcast, *place)]:
                yield f"user {external_id} has no ending in {text_id(broadcast)}"
        for delivery, (wanted_id, _, _) in self.deliveries.items():
            endings = self.events.endings.get(delivery, [])
            if not endings:
                if not self._was_revoked_elsewhere(delivery):
                    yield f"{delivery}: no ending"
            elif endings[0].state == DELIVERED:
                if wanted_id not in self._lines_of:
                    yield f"{delivery}: delivered, but no provider accepted it"
            elif not endings[0].reason and not endings[0].code:
                yield f"{delivery}: {STATE_NAMES[endings[0].state]} without a reason"

    def i2_books_are_exact(self):
        yield from self.events.problems
        byte_tally, failed = {}, {}
        for job in self.snapshot.jobs:
            if not job.is_plan and job.outcomes is not None:
                failed.setdefault((job.partition, job.broadcast), set()).update(
                    number for number, byte in zip(job.numbers, job.outcomes) if byte & 15 in (3, 6, 7, 8)
                )
                byte_tally.setdefault((job.partition, job.broadcast), Counter()).update(
                    b & 15 for b in job.outcomes
                )
        places = set(byte_tally) | set(self.snapshot.counters) | set(self.events.recipients)
        for place in sorted(places):
            counters = _numbers(self.snapshot.counters.get(place, {}))
            where = f"broadcast {text_id(place[1])}, partition {place[0]}"
            tally = self.events.recipients[place]
            for state in TERMINAL:
                found = counters.get(f"s{state}", 0), tally[state], byte_tally.get(place, Counter())[state]
                if len(set(found)) != 1:
                    yield f"{where}: {STATE_NAMES[state]}: counter, events, outcome bytes are {found}"
            if counters.get("f", 0) != len(failed.get(place, ())):
                said = counters.get("f", 0), len(failed.get(place, ()))
                yield f"{where}: failed recipients: counter and outcome bytes are {said}"
            if counters.get("s4", 0) != tally[4]:
                yield f"{where}: retries: counter {counters.get('s4', 0)}, events {tally[4]}"
            if counters.get("gone", 0) != self.events.holes[place]:
                yield f"{where}: holes: counter {counters.get('gone', 0)}, events {self.events.holes[place]}"
            counted = {name: value for name, value in counters.items() if name[0] == "d" and "." in name}
            seen = {f"d{via}.{state}": count for (via, state), count in self.events.deliveries[place].items()}
            if counted != seen:
                yield f"{where}: deliveries: counters {counted}, events {seen}"
        yield from self._folded_counters()

    def _folded_counters(self):
        for broadcast, record in self.snapshot.broadcasts.items():
            if record.get(b"st") != b"processed":
                continue
            sums = Counter()
            for (_, owner), counters in self.snapshot.counters.items():
                if owner == broadcast:
                    sums.update(_numbers(counters))
            for name, value in record.items():
                if name.startswith(b"+") and int(value) != sums[name[1:].decode()]:
                    said = f"{name.decode()} {value.decode()}"
                    yield f"broadcast {text_id(broadcast)}: record says {said}, sum {sums[name[1:].decode()]}"

    def i3_one_ending_each(self):
        for delivery, endings in self.events.endings.items():
            if len(endings) > 1:
                yield f"{delivery}: ended {len(endings)} times"
        for (broadcast, partition, number), count in self.events.recipient_endings.items():
            if count > 1:
                yield f"number {number} of partition {partition} ended {count} times in {text_id(broadcast)}"
        for (broadcast, partition, number, attempt), count in self.events.retries.items():
            if count > 1:
                where = f"number {number}, partition {partition} of {text_id(broadcast)}"
                yield f"attempt {attempt} of {where} is told {count} times"

    def i4_all_are_closed(self):
        for (partition, name), members in sorted(self.snapshot.queues.items()):
            if members:
                yield f"partition {partition}: {len(members)} left in {name}: {members[:3]}"
        covered = Counter()
        for job in self.snapshot.jobs:
            if job.is_plan:
                yield f"plan job {job.jid} is still there"
                continue
            if job.outcomes is None or len(job.outcomes) != len(job.numbers):
                yield f"job {job.jid}: its outcome bytes do not fit its recipients"
                continue
            open_ones = sum((byte & 15) not in TERMINAL for byte in job.outcomes)
            if open_ones or job.fields.get(b"st") != b"d":
                where = f"job {job.jid} of partition {job.partition}"
                yield f"{where}: {open_ones} recipients open, state {job.fields.get(b'st')}"
            covered.update((job.broadcast, job.partition, number) for number in job.numbers)
        yield from (f"{place} stands in {count} jobs" for place, count in covered.items() if count > 1)
        for broadcast, external_id, place in self._recipients():
            if (broadcast, *place) not in covered:
                yield f"user {external_id} stands in no job of {text_id(broadcast)}"

    def i5_nothing_foreign(self):
        by_id = {wanted_id: (name, token) for wanted_id, name, token in self.deliveries.values()}
        bodies = {}
        for line in self.lines:
            if line.provider not in _PROVIDER_NUMBERS:
                continue
            if by_id.get(line.delivery) != (line.provider, line.token):
                yield f"the ledger's {line.provider} request for {line.token} ({line.delivery}) is nobody's"
            # FCM's body says how many seconds are left to live, so it differs from one attempt to the next.
            body = bodies.setdefault(line.delivery, line.body_hash)
            if line.provider == "apns" and body != line.body_hash:
                yield f"delivery {line.delivery} went out with two different bodies"
        for delivery in self.events.endings:
            if delivery not in self.deliveries and delivery.token_hash:
                yield f"{delivery}: nobody asked for it"

    def i6_duplicates_are_bounded(self):
        repeated = ledger.duplicates(self.lines)
        if repeated > self.wanted.duplicates_allowed:
            yield f"{repeated} duplicates, at most {self.wanted.duplicates_allowed} are excused"

    def i8_accepted_means_processed(self):
        for broadcast in self.broadcasts:
            record = self.snapshot.broadcasts.get(broadcast)
            if record is None:
                yield f"broadcast {text_id(broadcast)} was accepted and is gone"
            elif record.get(b"st") != b"processed":
                yield f"broadcast {text_id(broadcast)} ended as {record.get(b'st')}"
            if (told := self.events.processed[broadcast]) != 1:
                yield f"broadcast {text_id(broadcast)}: {told} broadcast.processed events"
        for broadcast in self.snapshot.broadcasts:
            if broadcast not in self.broadcasts:
                yield f"broadcast {text_id(broadcast)} exists, but nobody sent it"

    def i10_no_residue(self):
        yield from foreign_keys(self.snapshot)
        yield from (f"{name!r} has no job" for name in self.snapshot.orphans)
        yield from (f"{name!r} outlived its job" for name in self.snapshot.types if "}:od:" in name)
        for job in self.snapshot.jobs:
            if job.broadcast not in self.snapshot.broadcasts:
                yield f"job {job.jid} has no broadcast"
        for (project, user), fields in self.snapshot.users.items():
            if partition_of_user(project, user) != fields["partition"]:
                yield f"user {text_id(user)} lies in the wrong partition, {fields['partition']}"

    def run(self):
        """Invariant → its violations; empty lists where all is well."""
        return {
            "I1": list(self.i1_none_is_missing()),
            "I2": list(self.i2_books_are_exact()),
            "I3": list(self.i3_one_ending_each()),
            "I4": list(self.i4_all_are_closed()),
            "I5": list(self.i5_nothing_foreign()),
            "I6": list(self.i6_duplicates_are_bounded()),
            "I8": list(self.i8_accepted_means_processed()),
            "I10": list(self.i10_no_residue()),
        }
