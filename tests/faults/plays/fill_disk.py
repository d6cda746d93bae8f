"""The disk of the embedded Redis fills up in the middle of a broadcast. Redis cannot promise what it cannot write and
ends; its owner tries it again at a measured pace, answers 503 and says that it is not ready. With space again all goes
on by itself, and nothing acknowledged is lost.
"""

import http.client
import os
import subprocess

from harness.play import Play
from harness.processes import Failure, wait_until
from harness.unit import Unit

SIZE = 48 << 20  # of the disk


class SmallDisk(Unit):
    """Its data folder is a disk of its own."""

    def _start_product(self):
        os.mkdir(self.path("data"), 0o700)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", self.path("data")], check=True)
        super()._start_product()

    def fill(self):
        with open(self.path("data/ballast"), "wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 65_536):
                    pass
            except OSError:
                pass  # full

    def remove(self):
        subprocess.run(["umount", "-l", self.path("data")], check=False)
        super().remove()


def _status(world, method, path, *more):
    try:
        return world.rest.send(method, path, *more)[0]
    except (OSError, http.client.HTTPException):
        return 0


def _is_ready(world):
    connection = http.client.HTTPConnection("127.0.0.1", world.api.facts["ops_port"], timeout=60)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    finally:
        connection.close()


def fill_and_free(scenario):
    world = scenario.world
    scenario.populate(0)
    for turn in range(2):
        world.broadcast(key=f"before {turn}")
        scenario.pause(0.2, 0.5)
        world.fill()
        scenario.strike("the disk is full")
        wait_until(lambda: not _is_ready(world), "serve to say that it is not ready")
        refused = world.request(key=f"meanwhile {turn}")
        wait_until(
            lambda refused=refused: _status(world, "POST", "/broadcasts", *refused) == 503, "a broadcast to be refused"
        )
        scenario.pause(1.0, 2.0)
        if not world.api.is_running:
            raise Failure(f"serve ended:\n{world.api.last_words()}")
        os.remove(world.path("data/ballast"))
        scenario.strike("there is space again")
        wait_until(lambda: _is_ready(world), "serve to be ready again")
        scenario.insist(f"meanwhile {turn}")
        scenario.operator.redrive()
    scenario.replay("before 0")


def _may_mount():
    return None if os.geteuid() == 0 else "it mounts a tmpfs, which takes root"


PLAY = Play(rows="B5", part=fill_and_free, world=SmallDisk, users=3_000, lacks=_may_mount)
