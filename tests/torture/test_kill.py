# SPDX-License-Identifier: MIT
"""kill -9 of core, and of each child, at random, while 5,000 mails go out: none is lost, and none
goes out twice beyond what cannot be known, which is one delivery for each connection that was
cut off. A copy is the same message: the same Message-ID, the same bytes.

    TORTURE_SEED    the order of the kills (printed; give it to see the same again)
    TORTURE_MAILS   how many mails (5000)
    TORTURE_KILLS   end the killing after so many (40)
    TORTURE_CONNECTIONS     to the relay (4)
"""
import collections
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from people import GENEROUS, add_newsletter, announce, sign_up, state_of
from mails import message, sub
from rig import Rig, merged, run, wait
from seed import seed

MAILS = int(os.environ.get("TORTURE_MAILS", "5000"))
KILLS = int(os.environ.get("TORTURE_KILLS", "40"))
SEED = int(os.environ.get("TORTURE_SEED", str(random.SystemRandom().randrange(1 << 30))))
CONNECTIONS = int(os.environ.get("TORTURE_CONNECTIONS", "4"))
# The sink's answer to a final dot takes this long: the window in which a kill leaves doubt.
DOT_S = 0.004
END_S = 120     # from the last kill until nothing is under way


class Killer:
    """Kills one process of the rig after the other, and remembers what that may have cost."""

    def __init__(self, rig):
        self.rig = rig
        self.random = random.Random(SEED)
        self.kills = collections.Counter()
        self.allowed = 0        # deliveries that may be in doubt so far

    def victim(self):
        name = self.random.choice(["dpupd", "dpupd-send", "dpupd-send", "dpupd-parse", "dpupd-fetch"])
        if name == "dpupd":
            return name, self.rig.process.pid
        pids = self.rig.children(name)
        return name, self.random.choice(pids) if pids else None

    def strike(self):
        name, pid = self.victim()
        if pid is None:
            return
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.kills[name] += 1
        self.allowed += {"dpupd": CONNECTIONS, "dpupd-send": 1}.get(name, 0)
        if name == "dpupd":
            self.rig.process.wait()
            self.rig.start()


def killing(tap, rig, number):
    """Kills until the announcement is nearly out, or KILLS is reached."""
    killer = Killer(rig)
    joiners = 0
    while sum(killer.kills.values()) < KILLS and len(rig.sink.mails) < MAILS:
        time.sleep(killer.random.uniform(0.02, 0.4))
        rig.deliver(message(f"joiner{joiners}@example.org", sub("subscribe")))
        joiners += 1
        killer.strike()
    tap.ok(len(killer.kills) == 4 or MAILS < 5000, f"every kind of process was killed: {dict(killer.kills)}")
    wait(lambda: finished(rig, number), "the announcement to be done", END_S)
    return killer, joiners


def finished(rig, number):
    try:
        report = rig.ctl("announce", "report", number)
    except Exception:
        return False        # core may be between two lives
    return report["state"] == "done" and report


def count(tap, rig, number, people, killer):
    """None lost, none twice beyond the doubt, and what dpupd says is what the sink saw."""
    by_person = collections.defaultdict(list)
    for mail in rig.sink.mails:
        if "joiner" not in mail.recipient and b"Subject: Torture" in mail.data:
            by_person[mail.recipient].append(mail)
    report = rig.ctl("announce", "report", number)
    held = [row for row in rig.ctl("queue", "list", "--state", "held")]
    missing = set(people) - set(by_person)
    copies = sum(len(mails) - 1 for mails in by_person.values())
    tap.ok(len(missing) <= len(held), f"none lost ({len(missing)} missing, {len(held)} held for staff)")
    # A delivery that is held was in doubt twice: it may be a copy, and is one doubt more.
    tap.ok(copies + len(held) <= killer.allowed,
           f"{copies} copies and {len(held)} held; {killer.allowed} doubts allowed by {dict(killer.kills)}")
    tap.ok(all(len({(m.message_id, m.data) for m in mails}) == 1 for mails in by_person.values()),
           "each copy is the same message, byte for byte")
    tap.ok(len({m.message_id for mails in by_person.values() for m in mails}) == len(by_person),
           "no two people got the same Message-ID")
    tap.ok(report["total"] == len(people) and report["sent"] + report.get("held", 0) == len(people),
           f"the report agrees: {report}")
    print(f"# most copies of one: {max(len(m) for m in by_person.values())}")


def sending(tap):
    print(f"# TORTURE_SEED={SEED}")
    people = [f"reader{n}@example.org" for n in range(MAILS - 1)]
    conf = merged(GENEROUS, {"log": {"level": "info"}})
    with Rig(conf) as rig:
        relay = dict(rig.conf["relays"][0], connections=CONNECTIONS)
        rig.configure(merged(conf, {"relays": [relay]}))
        rig.restart()
        add_newsletter(rig)
        sign_up(rig, "model@example.org")
        rig.stop()
        seed(rig.path("dpupd.db"), "model@example.org", people)
        rig.start()
        rig.sink.rule = lambda stage, *_: DOT_S if stage == "dot" else None
        number = announce(rig, "Torture", "Some text.\n" * 20)
        killer, joiners = killing(tap, rig, number)
        count(tap, rig, number, ["model@example.org", *people], killer)
        rig.settle()
        lost = [n for n in range(joiners) if not rig.sink.to(f"joiner{n}@example.org")]
        tap.ok(not lost, f"each of {joiners} who wrote meanwhile was answered")
        tap.ok(all(state_of(rig, f"joiner{n}@example.org") == "pending" for n in range(joiners)),
               "and is remembered")


run(sending)
