#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Limits of destination domains: a slow one is never in the way of others, and a restart forgets nothing."""
import time

from mails import message, sub
from people import GENEROUS, add_newsletter, announce, sign_up
from rig import Rig, merged, run
from seed import seed

MODEL = "amy@example.org"


def slow_and_others(tap):
    limits = [{"name": "slow", "domains": "slow.example other.example", "per_minute": 6},
              {"name": "narrow", "domains": "narrow.example", "per_minute": 60000, "connections": 1}]
    with Rig(merged(GENEROUS, {"domains": limits})) as rig:
        add_newsletter(rig)
        sign_up(rig, MODEL)
        rig.stop()
        slow = [f"p{n}@{'slow' if n % 2 else 'other'}.example" for n in range(1000)]
        others = [f"p{n}@example.org" for n in range(20)]
        narrow = [f"p{n}@narrow.example" for n in range(20)]
        seed(rig.path("dpupd.db"), MODEL, slow + others + narrow)
        rig.start()

        def got(addresses):
            wanted = set(addresses)
            return [m for m in rig.sink.mails if m.recipient in wanted and m.header("Subject") == "News"]
        began = time.monotonic()
        announce(rig, "News", "Some news.")
        tap.ok(rig.sink.wait(lambda: len(got(others)) == 20, 20), "a thousand of a slow domain come first, and nobody else waits")
        tap.ok(rig.sink.wait(lambda: len(got(narrow)) == 20, 40), "one that bears one message at a time gets all, too")
        row = next(d for d in rig.status()["domains"] if d["domains"] == "slow")
        tap.ok(row["per_minute"] == 6 and 9000 < row["line_s"] <= 10000, f"the status tells how long the line is: {row}")
        rig.deliver(message("new@slow.example", sub("subscribe")))
        tap.ok(rig.letter("new@slow.example"), "an answer to somebody there does not wait")
        rig.restart()
        time.sleep(2)
        went, took = len(got(slow)), time.monotonic() - began
        tap.ok(1 <= went <= 1 + took / 10, f"{went} of the slow ones in {took:.0f} s: no more than six a minute, also after a restart")
        counts = rig.status()["deliveries"]
        tap.equal((counts["failed"] + counts["cancelled"], counts["queued"] in (1000 - went, 999 - went)), (0, True),
                  f"the others wait, none is lost: {counts}")


run(slow_and_others)
