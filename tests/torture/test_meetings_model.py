# SPDX-License-Identifier: MIT
# tests/run: limit 3600 s
"""Long random histories of a community's meetings against the model of e2e/history.py: 50 members, 10
meetings.

    MODEL_SEED      the first history's (2; `make torture` takes any, and prints it)
    MODEL_HISTORIES how many (5), each with a seed one higher
    MODEL_ACTS      acts of each (300)
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

import history
from rig import run


def long_histories(tap):
    seed = int(os.environ.get("MODEL_SEED", "2"))
    for n in range(int(os.environ.get("MODEL_HISTORIES", "5"))):
        history.live(tap, seed + n, members=50, meetings=10, acts=int(os.environ.get("MODEL_ACTS", "300")), seconds=600)


run(long_histories)
