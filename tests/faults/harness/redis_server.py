"""A redis-server of the run's own: unix socket, every write synced, as operators are told to run it."""

import os
import shutil

from books.resp import Redis, RedisError
from harness.processes import Process, wait_until


class RedisServer:
    def __init__(self, folder):
        self.folder = os.path.join(folder, "redis")
        self.socket = os.path.join(folder, "redis.sock")
        self._log = os.path.join(folder, "redis.log")
        os.mkdir(self.folder, 0o700)
        self._process = None
        self.start()

    @property
    def pid(self):
        return self._process.pid

    @property
    def url(self):
        return f"unix://{self.socket}"

    def start(self):
        words = ["redis-server", "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        words += ["--dir", self.folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"]
        words += ["--maxmemory-policy", "noeviction", "--hash-max-listpack-value", "512"]
        words += ["--auto-aof-rewrite-percentage", "0"]  # a copy of the files must be a moment of the past
        self._process = Process("redis-server", words, self._log)
        wait_until(self._does_answer, f"redis-server to answer; its log: {self._log}")

    def _does_answer(self):
        try:
            with Redis(self.url) as redis:
                return not isinstance(redis.pipeline([("PING",)])[0], RedisError)
        except OSError:
            return False

    def connect(self):
        return Redis(self.url)

    def kill(self):
        self._process.kill()

    def copy_data(self, to):
        """The files as they are now; the append-only one may end in half a command, which Redis cuts off."""
        shutil.copytree(self.folder, to)

    def replace_data(self, by):
        """While it does not run: puts an earlier copy_data() in place."""
        shutil.rmtree(self.folder)
        shutil.move(by, self.folder)
