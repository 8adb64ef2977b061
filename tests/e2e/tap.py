# SPDX-License-Identifier: MIT
"""The Test Anything Protocol, the part tests/run reads."""
import sys


class Tap:
    """Prints a line for each test as it is decided, and the plan at the end."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, condition, name, why=""):
        """Records one test; `why` is shown where it fails. Returns the condition."""
        self.count += 1
        if not condition:
            self.failed += 1
            for line in str(why).splitlines():
                print(f"# {line}")
        print(f"{'ok' if condition else 'not ok'} {self.count} - {name}", flush=True)
        return bool(condition)

    def equal(self, got, wanted, name):
        return self.ok(got == wanted, name, f"got    {got!r}\nwanted {wanted!r}")

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)

    def done(self):
        """The plan; ends the program with 1 where a test failed."""
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)
