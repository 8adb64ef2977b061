# SPDX-License-Identifier: MIT
"""Mails on which the parser works until it is stopped: however many come, the mail of people is done within seconds,
and each of the others is tried twice and then read by a person. A parser of ours is slow, where a mail says so."""
import contextlib
import os
import time

from mails import HUMAN, message, sub
from people import GENEROUS, add_newsletter, sign_up, state_of
from rig import Rig, run, wait
from test_quarantine import Programs

# Stands between core (descriptor 3) and the real parser, as core's child. A death of it ends both.
SLOW = """#!/usr/bin/python3 -SE
import os, socket, sys, time
core = socket.socket(fileno=3)
ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
if os.fork() == 0:
    ours.close()
    os.dup2(theirs.fileno(), 3)
    os.execv(%r, ["dpupd-parse", sys.argv[1]])
theirs.close()
while True:
    data, fds, _, _ = socket.recv_fds(core, 1 << 17, 4)
    if not data:
        break
    mail = os.pread(fds[0], 2000, 0)
    if b"X-Dead: " in mail:
        os.kill(os.getpid(), 9)
    socket.send_fds(ours, [data], fds)
    for fd in fds:
        os.close(fd)
    core.send(ours.recv(1 << 17))       # that it has begun
    if b"X-Slow: " in mail:
        time.sleep(1000)
    core.send(ours.recv(1 << 17))
"""
HONEST_S = 8    # one deadline of 2 s, short ones, and a machine that has other things to do


class Slow(Programs):
    def set_parser(self, is_deadly):
        with open(os.path.join(self.folder, "dpupd-parse"), "w", opener=lambda p, flags: os.open(p, flags, 0o755)) as f:
            f.write(SLOW % os.path.join(self.real, "dpupd-parse"))


def hostile(number, size=0, word="Slow"):
    return message(f"mallory{number}@example.org", sub("subscribe"), "x", "a\n" * (size // 2),
                   headers=[(f"X-{word}", str(number))])


def is_served(tap, rig, person, what, limit=HONEST_S):
    started = time.monotonic()
    rig.deliver(message(person, sub("subscribe")))
    rig.letter(person, 120)
    spent = time.monotonic() - started
    tap.ok(spent < limit, f"{what}: {spent:.1f} s")


@contextlib.contextmanager
def siege(tap, count, size=0, word="Slow"):
    with Slow(), Rig(GENEROUS) as rig:
        add_newsletter(rig)
        tap.ok(sign_up(rig, "before@example.org"), "before, all is well")
        for n in range(count):
            rig.deliver(hostile(n, size, word))
        wait(lambda: rig.status()["inbound"]["waiting"] >= count - 1, "all of them to wait")
        what = f"{count} mails of {size} bytes, {word.lower()}"
        is_served(tap, rig, "amy@example.org", f"a person behind {what}")
        is_served(tap, rig, "ben@example.org", "another, a moment later")
        yield rig
        tap.ok(rig.is_running, "core is well")


def eight(tap):
    with siege(tap, 8) as rig:
        # Those that died once are tried for the last time now, with all the time there is.
        is_served(tap, rig, "cia@example.org", "and one between the second tries", 5)
        wait(lambda: rig.status()["inbound"]["quarantined"] == 8, "all to be read by a person", 60)
        rows = rig.ctl("inbound", "list", "--state", "quarantined")
        tap.equal([row["attempts"] for row in rows], [2] * 8, "each was tried twice")
        rig.settle()
        tap.equal(len(rig.letters(HUMAN)), 8, "and came to a person")
        parser = rig.status()["parser"]
        tap.equal((parser["deaths"], parser["late"]), (16, 16), "each death is one of the deadline")
        tap.ok("parse.late" in rig.log() and "mallory" not in rig.log(), "which the log says, without addresses")
        tap.ok(state_of(rig, "amy@example.org") == "pending", "people are served as ever")


def eighty(tap):
    with siege(tap, 80, 100_000):
        pass


def eighty_small(tap):
    """Nothing tells these from people's: their first tries are short, and each is one."""
    with Slow(), Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, "before@example.org")
        for n in range(80):
            rig.deliver(hostile(n))
        is_served(tap, rig, "amy@example.org", "a person behind 80 mails that look like theirs", 30)
        is_served(tap, rig, "ben@example.org", "another, a moment later")


def deadly(tap):
    with siege(tap, 8, 0, "Dead") as rig:
        wait(lambda: rig.status()["inbound"]["quarantined"] == 8, "all to be read by a person", 60)
        tap.equal(rig.status()["parser"]["late"], 0, "a crash is none of the deadline")


if __name__ == "__main__":
    run(eight, eighty, eighty_small, deadly)
