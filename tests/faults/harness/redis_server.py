"""A redis-server of the run's own: unix socket, every write synced, as operators are told to run it."""

import os
import shutil
import signal

from books.resp import Redis, RedisError
from harness.processes import Failure, Process, wait_until

_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
    "hash-max-listpack-value": "512",
    "auto-aof-rewrite-percentage": "0",  # a copy of the files must be a moment of the past
}


def append_only_file(folder):
    """The one that a Redis in this folder writes to."""
    folder = os.path.join(folder, "appendonlydir")
    names = [name for name in os.listdir(folder) if name.endswith(".incr.aof")]
    return os.path.join(folder, max(names, key=lambda name: int(name.split(".")[-3])))


class RedisServer:
    def __init__(self, folder, data=None, **settings):
        """`data`: a folder that has some already. `settings` come before the defaults; see start()."""
        self.folder = data or os.path.join(folder, "redis")
        self.socket = os.path.join(folder, "redis.sock")
        self.log = os.path.join(folder, "redis.log")
        if not data:
            os.mkdir(self.folder, 0o700)
        self._settings, self._process = dict(_SETTINGS), None
        self.start(**settings)

    @property
    def pid(self):
        return self._process.pid

    @property
    def url(self):
        return f"unix://{self.socket}"

    def launch(self, **settings):
        """Started, not waited for. `settings` as redis.conf has them, with underscores; they hold for later starts."""
        self._settings |= {name.replace("_", "-"): value for name, value in settings.items()}
        words = ["redis-server", "--unixsocket", self.socket, "--dir", self.folder]
        for name, value in self._settings.items():
            words += [f"--{name}", value]
        self._process = Process("redis-server", words, self.log)
        return self._process

    def start(self, **settings):
        self.launch(**settings)
        wait_until(self._does_answer, f"redis-server to answer; its log: {self.log}")

    def _does_answer(self):
        if not self._process.is_running:
            raise Failure(f"redis-server ended while starting:\n{self._process.last_words()}")
        try:
            with Redis(self.url) as redis:
                return not isinstance(redis.pipeline([("PING",)])[0], RedisError)
        except OSError:
            return False

    def connect(self):
        return Redis(self.url)

    def kill(self):
        self._process.kill()

    def freeze(self):
        self._process.signal(signal.SIGSTOP)

    def thaw(self):
        self._process.signal(signal.SIGCONT)

    def copy_data(self, to):
        """The files as they are now; the append-only one may end in half a command, which Redis cuts off."""
        shutil.copytree(self.folder, to)

    def replace_data(self, by):
        """While it does not run: puts an earlier copy_data() in place."""
        shutil.rmtree(self.folder)
        shutil.move(by, self.folder)
