"""What a person does at the console while a test breaks things: looks at the queues, puts dead jobs back."""

from books.placement import PARTITIONS, key_in


class Operator:
    def __init__(self, redis, prefix="c:"):
        """`redis`: a RedisServer; connections are made anew each time, since it may be killed in between."""
        self._server, self._prefix = redis, prefix
        self.redriven = 0

    def _key(self, partition, rest):
        return key_in(self._prefix, partition, rest)

    def count(self, *names):
        """Members of these sorted sets, summed over all partitions."""
        with self._server.connect() as redis:
            commands = [("ZCARD", self._key(p, name)) for p in range(PARTITIONS) for name in names]
            return sum(redis.values(commands))

    def is_quiet(self):
        return self.count("rdy:hi", "rdy:std", "rdy:bulk", "lease", "due", "dead", "open") == 0

    def redrive(self):
        """Dead jobs back to ready. A job is taken for poison when its workers died three times, and random
        kills hit the same job three times now and then: nothing is wrong with it (queue.md 2.17)."""
        with self._server.connect() as redis:
            for partition in range(PARTITIONS):
                for jid in redis.call("ZRANGE", self._key(partition, "dead"), 0, -1):
                    job = self._key(partition, "job:" + jid.decode())
                    lane = redis.call("HGET", job, "ln").decode()
                    redis.values(
                        [
                            ("MULTI",),
                            ("ZREM", self._key(partition, "dead"), jid),
                            ("HSET", job, "lost", 0, "st", "q"),
                            ("HDEL", job, "reason"),
                            ("ZADD", self._key(partition, f"rdy:{lane}"), 0, jid),
                            ("EXEC",),
                        ]
                    )
                    self.redriven += 1
