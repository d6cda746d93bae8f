#!/usr/bin/env python3
"""The queue's protocol before Spin (docs/model): sound in every order of its steps, and wrong as soon as what makes it
sound is taken out. Needs spin and a C compiler."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

_MODEL = Path(__file__).resolve().parents[2] / "docs" / "model" / "queue.pml"
_COMPILER = shutil.which("clang-19") or shutil.which("cc")


class ModelTest(unittest.TestCase):
    def explore(self, *words):
        """(errors, states) with these words defined."""
        with tempfile.TemporaryDirectory(prefix="carillon-model-") as folder:
            run = lambda *command: subprocess.run(  # noqa: E731
                command, cwd=folder, capture_output=True, text=True, check=True
            ).stdout
            run("spin", f"-P{_COMPILER} -E -x c", *(f"-D{word}" for word in words), "-a", str(_MODEL))
            run(_COMPILER, "-O1", "-w", "-DSAFETY", "-o", "pan", "pan.c")
            told = run("./pan", "-m100000")
        found = re.search(r"errors: (\d+)", told)
        states = re.search(r"(\d+) states, stored", told)
        self.assertTrue(found and states, told)
        self.assertNotIn("max search depth too small", told)
        return int(found[1]), int(states[1])

    def assert_sound(self, *words):
        errors, states = self.explore(*words)
        self.assertEqual(errors, 0, words)
        print(f"{' '.join(words) or 'the protocol'}: {states} states, sound")

    def assert_wrong(self, *words):
        errors, states = self.explore(*words)
        self.assertGreater(errors, 0, f"the mutant {words} survives {states} states: the model proves nothing")

    def test_the_protocol_is_sound(self):
        self.assert_sound()

    def test_without_the_fence_the_guard_of_outcomes_holds(self):
        self.assert_sound("NO_FENCE")

    def test_without_the_guard_of_outcomes_the_fence_holds_against_pauses_alone(self):
        self.assert_sound("NO_GUARD", "LOSSES=0", "ROLLBACKS=0")
        self.assert_wrong("NO_GUARD", "ROLLBACKS=0")

    def test_without_both_guards_a_pause_is_enough(self):
        self.assert_wrong("NO_FENCE", "NO_GUARD", "LOSSES=0", "ROLLBACKS=0")

    def test_without_the_hole_check_it_is_wrong_once_redis_went_back(self):
        self.assert_sound("NO_CHECK", "ROLLBACKS=0")
        self.assert_wrong("NO_CHECK")

    def test_without_the_reaper_a_crash_leaves_a_job_behind(self):
        self.assert_wrong("NO_REAPER")

    def test_a_lost_reply_is_no_reason_to_send_again(self):
        self.assert_wrong("IMPATIENT")


if __name__ == "__main__":
    unittest.main()
