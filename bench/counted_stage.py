"""A stage on which instructions are counted: by callgrind, so that a busy machine and an idle one say the same."""

import os
import re
import subprocess

from harness.processes import Failure, Process
from stage import Stage


class CountedStage(Stage):
    """The engine runs under callgrind, which counts when told to; other roles as ever."""

    def __init__(self, binaries, role="serve"):
        self._counted = role
        super().__init__(binaries, role)

    def start(self, role):
        if role != self._counted:
            return super().start(role)
        program = self.path("carillon-stripped")  # valgrind 3.19 ends over clang 19's debug information
        subprocess.run(["objcopy", "--strip-debug", self._program("carillon"), program], check=True)
        words = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={self.path('profile')}"]
        words += [program, role, "--config", self.settings, "--ready-file", self.path(f"{role}.json")]
        started = Process(f"carillon {role}", words, self.path(f"{role}.log"), self.path(f"{role}.json"))
        started.ready()
        return started

    def _control(self, *words):
        done = subprocess.run(["callgrind_control", *words, str(self.engine.pid)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"callgrind_control {' '.join(words)}: {done.stdout}{done.stderr}")

    def count(self, work):
        """Instructions spent while `work()` is done."""
        self._control("--zero")
        self._control("--instr=on")
        work()
        self._control("--instr=off")
        before = set(os.listdir(self.folder))
        self._control("--dump=end")
        dumps = [name for name in set(os.listdir(self.folder)) - before if name.startswith("profile.")]
        if len(dumps) != 1:
            raise Failure(f"callgrind wrote {len(dumps)} profiles where one was asked for")
        self.profile = self.path(dumps[0])  # for callgrind_annotate, while the stage stands
        with open(self.profile, encoding="utf-8", errors="replace") as file:
            return int(re.search(r"^totals: (\d+)", file.read(), re.MULTILINE).group(1))
