#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Children that were taken over: dpupd-send, and what any of them may try. Whatever it says, core goes on,
believes nothing that this child cannot know, and starts another. tests/run: limit 500 s"""
import os
import socket
import subprocess
import threading
import time

from mails import message, sub
from people import add_newsletter
from rig import Rig, run, wait
from rogue import AT_WORK, NOWHERE, SENDER, WEB, Taken, go_on

# --- dpupd-send ---

def sends_what_is_not_its_own(tap):
    """Two processes of one connection each; one of them speaks for the other's deliveries, and for none at all."""
    script = SENDER + """
mine = []
while job := hear("send.job", 3):
    mine.append(job.id)
note(f"had {mine}")
if mine:
    for id in [*range(1, 12), 1 << 63, (1 << 64) - 1]:
        if id not in mine:
            say("send.result", id, outcome="sent", stage="dot", code=250, text="taken")
            say("send.result", id, outcome="failed", stage="rcpt", code=550, status="5.1.1", text="no such user")
            say("send.result", id, outcome="unsure", stage="dot", code=0, text="gone")
note("claimed")
hear("never")
"""
    relays = {"relays": [{"url": "smtp://127.0.0.1:1", "tls": "none", "connections": 2 * os.cpu_count()}]}
    with Taken("dpupd-send", script, relays) as rig:
        add_newsletter(rig)
        for n in range(10):
            rig.deliver(message(f"amy{n}@example.org", sub("subscribe")))
        wait(lambda: sum(n == "claimed" for n in rig.notes()) >= 2, "two of them to claim all")
        rig.status()
        tap.ok(any(n.startswith("had [") and n != "had []" for n in rig.notes()), "some had deliveries", rig.notes())
        tap.equal(rig.rows("SELECT count(*) FROM delivery WHERE state <> 'queued'")[0][0], 0,
                  "what it was not given is as it was")
        tap.ok("outbox.settled" not in rig.log(), "nothing was settled")
        go_on(tap, rig, "results of others' deliveries")


def sends_without_a_go(tap):
    script = SENDER + """
while True:
    job = hear("send.job")
    if not job.get("go"):
        note(f"no go {job.id} {life}")
        say("send.result", job.id, outcome="sent", stage="dot", code=250, text="taken")
        survives("it")
"""
    with Taken("dpupd-send", script, NOWHERE) as rig:
        add_newsletter(rig)
        for name in ("amy", "ben", "cat"):
            rig.deliver(message(f"{name}@example.org", sub("subscribe")))
        number = int(rig.notes_say("no go").split()[2])
        rig.log_says("child.killed", "not a sender's")
        tap.equal(rig.rows("SELECT count(*) FROM delivery WHERE id = ? AND state = 'sent'", number)[0][0], 0,
                  "what had no go is not sent, whatever it says")
        go_on(tap, rig, "a result without a go")


def is_not_heard_after_nonsense(tap):
    """The results behind a frame it is killed for are in the socket with it."""
    script = SENDER + """
if life > 1:
    hear("never")
job = hear("send.job")
os.kill(os.getppid(), 19)       # core reads both in one turn
say("send.nonsense", 1)
say("send.result", job.id, outcome="failed", stage="rcpt", code=550, status="5.1.1", text="no such user")
os.kill(os.getppid(), 18)
hear("never")
"""
    with Taken("dpupd-send", script, NOWHERE) as rig:
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.log_says("child.killed", "not a sender's")
        rig.log_says("outbox.settled")
        tap.ok("outcome=failed" not in rig.log(), "what it said after it broke a rule is not believed")
        tap.equal(rig.rows("SELECT count(*) FROM delivery WHERE state = 'failed'")[0][0], 0, "no delivery failed by it")


class OnAStream(Taken):
    """Its stdout and stderr are one stream socket, as journald gives a unit."""

    def spawn(self):
        ours, theirs = socket.socketpair()
        self.heard = []

        def hear():
            with open(self.log_path, "ab") as log:
                while data := ours.recv(65536):
                    log.write(data)
                    log.flush()
        threading.Thread(target=hear, daemon=True).start()
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", os.path.join(self.bin, "dpupd"), "-c",
                                         self.conf_path], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=theirs,
                                        stderr=theirs, env={**os.environ, "JOURNAL_STREAM": "8:1234"})
        theirs.close()


def ends_the_log(tap):
    """It shuts its streams down for whoever else has them, and says so in them."""
    script = """
os.write(2, b"<4>rogue.first id=1\\n")
for fd in (1, 2):
    try:
        socket.socket(fileno=os.dup(fd)).shutdown(socket.SHUT_RDWR)
        note("shut")
    except OSError as e:
        note(f"refused {e.errno}")
os.write(2, b"<4>rogue.last \\x1b[2J id=2\\n<6>rogue.nothing")
note("tried")
hear("never")
"""
    with OnAStream("dpupd-send", script, NOWHERE) as rig:
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.notes_say("tried")
        rig.log_says("rogue.first")
        rig.ctl("staff", "add", "eve", "--address", "eve@example.org", "--role", "admin")
        rig.restart()
        tap.ok(rig.log().count("dpupd.ready") == 2 and "dpupd.stopped" in rig.log(), "core's log goes on", rig.log()[-500:])
        tap.ok("shut" not in rig.notes(), "there was nothing to shut down", rig.notes())
        line = rig.log_says("rogue.last")
        tap.ok("<4>dpupd-send[" in rig.log() and "\\x1b[2J" in rig.log() and "\x1b" not in rig.log(),
               "what it wrote stands in its name, escaped", line)


def floods_its_log(tap):
    """Lines, one without an end, and what looks like core's own, until it is ended."""
    script = """
line = b"<3>dpupd.stopped code=0 all is well\\n" * 400
began = time.monotonic()
note(f"begins {life}")
while True:
    os.write(2, line if life % 2 else b"x" * 14000)
"""
    with Taken("dpupd-send", script, {**NOWHERE, "log": {"level": "info"}}) as rig:
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.log_says("child.killed", "writes into its log without end")
        wait(lambda: rig.lives() > 2, "another, and another")
        go_on(tap, rig, "a log without end")
        rig.settle_inbox()
        said = rig.log().splitlines()
        own = [line for line in said if " dpupd[" in line]
        tap.ok(len(said) - len(own) < 1500, "what it wrote is bounded", len(said))
        tap.ok("child.log_cut" in rig.log(), "and what was left out is counted")
        tap.ok(not any("all is well" in line for line in own), "no line of it is core's")
        tap.ok(any("inbound" in line or "child." in line for line in own), "core's own are all there", own[-5:])


def says_anything_of_its_own(tap):
    """What it was given it may settle as it likes; with whatever words."""
    script = SENDER + """
import random
r = random.Random(8)
stages = ["message", "connect", "mail", "rcpt", "data", "body", "dot"]
words = ["", "up", "down", "network", "auth", "busy", "\\n", "x" * 60000, "%s%n", "\\u0101" * 9000, "\\x1b[2J",
         "'; DROP TABLE delivery; --"]
while True:
    job = hear("send.job")
    for _ in range(r.randrange(4)):
        say("send.relay", lane=0, state="up", text=r.choice(words))
    if r.random() < .1:
        say("send.relay", r.choice([0, 1 << 63]), lane=r.choice([0, 0, 1, 15, -1, 1 << 40]) if r.random() < .1 else 0,
            state=r.choice(words), cause=r.choice(words), text=r.choice(words), smtputf8=r.choice([0, 1, -1, 1 << 62]))
    outcomes = ["sent"] * 6 + ["retry", "failed", "returned", "unsure"] if job.get("go") else ["retry", "returned"]
    say("send.result", job.id, outcome=r.choice(outcomes), stage=r.choice(stages),
        status=r.choice(["", "5.1.1", "4.2.2", "5.6.7", "9.9.9"]), text=r.choice(words),
        tls=r.choice(["", "none", "TLS1.3"]), code=r.choice([0, 250, 450, 550, 999, 1000, -1, 1 << 62]))
    note("said")
"""
    with Taken("dpupd-send", script, NOWHERE) as rig:
        add_newsletter(rig)
        for n in range(60):
            rig.deliver(message(f"amy{n}@example.org", sub("subscribe")))
        wait(lambda: rig.status()["inbound"]["waiting"] == 0 and len(rig.notes()) > 3, "it to say something")
        go_on(tap, rig, "whatever a sender says of its own")
        tap.ok(rig.ctl("queue", "list") is not None, "what it said can be shown")
        tap.ok("\x1b" not in rig.log(), "and is not written raw into the log")


# What is no result of a delivery that it has.
NO_RESULT = [{"stage": "dot\n2026-01-01 dpupd: all is well"}, {"stage": "\x1b[2J"}, {"stage": ""},
             {"stage": "amy@example.org"}, {"outcome": "done"}, {"outcome": ""}, {"status": "5.1.1\n"}, {"status": "5.111.1111111"}, {"tls": "x" * 12},
             {"tls": "\x1b"}, {"status": "amy@x.nz"}]


def says_what_is_no_result(tap):
    script = AT_WORK["dpupd-send"] + f"NO_RESULT = {NO_RESULT!r}" + """
if life <= len(NO_RESULT):
    say("send.result", hear("send.job").id, **{"outcome": "retry", "stage": "rcpt", "code": 450, **NO_RESULT[life - 1]})
    survives(life - 1)
note("end")
hear("never")
"""
    with Taken("dpupd-send", script, NOWHERE) as rig:
        add_newsletter(rig)
        for n in range(3 * len(NO_RESULT)):
            rig.deliver(message(f"amy{n}@example.org", sub("subscribe")))
        rig.notes_say("end", 60)
        tap.equal([NO_RESULT[int(n.split()[0])] for n in rig.alive()], [],
                  "a sender that reports what none can is ended")
        tap.ok("all is well" not in rig.log() and "\x1b" not in rig.log() and "amy" not in rig.log(),
               "nothing of it is in the log")


# --- any of them ---

def fills_core_with_descriptors(tap):
    """An empty packet is the end of a peer; what came beside it must be closed all the same."""
    script = """
hear("fetch.start")
pipes = [fd for _ in range(2) for fd in os.pipe()]
if life <= 40:
    socket.send_fds(core, [b""], pipes)
    core.close()
    sys.exit(0)
say("fetch.state", state="ok")
hear("never")
"""
    with Taken("dpupd-fetch", script) as rig:
        before = rig.open_files()
        wait(lambda: rig.lives() >= 6, "some deaths")
        wait(lambda: rig.open_files() <= before + 4, f"core to have closed what it was handed ({before} before)")
        tap.ok(True, "descriptors beside an empty packet are closed")


def fills_core_as_an_operator(tap):
    """The same by the control socket, by whoever may use it."""
    with Rig() as rig:
        before = len(os.listdir(f"/proc/{rig.process.pid}/fd"))
        ends = os.pipe()
        for _ in range(50):
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            sock.connect(rig.socket)
            socket.send_fds(sock, [b""], [*ends, *ends])
            sock.close()
        rig.status()
        wait(lambda: len(os.listdir(f"/proc/{rig.process.pid}/fd")) <= before + 4,
             f"core to have closed what it was handed ({before} before, "
             f"{len(os.listdir(f'/proc/{rig.process.pid}/fd'))} after)", 10)
        tap.ok(True, "nor does whoever may use the control socket fill core with descriptors")


BAD_FRAMES = """
bad = [b"\\1", b"\\2" + b"x" * 40, b"\\1\\5hello", b"\\1\\1x" + b"\\0" * 8 + b"\\xff" + b"i\\1a" + b"\\0" * 8, b"x" * 65536,
       wire.encode(Frame("a", 1, b=b"c"))[:-1], wire.encode(Frame("a", 1, t="x")) + b"y",
       wire.encode(Frame("bundle", 0, **{"0": wire.encode(Frame("bundle", 0))})), wire.encode(Frame("bundle", 0, a="t")),
       wire.encode(Frame("ok", 1, text="x")), wire.encode(Frame("staff.add", 1, account="mallory", role="admin"))]
"""


def talks_nonsense(tap):
    for name, work in AT_WORK.items():
        script = work + BAD_FRAMES + """
if life <= len(bad):
    core.send(bad[life - 1])
    survives(life)
note("end")
hear("never")
"""
        with Taken(name, script, {**NOWHERE, **WEB}) as rig:
            add_newsletter(rig)
            for n in range(20):
                rig.deliver(message(f"amy{n}@example.org", sub("subscribe")))
            rig.notes_say("end", 90)
            go_on(tap, rig, f"nonsense of {name}")
            tap.equal(rig.alive(), [], f"each frame that is none of {name}'s ends it")
            tap.equal(rig.ctl("staff", "list"), [], f"and {name} made nobody staff")


run(sends_what_is_not_its_own, sends_without_a_go, says_anything_of_its_own, says_what_is_no_result,
    is_not_heard_after_nonsense, ends_the_log, floods_its_log, fills_core_with_descriptors, fills_core_as_an_operator, talks_nonsense)
