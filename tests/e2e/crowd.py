"""Very many connections at once, and somebody who goes on asking meanwhile. Each crowd comes from an address
of its own within 127.0.0.0/8, so that ports do not run out."""

import os
import resource
import select
import socket
import threading
import time

from hostile_wire import PATIENCE, Wire, bearer, head
from served import expect

WAVE = 1000
SPARE_FILES = 500  # for everything but the crowd


def raise_file_limit(wanted):
    """For us and the processes started from now on: how many connections we can have, at most `wanted`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + SPARE_FILES
    for limits in ((needed, max(needed, hard)), (min(needed, hard), hard)):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            break
        except (ValueError, OSError):  # not ours to raise
            pass
    return min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES)


class Crowd:
    def __init__(self, port, number):
        self._to, self._from = ("127.0.0.1", port), (f"127.0.1.{number}", 0)
        self.sockets = []

    def grow(self, count, first_words=b""):
        """Connects `count` more, a wave at a time. With words: says them. How many were answered."""
        answered = 0
        while count > 0:
            wave = [self._connect() for _ in range(min(count, WAVE))]
            count -= len(wave)
            self._wait(wave, select.POLLOUT)
            if first_words:
                for one in wave:
                    one.send(first_words)
                self._wait(wave, select.POLLIN)
                answered += sum(1 for one in wave if one.recv(65536).startswith(b"HTTP/1.1 "))
            self.sockets += wave
            self.let_go()
        return answered

    def _connect(self):
        one = socket.socket()
        one.setblocking(False)
        one.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
        one.bind(self._from)
        one.connect_ex(self._to)
        return one

    @staticmethod
    def _wait(wave, event):
        poll, left = select.poll(), {one.fileno() for one in wave}
        for number in left:
            poll.register(number, event)
        deadline = time.monotonic() + PATIENCE
        while left:
            expect(time.monotonic() < deadline, f"{len(left)} of a crowd of {len(wave)} wait in vain")
            for number, _ in poll.poll(1000):
                poll.unregister(number)
                left.discard(number)

    def let_go(self):
        """Of those the server has closed; how many are left."""
        left = []
        for one in self.sockets:
            one.close() if self._is_closed(one) else left.append(one)
        self.sockets = left
        return len(left)

    @staticmethod
    def _is_closed(one):
        try:
            while one.recv(65536):
                pass
            return True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def leave(self):
        for one in self.sockets:
            one.close()
        self.sockets = []


class Bystander:
    """Asks the API and the ops listener all the while, each time over a new connection."""

    def __init__(self, served):
        facts = served.server.facts
        self._asks = {
            "api": (facts["api_port"], head("GET", "/v2/users?limit=1", bearer(served.token))),
            "ops": (facts["ops_port"], head("GET", "/readyz")),
        }
        self._served, self._is_over, self._answers = served, threading.Event(), []
        self._thread = threading.Thread(target=self._ask_on, daemon=True)

    def _ask_on(self):
        while not self._is_over.is_set():
            for name, (port, words) in self._asks.items():
                start = time.monotonic()
                try:
                    with Wire(port) as wire:
                        wire.write(words)
                        status = wire.status()
                except OSError as error:
                    status = str(error)
                self._answers.append((name, status, time.monotonic() - start))
            time.sleep(0.02)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        self._is_over.set()
        self._thread.join()
        if kind is not None:
            return
        for name in self._asks:
            mine = [(status, took) for who, status, took in self._answers if who == name]
            expect(mine, f"{name} was not asked")
            statuses = {status for status, _ in mine}
            expect(statuses == {200}, f"{name} answered a bystander {statuses}")
            times = sorted(1000 * took for _, took in mine)
            slowest = times[len(times) * 99 // 100]
            print(f"    {name}: {len(mine)} answers, 99 of 100 within {slowest:.0f} ms", flush=True)


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))
