# SPDX-License-Identifier: MIT
"""A short random history of a community's meetings against the model of history.py; `make torture` has long
ones. MODEL_SEED gives another one."""
import os

import history
from rig import run


def a_short_history(tap):
    seed = int(os.environ.get("MODEL_SEED", "1"))
    history.live(tap, seed, members=12, meetings=6, acts=int(os.environ.get("MODEL_ACTS", "60")), seconds=50)


run(a_short_history)
