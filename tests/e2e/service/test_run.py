# SPDX-License-Identifier: MIT
"""tests/run itself: a test runner that reports success for a test that never ran is worse than
none, so each way a program can fail to test anything is tried here."""
import os
import subprocess
import tempfile
import time

from rig import ROOT, run

# So long sleeps what a test here leaves behind: a number of this very run, which another beside it does not have.
LEFT_S = 10**6 + os.getpid()

# Source, and the counts that tests/run must print for it. All end with status 0 unless they say so.
CASES = {
    "two good ones": ("print('1..2\\nok 1 - a\\nok 2 - b')", "2 passed, 0 failed"),
    "one bad": ("print('ok 1 - a\\nnot ok 2 - b\\n1..2'); sys.exit(1)", "1 passed, 1 failed"),
    "a bad one that exits 0": ("print('not ok 1 - a\\n1..1')", "0 passed, 1 failed"),
    "skipped": ("print('ok 1 - a # SKIP no root\\nok 2 - b\\n1..2')", "1 passed, 0 failed, 1 skipped"),
    "skipped as cmocka says it": ("print('1..2\\nnot ok 1 # SKIP a\\nok 2 - b')",
                                  "1 passed, 0 failed, 1 skipped"),
    "nothing printed": ("pass", "0 passed, 1 failed"),
    "fewer than planned": ("print('1..3\\nok 1 - a\\nok 2 - b')", "2 passed, 1 failed"),
    "good tests, then exit 7": ("print('1..1\\nok 1 - a', flush=True); sys.exit(7)", "1 passed, 1 failed"),
    "good tests, then a signal": ("print('1..1\\nok 1 - a', flush=True); os.kill(os.getpid(), 9)",
                                  "1 passed, 1 failed"),
    "bail out": ("print('ok 1 - a\\nBail out! no disk')", "1 passed, 1 failed"),
    "words that only look like results": ("print('okay\\nnot okay\\nok 1 - a\\n1..1')", "1 passed, 0 failed"),
    "slower than its limit": ("print('ok 1 - a', flush=True); time.sleep(60)\n# tests/run: limit 1 s",
                              "1 passed, 1 failed"),
    "a server left behind": ("import subprocess; print('ok 1 - a\\n1..1', flush=True)\n"
                             f"subprocess.Popen(['sleep', '{LEFT_S}'], start_new_session=True)",
                             "1 passed, 0 failed"),
}


def runner(*paths):
    return subprocess.run([os.path.join(ROOT, "tests", "run"), *paths], capture_output=True, text=True,
                          cwd="/", stdin=subprocess.DEVNULL, timeout=60)


def sleeping():
    done = subprocess.run(["pgrep", "-f", f"^sleep {LEFT_S}$"], capture_output=True, text=True)
    return done.stdout.split()


def counts(tap):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (name, (source, expected)) in enumerate(CASES.items()):
            path = os.path.join(folder, f"test_{number}.py")
            with open(path, "w") as f:
                f.write(f"import os, sys, time\n{source}\n")
            paths.append(path)
            started = time.monotonic()
            done = runner(path)
            last = done.stdout.splitlines()[-1]
            tap.ok(last == expected, f"{name}: {last}")
            tap.ok(done.returncode == (0 if ", 0 failed" in expected else 1), f"{name}: the exit status")
            tap.ok(time.monotonic() - started < 20, f"{name}: in time")
        tap.ok("left running: sleep" in done.stdout and not sleeping(), "what is left behind is ended")
        done = runner(*paths)
        tap.ok(done.stdout.splitlines()[-1] == "13 passed, 8 failed, 2 skipped", "all of them, added up")


WAITS = """for _ in range(200):
    open({own!r}, "w").close()
    if os.path.exists({other!r}):
        break
    time.sleep(0.05)
print("ok 1 - a" if os.path.exists({other!r}) else "not ok 1 - alone")
print("1..1")
"""


def side_by_side(tap):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, f"test_{n}.py") for n in "ab"]
        for path, other in (paths, paths[::-1]):
            with open(path, "w") as f:
                f.write("import os, time\n" + WAITS.format(own=path + ".here", other=other + ".here"))
        done = runner(*paths)
        tap.ok(done.stdout.splitlines()[-1] == "2 passed, 0 failed", "two run at a time")
        tap.ok(done.stdout.index("test_a") < done.stdout.index("test_b"), "and are told of in their order")


def ended_from_outside(tap):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "test_a.py")
        with open(path, "w") as f:
            f.write(f"import subprocess\nsubprocess.run(['sleep', '{LEFT_S}'], start_new_session=True)\n")
        process = subprocess.Popen([os.path.join(ROOT, "tests", "run"), path], stdout=subprocess.PIPE, text=True)
        while not sleeping():
            time.sleep(0.05)
        process.terminate()
        said, _ = process.communicate(timeout=30)
        tap.ok("interrupted" in said and process.returncode == 1, "a run that is ended says so, and is no success")
        tap.ok(not sleeping(), "and nothing of it goes on")


def words(tap):
    tap.ok(runner("nonsense").returncode == 64, "an unknown word is a usage error")
    tap.ok(runner("/nonexistent/test_a.py").returncode == 64, "so is a program that is not there")


run(counts, side_by_side, ended_from_outside, words)
