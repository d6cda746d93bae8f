"""Child processes: started in a group of their own, killed by id, never by name. None outlives the test."""

import atexit
import ctypes
import json
import os
import random
import re
import signal
import socket
import subprocess
import time

PATIENCE = 60.0  # seconds for a start or a stop: only a hang takes that long
_SANITIZER = re.compile(
    r"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:|ThreadSanitizer"
)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_all = []


class Failure(Exception):
    """Something the test asserts does not hold; the text is for people."""


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_until(is_true, what, patience=PATIENCE, interval=0.02):
    """Polls; Failure when it does not come true."""
    deadline = time.monotonic() + patience
    while not is_true():
        if time.monotonic() > deadline:
            raise Failure(f"waited {patience:.0f} s in vain: {what}")
        time.sleep(interval)


class Process:
    def __init__(self, name, words, log_path, ready_file=None, env=None):
        """Started when this returns; serving when ready() has returned. `env`: what it has beside ours."""
        self.name, self.log_path, self.ready_file = name, log_path, ready_file
        if ready_file and os.path.exists(ready_file):
            os.remove(ready_file)
        self.facts = {}
        with open(log_path, "ab") as log:
            self._child = subprocess.Popen(
                [str(word) for word in words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
                env={**os.environ, **(env or {})},
            )
        self.pid = self._child.pid
        _all.append(self)

    @property
    def is_running(self):
        return self._child.poll() is None

    @property
    def exit_code(self):
        return self._child.poll()

    def ready(self):
        """Waits for the ready file and returns what it says."""

        def is_there():
            if not self.is_running:
                raise Failure(f"{self.name} ended with {self.exit_code} while starting:\n{self.last_words()}")
            return os.path.exists(self.ready_file)

        wait_until(is_there, f"{self.name} to get ready; its log: {self.log_path}")
        with open(self.ready_file, encoding="utf-8") as file:
            self.facts = json.load(file)
        return self.facts

    def signal(self, number):
        if self.is_running:
            os.kill(self.pid, number)

    def kill(self):
        """As the power cord would."""
        if self.is_running:
            os.killpg(self.pid, signal.SIGKILL)
        self._child.wait()

    def kill_family(self):
        """With the children it keeps in groups of their own: its Redis."""
        children = self.children() if self.is_running else []
        for child in children:
            os.kill(child, signal.SIGKILL)
        self.kill()
        wait_until(lambda: not any(map(is_alive, children)), f"the children of {self.name} to end")

    def stop(self, patience=PATIENCE):
        """SIGTERM; the exit code."""
        self.signal(signal.SIGTERM)
        return self.wait(patience)

    def wait(self, patience=PATIENCE):
        try:
            return self._child.wait(patience)
        except subprocess.TimeoutExpired:
            raise Failure(
                f"{self.name} does not end within {patience:.0f} s; its log: {self.log_path}"
            ) from None

    def last_words(self, lines=25):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-lines:])

    def sanitizer_report(self):
        """The first finding of a sanitizer in its log, or None."""
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            text = log.read()
        found = _SANITIZER.search(text)
        return text[max(0, found.start() - 200) : found.start() + 4000] if found else None

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def children(self):
        """Ids of its direct children, zombies among them."""
        found = []
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
        return found


def free_port():
    """For programs that cannot bind to port 0. Outside the range the system hands out by itself, so that nobody beside
    us is given it in the meantime."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def is_alive(pid):
    """Neither gone nor a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run(words, log_path, patience=PATIENCE):
    """A command that does one thing and leaves: its standard output. Failure on a non-zero exit code."""
    done = subprocess.run(
        [str(word) for word in words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    with open(log_path, "a", encoding="utf-8") as log:
        log.write(done.stderr)
    if done.returncode:
        command, said = " ".join(map(str, words[:3])), done.stdout + done.stderr[-3000:]
        raise Failure(f"{command} … ended with {done.returncode}:\n{said}")
    return done.stdout


@atexit.register
def kill_all():
    """Whatever this program has started and still runs."""
    for each in _all:
        if each.is_running:
            os.kill(each.pid, signal.SIGCONT)
            each.kill()
