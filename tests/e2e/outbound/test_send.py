#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""dpupd-send by itself: a test plays core on one side and a lying SMTP server on the other.

    test_send.py            the tests, as TAP
    test_send.py --bench    messages/s and CPU of one connection to Postfix's smtp-sink

docs/dialogue.md says what is to follow from each break of a dialogue; test_matrix.py is that table.
"""
import os
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import warnings

import wire
from fake_smtp import (ACCEPT_THEN_DROP, CLOSE, DELAY, DRIP, EXTRA, GARBAGE, RST, SILENCE,
                       FakeSMTP)
from rig import wait
from sender_core import PROGRAM, Core, message
from tap import Tap

tap = Tap()
BIG = 24 * 1024 * 1024      # more than the kernel takes of a body nobody reads
EX_PROTOCOL = 76


def outcome(frame):
    return (frame["outcome"], frame["stage"], frame["code"]) if frame else None


# --- the dialogue as it should be ---

def test_plain():
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1)
        c.state("up")
        tap.ok(c.is_quiet(0.3), "a job without a go gives no result")
        tap.ok(not s.accepted and len(s.connections) == 1 and s.connections[0].commands[-1] == "DATA",
               "without a go the envelope goes out and the body does not")
        c.go(1)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "with its go it is sent")
        tap.equal(c.results[1].get("status"), "2.0.0", "the enhanced code is kept")
        tap.equal(s.accepted[0].body, message(1), "what arrives is what was handed over")
        tap.equal((s.accepted[0].sender, s.accepted[0].recipients),
                  ("dpup+b-tok@example.nz", ["r1@example.org"]), "so is the envelope")
        c.job(2, sender=None, go=True)
        c.result()
        tap.equal(s.accepted[1].sender, "", "no sender is MAIL FROM:<>")


def test_pipelined():
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1)
        c.job(2)
        c.state("up")
        while not s.connections[0].commands[-1:] == ["DATA"]:
            time.sleep(0.01)
        c.go(1)
        c.result()
        time.sleep(0.2)
        flights = s.connections[0].flights
        tap.ok(re.fullmatch(rb"MAIL [^\n]*\nRCPT [^\n]*\nDATA\r\n", flights[1]),
               "MAIL, RCPT and DATA are one write", flights[1])
        tap.ok(flights[2].startswith(b"From: ") and flights[2].endswith(b"DATA\r\n") and
               b"\r\n.\r\nMAIL FROM" in flights[2],
               "the next envelope goes out with the body before it", flights[2])
        tap.ok(len(s.accepted) == 1 and s.connections[0].commands[-1] == "DATA",
               "the second body waits for its go")
        c.go(2)
        c.result()
        tap.equal(len(s.accepted), 2, "and goes with it")


def test_many():
    with FakeSMTP() as s, Core(s.port) as c:
        story = c.drive([(i, {}) for i in range(1, 501)])
        tap.ok(all(v == ["sent"] for v in story.values()) and len(story) == 500, "500 are sent")
        tap.equal((len(s.connections), set(s.copies().values()), len(s.copies())), (1, {1}, 500),
                  "over one connection, each once")


def test_serial():
    with FakeSMTP(pipelining=False, dsn=False, size=None) as s, Core(s.port) as c:
        s.rule("rcpt", "550 5.1.1 no", skip=1, times=1)
        s.rule("mail", "451 4.3.0 later", skip=2, times=1)
        story = c.drive([(i, {}) for i in range(1, 6)])
        tap.equal(story, {1: ["sent"], 2: ["failed"], 3: ["retry", "sent"], 4: ["sent"], 5: ["sent"]},
                  "without PIPELINING refusals are told apart")
        tap.ok(all(f.count(b"\r\n") == 1 for f in s.connections[0].flights if f[:4] in
                   (b"MAIL", b"RCPT", b"RSET", b"DATA")), "one command at a time",
               s.connections[0].flights)
        tap.equal(len(s.connections), 1, "over one connection")
        tap.ok("MAIL FROM:<dpup+b-tok@example.nz>" in s.connections[0].commands,
               "what is not offered is not asked for", s.connections[0].commands)


def test_no_ehlo():
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("ehlo", "502 5.5.1 what?")
        c.job(1, go=True)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "a server that knows only HELO is served")


def test_refusals():
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("rcpt", "550-5.1.1 The account\r\n550-5.1.1 does not exist.\r\n550 5.1.1 Sorry", skip=1,
               times=1)
        story = c.drive([(i, {}) for i in range(1, 5)])
        tap.equal(story, {1: ["sent"], 2: ["failed"], 3: ["sent"], 4: ["sent"]},
                  "a refused recipient fails alone")
        r = c.results[2]
        tap.equal((r["stage"], r["code"], r["status"], r["text"]),
                  ("rcpt", 550, "5.1.1", "5.1.1 The account does not exist. Sorry"),
                  "and its reply is told whole")
        tap.equal((len(s.connections), s.connections[0].commands.count("RSET")), (1, 1),
                  "the connection lives on, by RSET")
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("rcpt", "550 5.1.1 no", every=2)
        story = c.drive([(i, {}) for i in range(1, 101)])
        tap.equal((sum(v == ["sent"] for v in story.values()), sum(v == ["failed"] for v in story.values()),
                   len(s.connections)), (50, 50, 1), "every second one refused: one connection still")


def test_eager():
    for eager in (True, "accept"):
        with FakeSMTP(is_eager=eager) as s, Core(s.port) as c:
            s.rule("rcpt", "550 5.1.1 no", times=1)
            story = c.drive([(1, {}), (2, {})])
            tap.equal((story, s.lone_dots, [a.message_id for a in s.accepted], len(s.connections)),
                      ({1: ["failed"], 2: ["sent"]}, 1, ["<2.test@example.nz>"], 1),
                      f"354 without a recipient (then {'250' if eager == 'accept' else '554'}): a lone dot, "
                      "nothing delivered")


def test_rset_refused():
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("rcpt", "550 5.1.1 no", times=1).rule("rset", "502 5.5.1 what?")
        story = c.drive([(1, {}), (2, {}), (3, {})])
        tap.equal((story, len(s.connections)), ({1: ["failed"], 2: ["sent"], 3: ["sent"]}, 2),
                  "a server without RSET: a new connection, nothing lost")


# --- breaks (each step x each fault: test_matrix.py) ---

def test_accept_then_drop():
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("dot", ACCEPT_THEN_DROP, every=7)
        story = c.drive([(i, {}) for i in range(1, 101)])
        copies = s.copies()
        dropped = sum(not a.is_told for a in s.accepted)
        tap.ok(len(copies) == 100 and dropped >= 14, "accepted and dropped: none is lost", copies)
        tap.equal(sum(n - 1 for n in copies.values()), dropped, "as many doubles as there were drops")
        tap.ok(all(v[-1] == "sent" for v in story.values()), "all are sent in the end", story)


def test_patience():
    """A reply and the answer to the final dot have limits of their own (in life 300 s and 600 s)."""
    def late(connection):
        time.sleep(2.5)
        connection.reply("250 2.0.0 ok")
    with FakeSMTP() as s, Core(s.port, reply_s=1, answer_s=10) as c:
        s.rule("dot", late, times=1)
        tap.equal(c.drive([(1, {})])[1], ["sent"], "an answer to the dot that is later than a reply may be is waited for")
    with FakeSMTP() as s, Core(s.port, reply_s=30, answer_s=1) as c:
        s.rule("dot", SILENCE, times=1)
        c.job(1, go=True)
        tap.equal(outcome(c.result(8))[0], "unsure", "and not longer than it may be")
    with FakeSMTP() as s, Core(s.port, reply_s=1, answer_s=30) as c:
        s.rule("mail", SILENCE, times=1)
        c.job(1, go=True)
        tap.equal(outcome(c.result(8))[0], "returned", "a reply is not waited for so long")


def test_extra_after_dot():
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("dot", EXTRA, times=1)
        story = c.drive([(1, {}), (2, {}), (3, {})])
        tap.ok(all(v[-1] == "sent" for v in story.values()) and set(s.copies().values()) == {1} and
               len(s.connections) == 2, "a second reply to the dot: found out, nothing lost, nothing twice",
               f"{story} {s.copies()}")


def test_cleanup_faults():
    for fault, connections in (("502 5.5.1 no", 2), ("451 4.3.0 no", 2), ("421 4.3.2 later", 2),
                               (CLOSE, 2), (RST, 2), (SILENCE, 2), (GARBAGE, 2), (DELAY, 1)):
        with FakeSMTP() as s, Core(s.port, reply_s=1) as c:
            s.rule("rcpt", "550 5.1.1 no", times=1).rule("rset", fault, times=1)
            story = c.drive([(1, {}), (2, {}), (3, {})])
            tap.ok(story[1] == ["failed"] and story[2][-1] == story[3][-1] == "sent" and
                   s.copies() == {"<2.test@example.nz>": 1, "<3.test@example.nz>": 1} and
                   len(s.connections) == connections, f"rset {fault}: nothing lost, nothing twice",
                   f"{story} {s.copies()} {len(s.connections)}")
    for fault in ("421 4.3.2 later", "500 5.5.1 no", CLOSE, RST, SILENCE, GARBAGE, DRIP):
        with FakeSMTP() as s, Core(s.port) as c:
            s.rule("quit", fault)
            c.job(1, go=True)
            c.result()
            c.send("send.stop")
            tap.equal(c.wait(4), 0, f"quit {fault}: the end is not held up")


# --- what is refused before a word is said ---

def test_bad_jobs():
    head = message(1).split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    cases = [
        ("a bare LF", dict(data=head + b"a\nb\r\n")),
        ("a bare CR", dict(data=head + b"a\rb\r\n")),
        ("a smuggled end", dict(data=head + b"a\n.\nMAIL FROM:<evil@example.org>\r\n")),
        ("a NUL", dict(data=head + b"a\0b\r\n")),
        ("a line of 999", dict(data=head + b"x" * 999 + b"\r\n")),
        ("no bytes", dict(data=b"")),
        ("a recipient with a second command", dict(recipient="a@b.nz>\r\nRCPT TO:<evil@example.org")),
        ("a recipient with a blank", dict(recipient="a b@example.org")),
        ("a recipient that is not normal", dict(recipient="a@EXAMPLE.org")),
        ("a recipient that is no address", dict(recipient="nobody")),
        ("a sender with a line break", dict(sender="a@b.nz\r\nDATA")),
        ("an ENVID of 101", dict(envid="x" * 101)),
    ]
    with FakeSMTP() as s, Core(s.port) as c:
        for i, (name, job) in enumerate(cases, 1):
            c.job(i, **job)
            r = c.result()
            tap.ok(r and (r["outcome"], r["stage"]) == ("failed", "message") and r["text"],
                   f"{name} is refused", r)
        tap.equal(len(s.connections), 0, "before anything is said")
        c.job(100, head + b"x" * 998 + b"\r\n", go=True)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "a line of 998 is fine")
        c.job(101, head + b"without an end", go=True)
        c.result()
        tap.equal(s.accepted[-1].body, head + b"without an end\r\n", "a last line gets its end")


def test_dots():
    body = message(1).split(b"\r\n\r\n")[0] + b"\r\n\r\n.\r\n..\r\n.hidden\r\na.b\r\n.\r\n"
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1, body, go=True)
        c.result()
        tap.equal(s.accepted[0].body, body, "lines that begin with a dot arrive as they are")
        big = message(2, text=".dot\r\n" * 200000)
        c.job(2, big, go=True)
        c.result()
        tap.ok(s.accepted[1].body == big, "also in a message of many blocks")


def test_extensions():
    with FakeSMTP(size=1000) as s, Core(s.port) as c:
        c.job(1, message(1, size=2000), go=True)
        r = c.result()
        tap.equal((outcome(r), r.get("status")), (("failed", "message", 0), "5.3.4"),
                  "a message above the server's SIZE is not sent")
        c.job(2, go=True)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "a smaller one is")
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1, go=True, envid="id=1+2 \u0101", recipient="a+b=c@example.org")
        c.job(2, notify="never", envid="x" * 100)
        c.result()
        c.go(2)
        c.result()
        said = s.connections[0].commands
        size = len(message(1))
        tap.ok(f"MAIL FROM:<dpup+b-tok@example.nz> SIZE={size} RET=HDRS ENVID=id+3D1+2B2+20+C4+81" in said,
               "ENVID is xtext", said)
        tap.ok("RCPT TO:<a+b=c@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb+3Dc@example.org" in said,
               "ORCPT is xtext", said)
        tap.ok(any(x.startswith("RCPT TO:<r2@example.org> NOTIFY=NEVER ") for x in said),
               "NOTIFY=NEVER where it is asked for", said)
    eight = message(1, text="K\u0101 pai.\r\n")
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1, eight, go=True)
        c.result()
        tap.ok(any(" BODY=8BITMIME" in x for x in s.connections[0].commands) and s.accepted[0].body == eight,
               "8-bit text goes as 8BITMIME")
    with FakeSMTP(eightbit=False) as s, Core(s.port) as c:
        c.job(1, eight, go=True)
        r = c.result()
        tap.equal((outcome(r), r.get("status")), (("failed", "message", 0), "5.6.3"),
                  "and not to a server that does not take it")


# --- masters ---

MASTER = (b"From: DPUP <dpup@example.nz>\r\nTo: <\x1arto\x1a>\r\nSubject: Hi\r\nMessage-ID: <\x1arid\x1a.m@example.nz>"
          b"\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
          b"Content-Transfer-Encoding: quoted-printable\r\n\r\nKia ora =\r\n\x1atname\x1a=\r\n.\r\n")


def test_masters():
    with FakeSMTP() as s, Core(s.port) as c:
        c.send("send.master", 7, MASTER)
        for i in (1, 2):
            c.job(i, master=7, go=True, **{"s.to": f"r{i}@example.org", "s.id": str(i), "s.name": "M\u0101ui"})
            c.result()
        tap.equal(s.copies(), {"<1.m@example.nz>": 1, "<2.m@example.nz>": 1}, "slots are filled")
        tap.ok(b"M=C4=81ui" in s.accepted[0].body and b"To: <r2@example.org>" in s.accepted[1].body,
               "by their kind", s.accepted[0].body)
        c.job(3, master=7, **{"s.to": "r3@example.org\r\nBcc: <evil@example.org>", "s.id": "3", "s.name": ""})
        tap.equal(outcome(c.result()), ("failed", "message", 0), "a value that would break a header is refused")
        c.job(4, master=7, **{"s.to": "r4@example.org", "s.id": "4"})
        tap.equal(outcome(c.result()), ("failed", "message", 0), "so is a missing value")
        for i in range(8, 15):
            c.send("send.master", i, MASTER)
        c.send("send.forget", 7)
        c.send("send.master", 15, MASTER)
        c.job(5, master=15, go=True, **{"s.to": "r5@example.org", "s.id": "5", "s.name": "x"})
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "eight masters, forgotten and new ones")


# --- core that is not itself ---

def test_bad_core():
    cases = [
        ("a ninth master", lambda c: [c.send("send.master", i, MASTER) for i in range(9)]),
        ("a master that is no master", lambda c: c.send("send.master", 1, b"a\x1ar\r\n")),
        ("a master without bytes", lambda c: c.send("send.master", 1)),
        ("an unknown master", lambda c: c.job(1, master=3)),
        ("a job without a message", lambda c: c.send("send.job", 1, recipient="a@example.org")),
        ("a job without a recipient", lambda c: c.send("send.job", 1, message(1))),
        ("a message that is not sealed",
         lambda c: c.send("send.job", 1, wire.memfd(message(1), is_sealed=False), recipient="a@example.org")),
        ("a fourth job", lambda c: [c.job(i) for i in (1, 2, 3, 4)]),
        ("the same job twice", lambda c: [c.job(1), c.job(1)]),
        ("a drop after the go", lambda c: [c.job(1), c.go(1), c.send("send.drop", 1)]),
        ("an unknown verb", lambda c: c.send("send.mail", 1)),
        ("an unknown verb in a bundle", lambda c: c.bundle(wire.Frame("send.mail", 1))),
        ("a bundle in a bundle", lambda c: c.bundle(wire.Frame("bundle", 0))),
        ("a bundle of what is no frame", lambda c: c.send("bundle", 0, **{"0": b"\x02hello"})),
        ("a go without a number", lambda c: c.send("send.go", 1, more="2 x")),
        ("a second start", lambda c: c.send("send.start")),
        ("bytes that are no frame", lambda c: c.sock.send(b"\x02hello")),
        ("a frame that is cut", lambda c: c.sock.send(wire.encode(wire.Frame("send.go", 1))[:-1])),
    ]
    with FakeSMTP() as s:
        s.rule("dot", SILENCE)
        for name, act in cases:
            with Core(s.port) as c:
                act(c)
                tap.equal(c.wait(5), EX_PROTOCOL, f"{name} ends the process")
    for name, frame in (("another first frame", wire.Frame("send.job", 1, recipient="a@example.org")),
                        ("a start without a url", wire.Frame("send.start", 0, tls="auto", helo="x.nz", idle_s=1))):
        with Core(begin=False) as c:
            wire.send(c.sock, frame)
            tap.equal(c.wait(5), EX_PROTOCOL, f"{name} ends the process")
    with Core(begin=False) as c:
        pass
    tap.equal(c.status, 0, "core dies before the first frame: a quiet end")


# --- the life of a connection ---

def hang_up(connection):
    """Ends a connection of the fake server, which its own thread may have closed by now."""
    try:
        connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def test_bundles():
    """What core says of several connections at once, and what it hears."""
    with FakeSMTP() as s, Core(s.port) as c:
        jobs = [wire.Frame("send.job", i, sender="b@example.nz", recipient=f"r{i}@example.org", master=1, lane=i % 2,
                           **{"s.to": f"r{i}@example.org", "s.id": str(i), "s.name": "Aroha"}) for i in range(1, 7)]
        c.send("send.master", 1, MASTER)
        c.bundle(*jobs)
        c.send("send.go", 1, more="2 99 ")
        tap.equal(sorted(outcome(c.result()) for _ in range(2)), [("sent", "dot", 250)] * 2, "two goes in one frame")
        tap.ok(c.is_quiet(), "and no more than those two")
        c.bundle(wire.Frame("send.go", 3), wire.Frame("send.go", 4))
        tap.equal(sorted(c.result().id for _ in range(2)), [3, 4], "two frames in one")
        c.send("send.go", 5, more="6 ")
        tap.equal(sorted(c.result().id for _ in range(2)), [5, 6], "three jobs were here at a time")
        tap.equal([sum(len(x.commands) > 0 for x in s.connections), len(s.copies())], [2, 6], "over two connections")


def test_idle():
    with FakeSMTP() as s, Core(s.port, idle_s=1) as c:
        c.job(1, go=True)
        c.result()
        tap.equal((bool(c.state("closed", 5)), s.quits), (True, 1), "an idle connection is ended with QUIT")
        c.job(2, go=True)
        tap.equal((outcome(c.result()), len(s.connections)), (("sent", "dot", 250), 2), "the next job opens another")
    for how in (CLOSE, "421 4.4.2 idle too long"):
        with FakeSMTP() as s, Core(s.port) as c:
            c.job(1, go=True)
            c.result()
            connection = s.connections[0]
            if how != CLOSE:
                connection.sock.sendall(how.encode() + b"\r\n")
            hang_up(connection)
            tap.ok(c.state("closed", 5), f"the relay ends an idle connection ({how}): no news")
            c.job(2, go=True)
            tap.equal((outcome(c.result()), [f["state"] for f in c.relay if f["state"] == "down"]),
                      (("sent", "dot", 250), []), "and no reason to rest")
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1, go=True)
        c.result()
        os.kill(c.pid, signal.SIGSTOP)      # it cannot notice before the next job is there
        hang_up(s.connections[0])
        c.job(2, go=True)
        os.kill(c.pid, signal.SIGCONT)
        tap.equal((outcome(c.result()), s.copies().get("<2.test@example.nz>")), (("sent", "dot", 250), 1),
                  "closed as the next job comes: it goes over a new connection")


def test_drop():
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1)
        c.state("up")
        time.sleep(0.1)
        c.send("send.drop", 1)
        c.job(2, go=True)
        tap.equal((outcome(c.result()), list(s.copies())), (("sent", "dot", 250), ["<2.test@example.nz>"]),
                  "dropped after its 354: never sent, and the next goes over a new connection")
        s.rule("dot", DELAY, times=1)
        c.job(3, go=True)
        c.job(4)
        time.sleep(0.1)
        c.send("send.drop", 4)
        c.job(5)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "dropped behind a dot: that one's answer comes")
        c.go(5)
        tap.equal((outcome(c.result()), sorted(s.copies())),
                  (("sent", "dot", 250), [f"<{i}.test@example.nz>" for i in (2, 3, 5)]), "the dropped one never went")
        c.send("send.drop", 99)
        c.send("send.go", 99)
        c.job(6, go=True)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "unknown jobs are passed over")
    with FakeSMTP(pipelining=False) as s, Core(s.port) as c:
        s.rule("mail", DELAY, times=1)
        c.job(1)
        c.state("up")
        time.sleep(0.1)
        c.send("send.drop", 1)
        c.job(2, go=True)
        tap.equal((outcome(c.result()), len(s.connections), s.connections[0].commands.count("RSET")),
                  (("sent", "dot", 250), 1, 1), "one at a time a dropped one is taken back by RSET")


def test_stop():
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("dot", DELAY)
        c.job(1, go=True)
        c.job(2)
        c.state("up")
        time.sleep(0.2)
        c.send("send.stop")
        got = {r.id: r["outcome"] for r in (c.result(), c.result())}
        tap.equal((got, c.wait(5), len(s.accepted)), ({1: "sent", 2: "returned"}, 0, 1),
                  "stop: what has its go is finished, the other goes back")
    with FakeSMTP() as s, Core(s.port) as c:
        c.send("send.stop")
        tap.equal(c.wait(5), 0, "stop with nothing to do")
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("greeting", SILENCE)
        c.job(1, go=True)
        time.sleep(0.2)
        started = time.monotonic()
        c.send("send.stop")
        tap.equal((outcome(c.result())[0], c.wait(5)), ("returned", 0), "stop while connecting")
        tap.ok(time.monotonic() - started < 3, "is heard at once")
    for verb in ("greeting", "mail", "dot"):
        with FakeSMTP() as s, Core(s.port) as c:
            s.rule(verb, SILENCE)
            c.job(1, go=True)
            time.sleep(0.2)
            tap.ok(c.close() and c.status == 0, f"core dies while {verb} is awaited: the process ends")


def test_lanes():
    """Several connections of one process: what happens to one is nothing to the others."""
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("greeting", SILENCE, times=1)
        c.job(1, go=True)
        wait(lambda: len(s.connections) == 1, "it to be opened")
        c.job(2, lane=1)
        c.job(3, lane=1, go=True)
        c.go(2)
        tap.equal([outcome(c.result()), outcome(c.result()), len(s.connections)], [("sent", "dot", 250)] * 2 + [2],
                  "one that is being opened holds nobody up")
        tap.equal(c.state("up")["lane"], 1, "and it is said which one is up")
        started = time.monotonic()
        c.send("send.stop")
        tap.equal((outcome(c.result())[0], c.wait(5), time.monotonic() - started < 3), ("returned", 0, True),
                  "stop ends them all")
    with FakeSMTP() as s, Core(s.port) as c:
        s.rule("dot", ACCEPT_THEN_DROP, times=1)
        s.rule("dot", DELAY, skip=1, times=1)
        c.job(1, go=True)
        c.job(2)
        wait(lambda: len(s.accepted) == 1, "the first to be taken")
        c.job(3, lane=1, go=True)
        c.job(4, lane=1)
        got = {r.id: r["outcome"] for r in (c.result(), c.result(), c.result())}
        tap.equal(got, {1: "unsure", 2: "returned", 3: "sent"}, "one that breaks takes its own jobs with it")
        c.go(4)
        tap.equal((outcome(c.result()), len(s.connections)), (("sent", "dot", 250), 2), "the other goes on")
        tap.equal(set(s.copies().values()), {1}, "and nothing went twice")
    with FakeSMTP() as s, Core(s.port) as c:
        for lane in range(16):
            c.job(2 * lane + 1, lane=lane, go=True)
            c.job(2 * lane + 2, lane=lane)
        first = sorted(c.result().id for _ in range(16))
        tap.equal((first, len(s.connections)), ([2 * lane + 1 for lane in range(16)], 16), "sixteen at a time")
        tap.ok(c.is_quiet(0.3), "no dot goes without its go, on none of them")
        for lane in range(16):
            c.go(2 * lane + 2)
        tap.equal((sorted(c.result().id for _ in range(16)), len(s.accepted)),
                  ([2 * lane + 2 for lane in range(16)], 32), "and each goes with it")
        c.relay.clear()
        c.send("send.probe", lane=3)
        tap.equal(c.state("up")["lane"], 3, "a probe is of one of them")


def test_down():
    with FakeSMTP() as s:
        port = s.port
    with Core(port) as c:
        c.job(1, go=True)
        c.job(2)
        tap.equal([outcome(c.result()), outcome(c.result())], [("returned", "connect", 0)] * 2,
                  "nobody listens: all is handed back")
        down = c.state("down")
        tap.ok(down["cause"] == "network" and f"127.0.0.1 port {port}" in down["text"], "and it is said where", down)
        tap.ok(c.is_quiet(0.5), "nothing is tried by itself")
        with FakeSMTP(port=port) as s:
            c.job(3, go=True)
            tap.equal(outcome(c.result()), ("sent", "dot", 250), "the next job finds the relay again")
    with Core(25, url="smtp://no-such-host.invalid") as c:
        c.job(1, go=True)
        c.result()
        down = c.state("down")
        tap.equal((down["cause"], down["text"]), ("network", "there is no address for the name no-such-host.invalid"),
                  "a name without address")


def test_config():
    cases = [
        ("a url of another kind", dict(url="https://127.0.0.1:25"), "network", "smtp://"),
        ("a url with a user", dict(url="smtp://u:p@127.0.0.1"), "network", "nothing more"),
        ("a url with a path", dict(url="smtp://127.0.0.1/x"), "network", "nothing more"),
        ("plain text off this machine", dict(url="smtp://mail.example.nz", tls="none"), "tls", "on this machine"),
        ("smtps without tls", dict(url="smtps://127.0.0.1", tls="none"), "tls", "smtps://"),
        ("a tls of another kind", dict(tls="maybe"), "tls", "auto, required or none"),
        ("a helo with a line break", dict(helo="x.nz\r\nMAIL"), "network", "host name"),
        ("a user without a password", dict(user="u"), "auth", "password_file"),
        ("a password file that is not there", dict(user="u", password_file="/nonexistent"), "auth", "/nonexistent"),
        ("an auth with an option", dict(auth="PLAIN;x"), "auth", "SASL"),
    ]
    for name, fields, cause, words in cases:
        with Core(25, **fields) as c:
            down = c.state("down", 5)
            c.job(1, go=True)
            tap.ok(down and down["cause"] == cause and words in down["text"] and
                   outcome(c.result()) == ("returned", "connect", 0), f"{name} is said at once", down)


def test_environment():
    with FakeSMTP() as s, Core(s.port, env=dict(os.environ, all_proxy="socks5://127.0.0.1:1", no_proxy="")) as c:
        c.job(1, go=True)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "a proxy of the environment is not used")
    done = subprocess.run([PROGRAM, "info"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    tap.ok(done.returncode == 64 and "started by dpupd" in done.stderr, "started by hand it says so", done)


def test_box():
    with FakeSMTP() as s, Core(s.port) as c:
        c.job(1, go=True)
        c.result()
        status = open(f"/proc/{c.pid}/status").read()
        tap.ok("Seccomp:\t2" in status and "NoNewPrivs:\t1" in status, "it sits in its box")
        limits = open(f"/proc/{c.pid}/limits").read()
        tap.ok(re.search(r"Max core file size\s+0\s", limits), "no core is written", limits)


# --- encryption and authentication ---

class Certificates:
    """A CA, and certificates it signed, made with openssl in a folder of their own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="send-certs-")
        self.ca = self.path("ca.pem")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     self.path("ca.key"), "-out", self.ca, "-days", "2", "-subj", "/CN=Test CA")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     self.path("other.key"), "-out", self.path("other-ca.pem"), "-days", "2", "-subj", "/CN=Other CA")

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def server(self, name, san="DNS:localhost,IP:127.0.0.1", days="2", maximum=None):
        """A context for a server with a certificate for `san`."""
        key, csr, pem, ext = (self.path(f"{name}.{e}") for e in ("key", "csr", "pem", "ext"))
        with open(ext, "w") as f:
            f.write(f"subjectAltName={san}\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
                     csr, "-subj", f"/CN={name}")
        self.openssl("x509", "-req", "-in", csr, "-CA", self.ca, "-CAkey", self.path("ca.key"), "-CAcreateserial",
                     "-out", pem, "-days", days, "-extfile", ext)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if maximum:
            context.set_ciphers("DEFAULT@SECLEVEL=0")
            with warnings.catch_warnings():     # that it is old is the point
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = maximum
        context.load_cert_chain(pem, key)
        return context

    def remove(self):
        shutil.rmtree(self.folder)


def down_of(server, url, name, cause, words, **fields):
    """One job over a connection that must not come to be."""
    with server as s, Core(s.port, url=url % s.port, **fields) as c:
        c.job(1, go=True)
        got = c.result()
        down = c.state("down", 5)
        tap.ok(outcome(got) == ("returned", "connect", 0) and down["cause"] == cause and words in down["text"] and
               not s.accepted, name, f"{got} {down}")
        return [x for connection in s.connections for x in connection.commands]


def test_tls():
    certs = Certificates()
    try:
        good = certs.server("good")
        starttls, implicit = "smtp://localhost:%d", "smtps://localhost:%d"
        with FakeSMTP(tls=good) as s, Core(url=starttls % s.port, tls="required", ca_file=certs.ca) as c:
            story = c.drive([(i, {}) for i in range(1, 51)])
            tap.ok(all(v == ["sent"] for v in story.values()) and len(s.connections) == 1 and s.connections[0].is_tls,
                   "STARTTLS: 50 are sent over one connection", story)
            tap.equal(s.connections[0].commands[:3], ["EHLO dpup.example.nz", "STARTTLS", "EHLO dpup.example.nz"],
                      "EHLO is said again after it")
            c.job(100, message(100, size=3000000), go=True)
            tap.equal(outcome(c.result()), ("sent", "dot", 250), "a large one, too")
            tap.equal(s.accepted[-1].body, message(100, size=3000000), "unharmed")
        with FakeSMTP(tls=good, is_implicit=True) as s, Core(url=implicit % s.port, ca_file=certs.ca) as c:
            c.job(1, go=True)
            tap.equal(outcome(c.result()), ("sent", "dot", 250), "smtps://: encrypted from the first byte")
        down_of(FakeSMTP(tls=good), starttls, "a certificate of an unknown CA", "tls", "is signed by nobody we trust",
                tls="required", ca_file=certs.path("other-ca.pem"))
        down_of(FakeSMTP(tls=good), starttls, "the system's CAs do not know it either", "tls",
                "is signed by nobody we trust", tls="required")
        down_of(FakeSMTP(tls=certs.server("wrong", san="DNS:other.example.nz")), starttls,
                "a certificate for another name", "tls", "the certificate of localhost does not match its name",
                tls="required", ca_file=certs.ca)
        down_of(FakeSMTP(tls=certs.server("old", days="-1")), starttls, "a certificate that has expired", "tls",
                "has expired", tls="required", ca_file=certs.ca)
        down_of(FakeSMTP(tls=certs.server("tls11", maximum=ssl.TLSVersion.TLSv1_1)), starttls, "TLS 1.1", "tls",
                "no encryption with localhost", tls="required", ca_file=certs.ca)
        said = down_of(FakeSMTP(credentials=("u", "p")), starttls, "a server without STARTTLS where it is required",
                       "tls", "does not offer encryption", tls="required")
        tap.ok(not any(x.startswith("AUTH") for x in said), "and no password was said", said)
        down_of(FakeSMTP(tls=good), starttls, "a ca_file that is not there", "tls", "cannot read the certificates",
                tls="required", ca_file=certs.path("missing.pem"))
        for fault, cause in ((CLOSE, "network"), (RST, "network"), (SILENCE, "network"), ("454 4.7.0 later", "busy"),
                             ("502 5.5.1 no", "tls"), ("421 4.3.2 later", "busy"), (GARBAGE, "network")):
            down_of(FakeSMTP(tls=good).rule("starttls", fault), starttls, f"starttls {fault}", cause, "localhost",
                    tls="required", ca_file=certs.ca, reply_s=1)
        test_auth(certs, good)
    finally:
        certs.remove()


def test_auth(certs, good):
    secret = certs.path("password")
    with open(secret, "w") as f:
        f.write("p\u0101ss w:rd\n")
    os.chmod(secret, 0o600)
    who = dict(user="dpup@example.nz", password_file=secret)
    right = ("dpup@example.nz", "p\u0101ss w:rd")
    url = "smtp://localhost:%d"
    for auth in (None, "LOGIN", "PLAIN"):
        with FakeSMTP(tls=good, credentials=right) as s, \
                Core(url=url % s.port, tls="required", ca_file=certs.ca, auth=auth, **who) as c:
            c.job(1, go=True)
            tap.equal((outcome(c.result()), s.connections[0].user), (("sent", "dot", 250), right[0]),
                      f"authenticated by {auth or 'what is offered'}")
            if auth:
                tap.ok(any(x.startswith(f"AUTH {auth}") for x in s.connections[0].commands), f"with {auth}",
                       s.connections[0].commands)
    with FakeSMTP(credentials=right) as s, Core(s.port, **who) as c:
        c.job(1, go=True)
        tap.equal(outcome(c.result()), ("sent", "dot", 250), "to this machine also without encryption")
    down_of(FakeSMTP(credentials=("x", "y")), url, "a wrong password", "auth", "refuses the user or password: 535", **who)
    down_of(FakeSMTP(), url, "a server without AUTH", "auth", "offers no authentication", **who)
    down_of(FakeSMTP(credentials=right), url, "no way of authentication in common", "auth", "no way of authentication",
            auth="SCRAM-SHA-256", **who)
    for fault, cause in (("454 4.7.0 later", "busy"), ("535 5.7.8 no", "auth"), ("421 4.3.2 later", "busy"),
                         ("550 5.7.30 basic authentication is off", "auth"), (CLOSE, "network"), (RST, "network"),
                         (SILENCE, "network"), (GARBAGE, "network")):
        down_of(FakeSMTP(credentials=right).rule("auth", fault), url, f"auth {fault}", cause, "localhost", reply_s=1,
                **who)
    for mode in (0o644, 0o604, 0o660):
        os.chmod(secret, mode)
        with Core(25, **who) as c:
            down = c.state("down", 5)
            tap.ok(down["cause"] == "auth" and "chmod 640" in down["text"], f"a password file of mode {mode:o} is not used",
                   down)
    os.chmod(secret, 0o600)
    with open(secret, "w"):
        pass
    with Core(25, **who) as c:
        tap.ok("is empty" in c.state("down", 5)["text"], "nor is an empty one")
    ours, theirs = os.pipe()        # as core gives it: in its box it can write into no file
    with open(ours, "rb") as log:
        with open(secret, "w") as f:
            f.write("geheim\n")
        with FakeSMTP(credentials=right) as s, Core(s.port, level="debug", stderr=theirs, **who) as c:
            c.job(1, go=True)
            c.result()
            c.send("send.stop")
            c.wait()
        os.close(theirs)
        text = log.read()
        tap.ok(b"send.result" in text and b"geheim" not in text and b"Z2VoZWlt" not in text and b"example.org" not in text,
               "the log has no password and no address", text)


# --- how fast ---

def bench():
    count, size = 20000, 8192
    port = socket.create_server(("127.0.0.1", 0))
    number = port.getsockname()[1]
    port.close()
    sink = subprocess.Popen(["smtp-sink", "-u", "nobody", "-c", f"127.0.0.1:{number}", "1000"], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        with Core(number) as c:
            master = MASTER + b"".join(b"%-74d=\r\n" % i for i in range(size // 77)) + b"end\r\n"
            c.send("send.master", 1, master)
            jobs = [wire.encode(wire.Frame("send.job", i, sender="b@example.nz", recipient=f"r{i}@example.org",
                                           master=1, **{"s.to": f"r{i}@example.org", "s.id": str(i),
                                                        "s.name": "Aroha"})) for i in range(1, count + 1)]
            goes = [wire.encode(wire.Frame("send.go", i)) for i in range(1, count + 1)]
            started = time.monotonic()
            for frame in (jobs[0], goes[0], jobs[1]):
                c.sock.send(frame)
            done = 0
            c.sock.settimeout(10)
            while done < count:
                frame = c.sock.recv(65536)
                if b"send.result" not in frame:
                    continue
                if b"sent" not in frame:
                    sys.exit(f"not sent: {wire.decode(frame)}, sink {sink.poll()}")
                done += 1
                for frame in goes[done:done + 1] + jobs[done + 1:done + 2]:
                    c.sock.send(frame)
            seconds = time.monotonic() - started
            c.send("send.stop")
            c.wait()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{count} messages of {size} bytes, one connection: {count / seconds:.0f}/s, "
              f"{(used.ru_utime + used.ru_stime) / count * 1e6:.1f} us of CPU each")
    finally:
        sink.terminate()
        sink.wait()


def main():
    if "--bench" in sys.argv:
        bench()
        return
    names = [a for a in sys.argv[1:]]
    for name, test in (("plain", test_plain), ("pipelined", test_pipelined), ("many", test_many),
                       ("serial", test_serial), ("no_ehlo", test_no_ehlo), ("refusals", test_refusals),
                       ("eager", test_eager), ("rset_refused", test_rset_refused),
                       ("accept_then_drop", test_accept_then_drop), ("patience", test_patience),
                       ("extra_after_dot", test_extra_after_dot),
                       ("cleanup_faults", test_cleanup_faults), ("bad_jobs", test_bad_jobs), ("dots", test_dots),
                       ("extensions", test_extensions), ("masters", test_masters), ("bad_core", test_bad_core),
                       ("idle", test_idle), ("bundles", test_bundles), ("drop", test_drop), ("stop", test_stop), ("lanes", test_lanes), ("down", test_down),
                       ("config", test_config), ("environment", test_environment), ("box", test_box), ("tls", test_tls)):
        if not names or name in names:
            test()
    tap.done()


if __name__ == "__main__":
    main()
