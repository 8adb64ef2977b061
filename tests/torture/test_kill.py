# SPDX-License-Identifier: MIT
"""kill -9 of core, and of each child, at random, while mails go out: none is lost, and none goes
out twice beyond what cannot be known, which is one delivery for each connection that was cut off. A
copy is the same message: the same Message-ID, the same bytes.

    TORTURE_SEED    the order of the kills (printed; give it to see the same again)
    TORTURE_MAILS   how many subscribers (10000); announcements follow each other until the kills are done
    TORTURE_KILLS   end the killing after so many (40)
    TORTURE_CONNECTIONS     to the relay (4)
    TORTURE_LATENCY_MS      of the relay's replies (2): the time in which a kill leaves doubt. With 0, the mean
                    of the doubts is held to its promise as well.
"""
import collections
import contextlib
import os
import random
import signal
import sqlite3
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "bench")]

from bed import FastSink
from people import GENEROUS, add_newsletter, announce, sign_up
from mails import message, sub
from rig import Rig, merged, run, wait
from seed import seed

MAILS = int(os.environ.get("TORTURE_MAILS", "10000"))
KILLS = int(os.environ.get("TORTURE_KILLS", "40"))
SEED = int(os.environ.get("TORTURE_SEED", str(random.SystemRandom().randrange(1 << 30))))
CONNECTIONS = int(os.environ.get("TORTURE_CONNECTIONS", "4"))
LATENCY_MS = int(os.environ.get("TORTURE_LATENCY_MS", "2"))
MEAN_DOUBTS = 0.4   # copies of a kill of core or a sender, over all kills, for each connection to the relay
TEXT = "Some text.\n" * 20
LANES = min(16, -(-CONNECTIONS // os.cpu_count()))    # connections of one dpupd-send
END_S = 600         # from the last kill until nothing is under way


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
        self.allowed += {"dpupd": CONNECTIONS, "dpupd-send": LANES}.get(name, 0)
        if name == "dpupd":
            self.rig.process.wait()
            self.rig.start()


def noted(sink):
    """{recipient: [(Message-ID, hash), ...]} of what the sink took."""
    found = collections.defaultdict(list)
    with open(sink.notes) as f:
        for line in f:
            recipient, message_id, digest = line.split()
            found[recipient].append((message_id, digest))
    return found


def killing(tap, rig):
    """Announces and kills until KILLS is reached; (the killer, the announcements, who joined meanwhile)."""
    killer = Killer(rig)
    numbers = [announce(rig, "Torture 1", TEXT)]
    joiners = []
    while sum(killer.kills.values()) < KILLS:
        time.sleep(killer.random.uniform(0.02, 0.4))
        joiners.append(f"joiner{len(joiners)}@example.org")
        rig.deliver(message(joiners[-1], sub("subscribe")))
        killer.strike()
        if finished(rig, numbers[-1]):
            numbers.append(announce(rig, f"Torture {len(numbers) + 1}", TEXT))
    tap.ok(len(killer.kills) == 4, f"every kind of process was killed: {dict(killer.kills)}")
    wait(lambda: finished(rig, numbers[-1]), "the last announcement to be done", END_S)
    return killer, numbers, joiners


def finished(rig, number):
    try:
        report = rig.ctl("announce", "report", number)
    except Exception:
        return False        # core may be between two lives
    return report["state"] == "done" and report


def count(tap, rig, numbers, people, killer, taken):
    """None lost, none twice beyond the doubt, and what dpupd says is what the sink saw."""
    by_person = {person: collections.Counter(m[0] for m in taken.get(person, [])) for person in people}
    reports = [rig.ctl("announce", "report", number) for number in numbers]
    held = len(rig.ctl("queue", "list", "--state", "held"))
    wanted = len(numbers) * len(people)
    messages = sum(len(ids) for ids in by_person.values())
    copies = sum(ids.total() for ids in by_person.values()) - messages
    tap.ok(messages <= wanted <= messages + held,
           f"none lost: {messages} of {wanted} in {len(numbers)} announcements, {held} held for staff")
    # A delivery that is held was in doubt twice: it may be a copy, and is one doubt more.
    tap.ok(copies + held <= killer.allowed,
           f"{copies} copies and {held} held; {killer.allowed} doubts allowed by {dict(killer.kills)}")
    if LATENCY_MS == 0:
        kills = killer.kills["dpupd"] + killer.kills["dpupd-send"]
        tap.ok(copies <= MEAN_DOUBTS * CONNECTIONS * kills,
               f"on average {copies / kills:.2f} copies a kill of {CONNECTIONS} connections; "
               f"{copies / killer.allowed:.2f} for each that was cut off")
    most = max(max(ids.values(), default=0) for ids in by_person.values())
    tap.ok(most <= 2, f"nobody got more than two copies ({most})")
    tap.ok(len({m for mails in taken.values() for m in mails}) == len({m[0] for mails in taken.values() for m in mails}),
           "each copy is the same message, byte for byte")
    tap.ok(len({i for ids in by_person.values() for i in ids}) == messages, "no two people got the same Message-ID")
    tap.ok(all(r["total"] == len(people) for r in reports) and
           sum(r["sent"] + r["held"] for r in reports) == wanted, "the reports agree", reports)


@contextlib.contextmanager
def busy_daemon():
    """A rig with MAILS subscribers, and the sink it sends to: (rig, sink, people)."""
    people = [f"reader{n}@example.org" for n in range(MAILS - 1)]
    conf = merged(GENEROUS, {"log": {"level": "info"}})
    with Rig(conf) as rig:
        add_newsletter(rig)
        sign_up(rig, "model@example.org")
        rig.stop()
        seed(rig.path("dpupd.db"), "model@example.org", people)
        notes = rig.path("taken")
        with FastSink("-l", LATENCY_MS, "-o", notes) as sink:
            sink.notes = notes
            relay = {"url": f"smtp://127.0.0.1:{sink.port}", "tls": "none", "connections": CONNECTIONS}
            rig.configure(merged(conf, {"relays": [relay]}))
            rig.start()
            yield rig, sink, ["model@example.org", *people]


def answered(tap, rig, joiners, taken):
    """Who wrote meanwhile has an answer, but where staff have to look: an answer that was in doubt twice is held, a
    mail whose parser was killed twice is in quarantine. Both stand in the status, and the doctor says so."""
    missing = {joiner for joiner in joiners if joiner not in taken}
    with sqlite3.connect(f"file:{rig.path('dpupd.db')}?mode=ro", uri=True) as db:
        answers = {row[0]: row[1:] for row in db.execute(
            "SELECT address, state, attempts, doubts, reason FROM delivery WHERE kind = 'confirm'")}
        inbound = db.execute("SELECT state, attempts, outcome, count(*) FROM inbound GROUP BY 1, 2, 3").fetchall()
    held = {joiner for joiner in missing if answers.get(joiner, [""])[0] == "held"}
    unread = rig.status()["inbound"]["quarantined"]
    tap.ok(len(missing - held) <= unread, f"each of {len(joiners)} who wrote meanwhile was answered, but {len(held)} whose "
           f"answer is held and {len(missing - held)} of {unread} who could not be read",
           f"{[(joiner, answers.get(joiner)) for joiner in sorted(missing)]} {inbound}")
    tap.ok(not missing or rig.ctl_run("doctor").returncode == 1, "and the doctor says where there are such")
    states = {r["address"]: r["state"] for r in rig.ctl("subscriber", "list", "--list", "newsletter")}
    tap.ok(sum(states.get(joiner) != "pending" for joiner in joiners) <= unread, "and all who were read are remembered")


def sending(tap):
    print(f"# TORTURE_SEED={SEED}")
    with busy_daemon() as (rig, sink, people):
        killer, numbers, joiners = killing(tap, rig)
        rig.settle()
        taken = noted(sink)
        count(tap, rig, numbers, people, killer, taken)
        answered(tap, rig, joiners, taken)


run(sending)
