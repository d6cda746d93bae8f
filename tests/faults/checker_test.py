#!/usr/bin/env python3
"""The checker's own test: sound books pass, and each way of cooking them is noticed under the right
invariant.

Over a real redis-server, with the books of synthetic.py. No arguments needed; those of unittest work.
"""

import os
import shutil
import tempfile
import unittest

from books.identity import delivery_id, notification_id, short_id, text_id, token_hash
from books.packed import DELIVERED, Malformed, unpack_records
from books.placement import PARTITIONS, TAGS, crc32c
from checker import audit
from harness.redis_server import RedisServer
from synthetic import SyntheticRun, pack


class CheckerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="carillon-checker-")
        cls.server = RedisServer(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.redis = self.server.connect()
        self.redis.call("FLUSHALL")
        self.run_ = SyntheticRun(self.redis, os.path.join(self.folder, "ledger"))
        self.partition = next(iter(self.run_.members))
        self.job = self.run_.job_of(self.partition)

    def tearDown(self):
        self.redis.close()

    def key(self, rest):
        return self.run_.key(self.partition, rest)

    def violated(self):
        found, _ = audit(self.server.url, self.run_.ledger_path, self.run_.wanted)
        return {invariant for invariant, violations in found.items() if violations}

    def assert_notices(self, *invariants):
        self.assertLessEqual(set(invariants), self.violated())

    def events_of_the_partition(self):
        return self.redis.call("XRANGE", self.key(f"ev:{self.run_.project_text}"), "-", "+")

    def test_sound_books_pass(self):
        self.assertEqual(self.violated(), set())

    def test_notices_a_lost_event(self):
        name = self.key(f"ev:{self.run_.project_text}")
        self.redis.call("XDEL", name, self.events_of_the_partition()[0][0])
        self.assert_notices("I1", "I2")

    def test_notices_an_event_written_twice(self):
        flat = self.events_of_the_partition()[0][1]
        self.redis.call("XADD", self.key(f"ev:{self.run_.project_text}"), "*", *flat)
        self.assert_notices("I2", "I3")

    def test_notices_a_double_count_even_when_counters_equal_events(self):
        token = self.run_.wanted.users["user-4"]["apns"][0]
        partition = next(p for p, members in self.run_.members.items() if "user-4" in members)
        self.run_.add_event(
            partition, pack(self.run_.members[partition].index("user-4"), DELIVERED, DELIVERED, token=token)
        )
        counters = self.run_.key(partition, f"bc:{short_id(self.run_.broadcast)}")
        record = self.run_.key(crc32c(self.run_.broadcast) % PARTITIONS, f"b:{short_id(self.run_.broadcast)}")
        for name in ("s2", "d1.2"):
            self.redis.call("HINCRBY", counters, name, 1)
            self.redis.call("HINCRBY", record, f"+{name}", 1)
        self.assert_notices("I2", "I3")

    def test_notices_a_missing_outcome(self):
        self.redis.call("SETRANGE", self.key(f"oc:{self.job}"), 0, b"\0")
        self.assert_notices("I2", "I4")

    def test_notices_a_counter_that_is_off(self):
        self.redis.call("HINCRBY", self.key(f"bc:{short_id(self.run_.broadcast)}"), "s2", 1)
        self.assert_notices("I2")

    def test_notices_failed_recipients_counted_wrong(self):
        self.redis.call("HINCRBY", self.key(f"bc:{short_id(self.run_.broadcast)}"), "f", 1)
        self.assert_notices("I2")

    def test_notices_a_delivery_counter_that_is_off(self):
        self.redis.call("HINCRBY", self.key(f"bc:{short_id(self.run_.broadcast)}"), "d2.2", 1)
        self.assert_notices("I2")

    def test_notices_a_retry_counted_twice(self):
        partition = next(p for p, members in self.run_.members.items() if "user-2" in members)
        name = self.run_.key(partition, f"ev:{self.run_.project_text}")
        self.redis.call("XADD", name, "*", *self.redis.call("XRANGE", name, "-", "+")[0][1])
        self.assert_notices("I2", "I3")

    def test_notices_a_folded_sum_that_is_off(self):
        home = crc32c(self.run_.broadcast) % PARTITIONS
        self.redis.call("HINCRBY", self.run_.key(home, f"b:{short_id(self.run_.broadcast)}"), "+r", 1)
        self.assertEqual(self.violated(), {"I2"})

    def test_notices_jobs_left_in_a_queue(self):
        for queue in ("lease", "due", "dead", "rdy:bulk", "open"):
            self.redis.call("ZADD", self.key(queue), 1, self.job)
            self.assertEqual(self.violated(), {"I4"}, queue)
            self.redis.call("DEL", self.key(queue))

    def test_notices_a_user_in_no_job(self):
        self.redis.call("DEL", self.key(f"job:{self.job}"), self.key(f"oc:{self.job}"))
        self.assert_notices("I1", "I4")

    def test_notices_a_user_in_two_jobs(self):
        second = self.job[:-1] + "1"
        self.redis.call("COPY", self.key(f"job:{self.job}"), self.key(f"job:{second}"))
        self.redis.call("HSET", self.key(f"job:{second}"), "list", b"\0\0\0\0", "n", 1)
        self.redis.call("SET", self.key(f"oc:{second}"), b"\x12")
        self.assert_notices("I4")

    def test_notices_a_delivery_no_provider_saw(self):
        self.run_.lines = [line for line in self.run_.lines if " 410 " in line]
        self.run_.write_ledger()
        self.assertEqual(self.violated(), {"I1"})

    def test_notices_a_missing_user(self):
        self.run_.wanted.users["user-99"] = {"apns": [], "fcm": []}
        self.assertEqual(self.violated(), {"I1"})

    def test_notices_a_foreign_request(self):
        columns = self.run_.lines[0].split()
        self.run_.lines.append(" ".join(columns[:2] + ["f" * 64] + columns[3:]))
        self.run_.write_ledger()
        self.assert_notices("I5")

    def test_notices_a_changed_body(self):
        self.run_.wanted.kills, self.run_.wanted.window = 1, 1
        self.run_.lines.append(self.run_.lines[0][:-2] + "ff")
        self.run_.write_ledger()
        self.assertEqual(self.violated(), {"I5"})

    def test_notices_duplicates_nobody_was_killed_for(self):
        repeated = next(line for line in self.run_.lines if " 200 " in line)
        self.run_.lines.append(repeated)
        self.run_.write_ledger()
        self.assertEqual(self.violated(), {"I6"})
        self.run_.wanted.kills, self.run_.wanted.window = 1, 1
        self.assertEqual(self.violated(), set())

    def test_notices_a_broadcast_that_never_ended(self):
        home = crc32c(self.run_.broadcast) % PARTITIONS
        self.redis.call("HSET", self.run_.key(home, f"b:{short_id(self.run_.broadcast)}"), "st", "planned")
        self.assertEqual(self.violated(), {"I8"})

    def test_notices_residue(self):
        residue = {
            "c:tmp": "I10",
            self.key("tmp"): "I10",
            "elsewhere": "I10",
            self.key(f"od:{self.job}"): "I10",
        }
        for name in residue:
            self.redis.call("SET", name, "x")
            self.assertEqual(self.violated(), {"I10"}, name)
            self.redis.call("DEL", name)

    def test_notices_a_user_in_the_wrong_partition(self):
        user = self.run_.user("user-0")
        partition = next(p for p, members in self.run_.members.items() if "user-0" in members)
        rest = f"u:{self.run_.project_text}:{short_id(user)}"
        self.redis.call(
            "RENAME", self.run_.key(partition, rest), self.run_.key((partition + 1) % PARTITIONS, rest)
        )
        self.assert_notices("I10")


class KnownAnswers(unittest.TestCase):
    def test_crc32c(self):
        self.assertEqual(crc32c(b"123456789"), 0xE3069283)

    def test_tags_are_spread_over_the_slots(self):
        for partition, tag in enumerate(TAGS):
            slot = 0
            for byte in tag.encode():
                slot ^= byte << 8
                for _ in range(8):
                    slot = (slot << 1 ^ 0x1021 if slot & 0x8000 else slot << 1) & 0xFFFF
            self.assertAlmostEqual(slot % 16384, (partition + 0.5) * 16384 / PARTITIONS, delta=2)

    def test_ids_are_of_version_8(self):
        notification = notification_id(bytes(16), bytes(range(16)), (63, 2**32 - 1))
        for raw in (notification, delivery_id(notification, "mobile_push", token_hash("a"))):
            self.assertEqual(text_id(raw)[14], "8")
            self.assertIn(text_id(raw)[19], "89ab")

    def test_malformed_records_are_refused(self):
        for packed in (
            b"x" * 15,
            pack(1, DELIVERED),
            pack(1, 9, 9),
            pack(1, DELIVERED, DELIVERED, attempt=0),
        ):
            with self.assertRaises(Malformed):
                unpack_records(packed)


if __name__ == "__main__":
    unittest.main()
