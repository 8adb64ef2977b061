# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Runs each fuzzer for FUZZ_S seconds (20), two at a time, from the specimens and what earlier
runs found. What it finds stays in build/fuzz/found/NAME."""
import concurrent.futures
import glob
import os
import re
import subprocess

from rig import BUILD, ROOT
from tap import Tap

SECONDS = int(os.environ.get("FUZZ_S", "20"))
INPUT_MAX = 16384       # bytes: more only makes each input slower
SLOW_S = 5              # one input that takes longer is a find
MEMORY_MB = 1024        # with the sanitizers' shadow


def fuzz(path):
    """Runs one; (name, whether it was clean, what it said last)."""
    name = os.path.basename(path)
    corpus, found = (os.path.join(BUILD, "fuzz", what, name) for what in ("corpus", "found"))
    for folder in (corpus, found):
        os.makedirs(folder, exist_ok=True)
    done = subprocess.run([path, f"-max_total_time={SECONDS}", f"-max_len={INPUT_MAX}", f"-timeout={SLOW_S}",
                           f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={found}/", "-print_final_stats=1",
                           corpus, os.path.join(ROOT, "tests", "mail")],
                          capture_output=True, text=True, errors="replace", timeout=SECONDS * 2 + 120)
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    tail = "\n".join(done.stderr.splitlines()[-40:])
    return name, done.returncode == 0 and runs is not None, runs and int(runs.group(1)), tail


def main():
    tap = Tap()
    paths = sorted(glob.glob(os.path.join(BUILD, "fuzz", "bin", "fuzz_*")))
    if not paths:
        print("ok 1 # SKIP the fuzzers are not built: make fuzzers\n1..1")
        return
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, is_clean, runs, tail in pool.map(fuzz, paths):
            tap.ok(is_clean, f"{name}: {runs} inputs in {SECONDS} s", "" if is_clean else tail)
    tap.done()


main()
