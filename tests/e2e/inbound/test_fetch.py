#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""dpupd-fetch alone, with this program in the place of core: what it hands over, what it marks,
what it says when something is wrong. A real Dovecot serves; a fake one does what Dovecot
cannot be made to do; a Maildir is a folder."""
import concurrent.futures
import os
import random
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import threading
import time
import traceback
import warnings

import certs
import dovecot
import wire
from dovecot import Dovecot
from fake_imap import DROP, SILENT, FakeImap
from tap import Tap

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.path.join(ROOT, os.environ.get("BUILD", "build"), "dpupd-fetch")
WAIT_S = 20
QUIET_S = 0.4       # how long nothing must come for "nothing comes"
CUT = 65536
CHAOS_S = int(os.environ.get("CHAOS_S", "10"))     # how long things are killed at random
MESSAGE_MAX = 1 << 20
# Pauses that are minutes in service and would make the tests as long.
QUICK = {"retry_s": 1, "backoff_max_s": 1, "timeout_s": 3}

tap = Tap()


def mail(subject, size=0):
    head = f"From: amy@example.org\r\nSubject: {subject}\r\n\r\n".encode()
    line = b"0123456789" * 7 + b"\r\n"
    return (head + line * (size // len(line) + 1))[:max(size, len(head) + 8)]


class Fetch:
    """A running dpupd-fetch. `fields` are those of fetch.start."""

    def __init__(self, **fields):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.sock = ours
        self.log = tempfile.TemporaryFile()
        self.pid = os.posix_spawn(PROGRAM, ["dpupd-fetch", "debug"], os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, self.log.fileno(), 2), (os.POSIX_SPAWN_DUP2, theirs.fileno(), 3)])
        theirs.close()
        self.status = None
        self.states, self.text = [], ""
        if fields:
            wire.send(ours, wire.Frame("fetch.start", **{"message_max": MESSAGE_MAX, "poll_s": 300, **QUICK, **fields}))

    def frame(self, timeout=WAIT_S):
        """The next frame, and the message beside it."""
        self.sock.settimeout(timeout)
        try:
            data, fds, _flags, _ = socket.recv_fds(self.sock, wire.FRAME_MAX, 4)
        except TimeoutError:
            return None
        if not data:
            return None
        frame = wire.decode(data)
        frame.message = None
        for fd in fds:
            with os.fdopen(fd, "rb") as f:
                f.seek(0)
                frame.message = f.read()
        return frame

    def state(self, state, timeout=WAIT_S):
        """Waits for this state and returns its text; mail that comes first is an error."""
        deadline = time.monotonic() + timeout
        while True:
            frame = self.frame(max(0.01, deadline - time.monotonic()))
            if frame is None or frame.verb != "fetch.state":
                raise AssertionError(f"waited for state {state}, got {frame}")
            self.states.append(frame["state"])
            if frame["state"] == state:
                return frame.get("text", "")

    def mail(self, timeout=WAIT_S):
        """The next mail that is handed over; states before it are kept in `states`."""
        deadline = time.monotonic() + timeout
        while True:
            frame = self.frame(max(0.01, deadline - time.monotonic()))
            if frame is None or frame.verb == "fetch.mail":
                return frame
            self.states.append(frame["state"])
            self.text = frame.get("text") or self.text

    def answer(self, frame, verb="fetch.stored"):
        wire.send(self.sock, wire.Frame(verb, frame.id))

    def take(self, timeout=WAIT_S):
        """The next mail, stored."""
        frame = self.mail(timeout)
        if frame:
            self.answer(frame)
        return frame

    def is_quiet(self, seconds=QUIET_S):
        """Does no mail come?"""
        return self.mail(seconds) is None

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.wait()
        self.sock.close()

    def wait(self, timeout=WAIT_S):
        """Its exit status, or None where it does not end."""
        deadline = time.monotonic() + timeout
        while self.status is None and time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            else:
                time.sleep(0.01)
        return self.status

    def logged(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        self.sock.close()
        if self.wait(5) is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()
        if kind is not None or self.status not in (0, -signal.SIGKILL):
            print("".join(f"# {line}\n" for line in self.logged().splitlines()[-20:]), end="")
        self.log.close()


def until(condition, timeout=WAIT_S):
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


# --- the frame, and being started ----------------------------------------------------------------

def test_start(_folder):
    with Fetch() as fetch:
        fetch.sock.close()
        tap.equal(fetch.wait(), 0, "core ends before it has said anything: exit 0")
    for what, raw in (("an unknown kind", wire.Frame("fetch.start", kind="pop3", message_max=MESSAGE_MAX)),
                      ("no path", wire.Frame("fetch.start", kind="maildir", message_max=MESSAGE_MAX)),
                      ("another verb", wire.Frame("fetch.stop")), ("not a frame", b"\x09hello")):
        with Fetch() as fetch:
            wire.send(fetch.sock, raw)
            tap.equal(fetch.wait(), 76, f"{what}: exit EX_PROTOCOL")


# --- a Maildir -----------------------------------------------------------------------------------

def make_maildir(folder, name="Maildir"):
    home = os.path.join(folder, name)
    for sub in ("tmp", "new", "cur"):
        os.makedirs(os.path.join(home, sub))
    return home


def put(home, name, data):
    with open(os.path.join(home, "tmp", name), "wb") as f:
        f.write(data)
    os.rename(os.path.join(home, "tmp", name), os.path.join(home, "new", name))


def names(home, sub):
    return sorted(os.listdir(os.path.join(home, sub)))


def test_maildir_order(folder):
    home = make_maildir(folder)
    for name in ("1000.a", "999.z", "20.b", "1000.B", "note"):
        put(home, name, mail(name))
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        got = [fetch.take() for _ in range(5)]
        tap.equal([g["key"] for g in got], ["note", "20.b", "999.z", "1000.B", "1000.a"], "oldest first")
        tap.equal([g.message for g in got], [mail(g["key"]) for g in got], "the bytes are those of the file")
        until(lambda: not names(home, "new"))
        tap.equal(names(home, "cur"), ["1000.B:2,S", "1000.a:2,S", "20.b:2,S", "999.z:2,S", "note:2,S"],
                  "what is stored is in cur, as seen")
        started = time.monotonic()
        put(home, "2000.x", mail("x"))
        frame = fetch.take()
        tap.ok(frame and frame["key"] == "2000.x" and time.monotonic() - started < 10, "new mail is noticed, long before the next look")
        tap.equal([frame["size"], frame["is_cut"], frame.get("uid")], [len(mail("x")), 0, None], "its fields")
        tap.ok(abs(frame["received_at"] - time.time()) < 60, "its date is the file's")
        with open(os.path.join(home, "new", "2001.direct"), "wb") as f:
            f.write(mail("direct"))
        frame = fetch.take()
        tap.ok(frame and frame["key"] == "2001.direct" and frame.message == mail("direct"),
               "a file written straight into new is read when it is complete")


def test_maildir_names(folder):
    home = make_maildir(folder)
    cases = {"1.flags:2,FR": "1.flags:2,FRS", "2.seen:2,RST": "2.seen:2,RST", "3.user:2,Ta": "3.user:2,STa",
             "4.none:2,": "4.none:2,S", "5." + "x" * 253: "5." + "x" * 253, "6 %\tä": "6 %\tä:2,S"}
    keys = {"6 %\tä": "6%20%25%09%C3%A4"}
    for name in cases:
        put(home, name, mail(name[:3]))
    put(home, "7.taken", mail("7"))
    with open(os.path.join(home, "cur", "7.taken:2,S"), "w") as f:
        f.write("somebody else's")
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        got = [fetch.take()["key"] for _ in range(len(cases) + 1)]
        tap.equal(got, [keys.get(name, name) for name in cases] + ["7.taken"], "names as keys")
        until(lambda: not names(home, "new"))
        tap.equal(names(home, "cur"), sorted([*cases.values(), "7.taken:2,S", "7.taken,copy=1:2,S"]),
                  "flags are kept and sorted, no name is lost, no file is replaced")
        with open(os.path.join(home, "cur", "7.taken:2,S")) as f:
            tap.equal(f.read(), "somebody else's", "the file that had the name is as it was")


def test_maildir_odd(folder):
    """What is not a message is passed by, and stands in nobody's way."""
    home = make_maildir(folder)
    new = os.path.join(home, "new")
    secret = os.path.join(folder, "secret")
    with open(secret, "w") as f:
        f.write("not mail")
    os.symlink(secret, os.path.join(new, "1.link"))
    put(home, "0.moved", mail("in cur"))
    os.rename(os.path.join(new, "0.moved"), os.path.join(home, "cur", "0.moved:2,S"))
    os.symlink("../cur/0.moved:2,S", os.path.join(new, "1.link2"))
    os.mkfifo(os.path.join(new, "2.fifo"))
    os.mkdir(os.path.join(new, "3.folder"))
    with socket.socket(socket.AF_UNIX) as s:
        os.chdir(new)
        s.bind("4.socket")
        os.chdir(ROOT)
    put(home, ".hidden", mail("hidden"))
    put(home, "5.empty", b"")
    put(home, "6.good", mail("good"))
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        first, second = fetch.take(), fetch.take()
        tap.equal([first["key"], first.message, first["size"]], ["5.empty", b"", 0], "an empty file is a message")
        tap.equal(second["key"], "6.good", "links, FIFOs, folders and sockets are not")
        tap.ok(fetch.is_quiet(), "and are not tried as mail later")
        tap.equal(names(home, "new"), [".hidden", "1.link", "1.link2", "2.fifo", "3.folder", "4.socket"], "they stay where they are")
        tap.ok("maildir.odd count=5" in fetch.logged(), "and the log counts them")


def test_maildir_size(folder):
    home = make_maildir(folder)
    put(home, "1.max", mail("max", MESSAGE_MAX))
    put(home, "2.more", mail("more", MESSAGE_MAX + 1))
    put(home, "3.after", mail("after"))
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        whole, cut, after = fetch.take(), fetch.take(), fetch.take()
        tap.ok(whole.message == mail("max", MESSAGE_MAX) and whole["is_cut"] == 0, "a message at the limit is whole")
        tap.ok(cut.message == mail("more", MESSAGE_MAX + 1)[:CUT] and cut["is_cut"] == 1, "one past it is cut")
        tap.equal(cut["size"], MESSAGE_MAX + 1, "and its true size is told")
        tap.equal(after["key"], "3.after", "the next one comes")
    home = make_maildir(folder, "large")
    put(home, "1.large", mail("large", 32 << 20))
    with Fetch(kind="maildir", path=home, message_max=32 << 20) as fetch:
        fetch.state("ok")
        frame = fetch.take()
        tap.ok(frame and frame.message == mail("large", 32 << 20), "32 MiB pass through the box's limits")


def test_maildir_missing(folder):
    home = os.path.join(folder, "later")
    with Fetch(kind="maildir", path=home, poll_s=1) as fetch:
        text = fetch.state("down")
        tap.ok(home in text and "does not exist" in text, "a missing Maildir is told by name", text)
        tap.ok(not os.path.exists(home), "and not made")
        os.mkdir(home)
        fetch.state("ok")
        tap.equal(sorted(os.listdir(home)), ["cur", "new", "tmp"], "an empty folder becomes a Maildir")
        put(home, "1.x", mail("x"))
        tap.equal(fetch.take()["key"], "1.x", "and is read")
        os.rename(home, home + ".old")
        os.mkdir(home)
        text = fetch.state("down")
        tap.ok("removed or replaced" in text, "a Maildir that is replaced is noticed", text)
        tap.equal(fetch.wait(), 75, "and the process ends for its successor (EX_TEMPFAIL)")
    with open(os.path.join(folder, "file"), "w"):
        pass
    with Fetch(kind="maildir", path=os.path.join(folder, "file")) as fetch:
        text = fetch.state("down")
        tap.ok("Not a directory" in text, "a file is no Maildir", text)


def test_maildir_refused(folder):
    home = make_maildir(folder)
    put(home, "1.a", mail("a"))
    put(home, "2.b", mail("b"))
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        frame = fetch.mail()
        started = time.monotonic()
        fetch.answer(frame, "fetch.refused")
        again = fetch.mail()
        tap.ok(again and again["key"] == "1.a" and again.id != frame.id, "what was refused is offered again, before others")
        tap.ok(time.monotonic() - started > 0.8, "after the pause")
        tap.equal(names(home, "new"), ["1.a", "2.b"], "and stays in new until it is stored")
        fetch.answer(again)
        tap.equal(fetch.take()["key"], "2.b", "then the others come")
    put(home, "3.c", mail("c"))
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        tap.equal(fetch.mail()["key"], "3.c", "offered ...")
        fetch.kill()
    tap.equal(names(home, "new"), ["3.c"], "... and killed before core answered: the file stays in new")
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        frame = fetch.mail()
        tap.equal(frame["key"], "3.c", "the next process offers it again")
        wire.send(fetch.sock, wire.Frame("fetch.stored", frame.id + 1))
        tap.equal(fetch.wait(), 76, "an answer for another message: exit EX_PROTOCOL")
    tap.equal(names(home, "new"), ["3.c"], "and nothing is moved")


def test_maildir_readonly(folder):
    if os.geteuid() == 0:
        tap.skip("a Maildir that may not be written", "root may")
        return
    home = make_maildir(folder)
    os.chmod(os.path.join(home, "new"), 0o500)
    with Fetch(kind="maildir", path=home) as fetch:
        tap.ok("cannot move mail" in fetch.state("down"), "a Maildir that may not be written is told")


def test_maildir_many(folder):
    home = make_maildir(folder)
    count = 20000
    for n in range(count):
        with open(os.path.join(home, "new", f"{n * 7919 % count + 1}.m"), "wb") as f:
            f.write(b"Subject: %d\r\n\r\n" % n)
    with Fetch(kind="maildir", path=home) as fetch:
        fetch.state("ok")
        started = time.monotonic()
        keys = [fetch.take()["key"] for _ in range(count)]
        seconds = time.monotonic() - started
        peak = peak_kb(fetch.pid)
        tap.ok(keys == [f"{n + 1}.m" for n in range(count)], f"{count} files come in order")
        tap.ok(peak < 64 << 10, f"in little memory ({peak} kB)")
        tap.ok(seconds < 60, f"and not slowly ({count / seconds:.0f}/s)")


# --- Dovecot -------------------------------------------------------------------------------------

class Server:
    """A Dovecot with our certificates, and what fetch.start says of it."""

    def __init__(self, folder, **more):
        os.chmod(folder, 0o755)
        self.made = certs.make(folder)
        self.dovecot = Dovecot(certificate=self.made.good, **more)
        self.password_file = os.path.join(folder, "password")
        with open(self.password_file, "w") as f:
            f.write(self.dovecot.password + "\n")
        os.chmod(self.password_file, 0o640)

    def fields(self, **more):
        return {"kind": "imap", "url": f"imaps://localhost:{self.dovecot.imaps_port}", "user": self.dovecot.user,
                "password_file": self.password_file, "ca_file": self.made.ca, "mailbox": "INBOX",
                "uidvalidity": 0, "uid": 0, **more}

    def __enter__(self):
        self.dovecot.__enter__()
        return self

    def __exit__(self, *what):
        self.dovecot.__exit__(*what)


def cursor(frame):
    return {"uidvalidity": frame["uidvalidity"], "uid": frame["uid"]}


def test_imap_idle(server):
    box = server.dovecot
    box.deliver(mail("first"))
    with Fetch(**server.fields()) as fetch:
        fetch.state("ok")
        tap.equal(fetch.states, ["connecting", "ok"], "connecting, then ok")
        frame = fetch.take()
        tap.ok(frame.message == mail("first") and frame["size"] == len(frame.message) and frame["is_cut"] == 0,
               "the mail that was there comes, byte for byte")
        tap.ok(frame["key"] == f"{frame['uidvalidity']}.{frame['uid']}" and abs(frame["received_at"] - time.time()) < 60,
               "with its number and date")
        for n in range(3):
            time.sleep(0.3)     # into IDLE
            started = time.monotonic()
            box.deliver(mail(f"idle {n}"))
            frame = fetch.take()
            tap.ok(frame and frame.message == mail(f"idle {n}") and time.monotonic() - started < 10,
                   f"new mail comes by IDLE, long before the next look ({time.monotonic() - started:.2f} s)")
        tap.ok(until(lambda: len(box.seen()) == 4, 5), "what is stored is marked as seen")
        many = [mail(f"burst {n}") for n in range(200)]
        for data in many:
            box.deliver(data)
        got = [fetch.take().message for _ in many]
        tap.ok(sorted(got) == sorted(many), "200 at once: each comes once")
        tap.ok(fetch.is_quiet(), "and no other")
        last = fetch.sock
        tap.ok(until(lambda: len(box.seen()) == 204, 5), "all are marked")
        last.close()
        started = time.monotonic()
        tap.ok(fetch.wait() == 0 and time.monotonic() - started < 10, "it ends when core does, also in IDLE")


def test_imap_quick_idle(server):
    """IDLE is renewed, and mail that comes just then is not missed."""
    box = server.dovecot
    with Fetch(**server.fields(idle_s=1)) as fetch:
        fetch.state("ok")
        got = []
        for n in range(8):
            time.sleep(0.45)
            box.deliver(mail(f"renewed {n}"))
            frame = fetch.take(5)
            got.append(frame and frame.message)
        tap.equal(got, [mail(f"renewed {n}") for n in range(8)], "renewing IDLE misses no mail")
        tap.equal(fetch.states, ["connecting", "ok"], "in one session")


def test_imap_polling(server):
    box = server.dovecot
    box.configure(extra="imap_capability = IMAP4rev1 SASL-IR UIDPLUS MOVE\n")
    box.restart()
    with Fetch(**server.fields(poll_s=1)) as fetch:
        fetch.state("ok")
        box.deliver(mail("polled"))
        started = time.monotonic()
        frame = fetch.take()
        tap.ok(frame and frame.message == mail("polled") and time.monotonic() - started < 10,
               "a server without IDLE is polled")


def test_imap_tls(server):
    box, made = server.dovecot, server.made
    box.deliver(mail("behind TLS"))
    port = box.imap_port

    def refused(what, words, **fields):
        before = box.logins()
        with Fetch(**server.fields(**fields)) as fetch:
            text = fetch.state("down")
            tap.ok(all(word in text for word in words), f"{what}: says so", text)
            tap.ok(box.password not in text + fetch.logged(), f"{what}: without the password")
            tap.ok(fetch.is_quiet(), f"{what}: no mail comes")
        tap.equal(box.logins(), before, f"{what}: no login")

    refused("an unknown authority", ["certificate", "authority"], ca_file=made.other_ca)
    refused("an unknown authority, STARTTLS", ["certificate", "authority"], ca_file=made.other_ca,
            url=f"imap://localhost:{port}", tls="required")
    refused("no such CA file", ["ca_file"], ca_file="/nonexistent/ca.pem")
    refused("a wrong user", ["user", "password"], user="nobody-here")
    refused("nobody listens", ["cannot connect", "refused"], url="imaps://localhost:1")
    refused("a name without address", ["resolved"], url="imaps://no-such-host.invalid")
    refused("tls = none to another machine", ["tls = none", "192.0.2.1"], url="imap://192.0.2.1", tls="none")
    refused("not a URL of IMAP", ["imaps://"], url="http://localhost/")
    refused("a password in the URL", ["imaps://"], url=f"imaps://dpup:x@localhost:{box.imaps_port}")
    refused("TLS on a port without", ["localhost"], url=f"imaps://localhost:{port}")
    for fields in ({"url": f"imap://localhost:{port}", "tls": "required"}, {"url": f"imap://127.0.0.1:{port}"},
                   {"url": f"imap://[::1]:{port}", "tls": "none"}, {"url": f"imaps://127.0.0.1:{box.imaps_port}"},
                   {"auth": "LOGIN"}):
        with Fetch(**server.fields(**fields)) as fetch:
            frame = fetch.take()
            tap.ok(frame and frame.message == mail("behind TLS"), f"works: {fields}", fetch.states)
    for what, words in (("wrong_name", ["certificate", "another name"]), ("expired", ["certificate", "expired"]),
                        ("early", ["certificate", "not valid yet"]), ("unknown", ["certificate", "authority"])):
        box.configure(certificate=getattr(made, what))
        box.restart()
        refused(f"certificate {what}", words)
        refused(f"certificate {what}, STARTTLS", words, url=f"imap://localhost:{port}", tls="required")
    box.configure(certificate=None)
    box.restart()
    refused("no STARTTLS where it is required", ["STARTTLS"], url=f"imap://localhost:{port}", tls="required")


def test_imap_password(server):
    box = server.dovecot
    with open(server.password_file, "w") as f:
        f.write("a wrong one\n")
    with Fetch(**server.fields()) as fetch:
        text = fetch.state("down")
        tap.ok("password" in text and "a wrong one" not in text + fetch.logged(), "a wrong password is told", text)
        tap.equal(box.logins(), 0, "no login")
    for what, mode, data, word in (("open to all", 0o644, "x\n", "chmod"), ("empty", 0o600, "\n", "empty"),
                                   ("two lines", 0o600, "a\nb\n", "one line"), ("too long", 0o600, "x" * 5000, "longer")):
        with open(server.password_file, "w") as f:
            f.write(data)
        os.chmod(server.password_file, mode)
        with Fetch(**server.fields()) as fetch:
            text = fetch.state("down")
            tap.ok(word in text and server.password_file in text, f"a password file that is {what} is refused", text)
            os.chmod(server.password_file, 0o600)
            with open(server.password_file, "w") as f:
                f.write(box.password + "\n")
            tap.ok(fetch.state("ok") == "", "and read again when it was mended")


def test_imap_restart(server):
    """The server is killed in the middle, again and again: nothing is lost or offered twice once
    it was stored."""
    box = server.dovecot
    wanted = [mail(f"restart {n}", 3000) for n in range(60)]
    for data in wanted[:30]:
        box.deliver(data)
    got, at = [], {}
    # A server that hangs while it is idle is noticed when that IDLE is over: here soon.
    with Fetch(**server.fields(idle_s=5)) as fetch:
        while len(got) < len(wanted):
            frame = fetch.mail()
            if frame is None:
                break
            got.append(frame.message)
            at = cursor(frame)
            if len(got) in (5, 17, 40):
                box.kill()          # before the answer: the mark gets lost
                fetch.answer(frame)
                if len(got) == 17:
                    for data in wanted[30:]:
                        box.deliver(data)
                fetch.state("down")
                box.start()
            else:
                fetch.answer(frame)
        tap.ok(sorted(got) == sorted(wanted), "killed three times: each mail came once", f"{len(got)} of {len(wanted)}")
        tap.ok(fetch.is_quiet(1), "and none again")
        tap.ok(until(lambda: len(box.seen()) == len(wanted), 5), "all are marked, also those whose mark was cut off")
        tap.equal(fetch.states.count("ok"), 4, "it says when it is well again")
        box.stop()
        tap.ok(fetch.state("down") != "", "an orderly end of the server is told")
        box.deliver(mail("while it was away"))
        box.start()
        frame = fetch.take()
        tap.ok(frame and frame.message == mail("while it was away"), "and what came meanwhile is fetched")
        at = cursor(frame)
        tap.ok(until(lambda: len(box.seen()) == len(wanted) + 1, 5), "and marked")
        box.freeze()
        text = fetch.state("down", 40)
        tap.ok(text != "", "a server that hangs is given up", text)
        box.freeze(False)
        fetch.state("ok")
    with Fetch(**server.fields(**at)) as fetch:
        fetch.state("ok")
        tap.ok(fetch.is_quiet(), "the next process goes on behind the cursor")


def test_imap_chaos(server):
    """Server and fetcher are killed at random while mail arrives. Core's part is played with
    what core keeps: the cursor of the last message it stored."""
    seed = int.from_bytes(os.urandom(4), "little")
    chance = random.Random(seed)
    box = server.dovecot
    wanted, stored, twice, kills, at = [], [], 0, 0, {}
    deadline = time.monotonic() + CHAOS_S
    fetch = Fetch(**server.fields())
    while time.monotonic() < deadline or len(stored) < len(wanted) and time.monotonic() < deadline + WAIT_S:
        is_over = time.monotonic() >= deadline
        if not is_over:
            for _ in range(chance.randrange(6)):
                wanted.append(mail(f"chaos {len(wanted)}", chance.choice((0, 5000, 200000))))
                box.deliver(wanted[-1])
        frame = fetch.mail(0.2)
        what = "" if is_over else chance.choice([""] * 12 + ["server", "fetch", "refuse", "fetch after", "server after"])
        kills += what not in ("", "refuse")
        if what.startswith("server"):
            box.kill()
            box.start()
        if what == "fetch":
            fetch.kill()
        elif frame and what == "refuse":
            fetch.answer(frame, "fetch.refused")
        elif frame:
            twice += frame.message in stored
            stored.append(frame.message)
            at = cursor(frame)
            fetch.answer(frame)
            if what == "fetch after":
                time.sleep(chance.random() * 0.003)
                fetch.kill()
        if fetch.status is not None:
            fetch = Fetch(**server.fields(**at))
    with fetch:
        tap.ok(set(stored) == set(wanted) and twice == 0, f"{kills} kills, {len(wanted)} mails: each was stored once",
               f"seed {seed}: {len(stored)} stored, {twice} twice, of {len(wanted)}\n{fetch.logged()}")
        tap.ok(until(lambda: len(box.seen()) >= len(wanted) - kills, 5), "and marked, but for at most one a kill",
               f"seed {seed}: {len(box.seen())} of {len(wanted)}")


def test_imap_renumbered(server):
    box = server.dovecot
    for n in range(3):
        box.deliver(mail(f"renumbered {n}"))
    with Fetch(**server.fields()) as fetch:
        at = [cursor(fetch.take()) for _ in range(3)][-1]
        box.stop()
        box.renumber()
        time.sleep(1.1)         # Dovecot makes it from the time
        box.start()
        again = [fetch.take() for _ in range(3)]
        tap.ok(again[0]["uidvalidity"] != at["uidvalidity"], "a new UIDVALIDITY ...")
        tap.equal([a["uid"] for a in again], [1, 2, 3], "... and all is offered again, for core to recognise")
    with Fetch(**server.fields(**at)) as fetch:
        tap.equal([fetch.take()["uid"] for _ in range(3)], [1, 2, 3], "also where it changed while we were away")
        tap.ok("imap.renumbered" in fetch.logged(), "and the log says so")


def test_imap_size(server):
    box = server.dovecot
    data = [mail("at the limit", MESSAGE_MAX), mail("past it", MESSAGE_MAX + 1), mail("small"),
            mail("pieces", 3 * MESSAGE_MAX), b"\r\n"]
    for one in data:
        box.deliver(one)
    with Fetch(**server.fields()) as fetch:
        got = [fetch.take() for _ in data]
        tap.ok(got[0].message == data[0] and got[0]["is_cut"] == 0, "a message at the limit is whole")
        tap.ok(got[1].message == data[1][:CUT] and got[1]["is_cut"] == 1 and got[1]["size"] == MESSAGE_MAX + 1,
               "one past it is cut, and its true size told")
        tap.equal(got[2].message, data[2], "the next one comes")
        tap.equal(got[4].message, data[4], "the shortest, too")
    with Fetch(**server.fields(message_max=32 << 20)) as fetch:
        got = [fetch.take() for _ in data]
        tap.ok([g.message for g in got] == data, "with a higher limit all are whole, fetched in pieces")
        box.deliver(mail("large", 31 << 20))
        frame = fetch.take()
        tap.ok(frame and frame.message == mail("large", 31 << 20), "31 MiB pass through the box's limits")


def test_imap_processed(server):
    box = server.dovecot

    def read(what, **fields):
        box.deliver(mail(what))
        with Fetch(**server.fields(**fields)) as fetch:
            frame = fetch.take()
            folder = fields["processed"]
            tap.equal(frame and frame.message, mail(what), f"{what}: it comes")
            tap.ok(until(lambda: len(box.files(mailbox=folder)) == 1, 5), f"{what}: and is moved to a folder made for it")
            tap.ok(until(lambda: not box.files(), 5), f"{what}: out of the mailbox")
            tap.ok(fetch.is_quiet(), f"{what}: and not seen again")
            return cursor(frame)

    at = read("MOVE", processed="Kua tae")
    for number, capability in enumerate(("IMAP4rev1 SASL-IR IDLE UIDPLUS", "IMAP4rev1 SASL-IR IDLE MOVE")):
        box.configure(extra=f"imap_capability = {capability}\n")
        box.restart()
        at = read(capability.split()[-1], processed=f"Stored{number}", **at)
    box.configure(extra="imap_capability = IMAP4rev1 SASL-IR\n")
    box.restart()
    box.deliver(mail("neither"))
    with Fetch(**server.fields(processed="Neither", **at)) as fetch:
        frame = fetch.take()
        tap.ok(until(lambda: len(box.files(mailbox="Neither")) == 1 and box.files()[0].endswith("T"), 5),
               "without MOVE and UIDPLUS: copied, and the original marked as deleted, not expunged", box.files())
        at = cursor(frame)
    box.configure(extra="")
    box.restart()
    box.deliver(mail("macrons"))
    with Fetch(**server.fields(processed="Pānui & Hui", **at)) as fetch:
        fetch.take()
        tap.ok(until(lambda: len(box.files(mailbox="P&AQE-nui &- Hui")) == 1, 5), "a folder's name may have macrons",
               os.listdir(box.maildir()))


def test_imap_refused(server):
    box = server.dovecot
    for n in range(2):
        box.deliver(mail(f"refused {n}"))
    with Fetch(**server.fields()) as fetch:
        frame = fetch.mail()
        started = time.monotonic()
        fetch.answer(frame, "fetch.refused")
        again = fetch.mail()
        tap.ok(again and again["uid"] == frame["uid"] and time.monotonic() - started > 0.8,
               "what was refused is offered again after the pause, before others")
        tap.equal(box.seen(), [], "and is not marked")
        fetch.answer(again)
        frame = fetch.mail()
        tap.equal(frame["uid"], again["uid"] + 1, "then the next one")
        fetch.kill()
    tap.equal(len(box.seen()), 1, "killed before core answered: not marked")
    with Fetch(**server.fields(**cursor(again))) as fetch:
        frame = fetch.mail()
        tap.equal(frame and frame["uid"], again["uid"] + 1, "the next process offers it again")
        fetch.kill()
    # The other half: core stored it, and the fetcher died before it marked it.
    with Fetch(**server.fields(**cursor(frame))) as fetch:
        fetch.state("ok")
        tap.ok(until(lambda: len(box.seen()) == 2, 5), "killed before it was marked: the next process marks it")
        tap.ok(fetch.is_quiet(), "and does not offer it")


def test_imap_mailbox(server):
    with Fetch(**server.fields(mailbox="Nowhere")) as fetch:
        text = fetch.state("down")
        tap.ok("mailbox" in text and "Nowhere" in text, "a mailbox that does not exist is told", text)


# --- a server that lies --------------------------------------------------------------------------

def lying(server, **more):
    return {"kind": "imap", "url": f"imap://127.0.0.1:{server.port}", "user": "dpup", "mailbox": "INBOX",
            "uidvalidity": 0, "uid": 0, **more}


def test_fake_usual(_folder):
    with FakeImap({1: mail("one"), 5: mail("five")}) as server, Fetch(**lying(server)) as fetch:
        got = [fetch.take() for _ in range(2)]
        tap.equal([g.message for g in got], [mail("one"), mail("five")], "the fake server works as a real one")
        tap.equal(got[0]["received_at"], 1777757400, "3 May 2026 09:30 +1200 is 21:30 UTC the day before")
        until(lambda: server.idling and server.idling.is_idling)
        server.append(mail("six"))
        tap.equal(fetch.take()["uid"], 6, "IDLE, too")
        fetched = [line for line in server.said if line.startswith("UID FETCH")]
        tap.ok(fetched and "ENVELOPE" not in str(server.said), "and nothing that a stranger wrote is parsed")


def test_fake_idle(_folder):
    def early_news(session):
        session.server.append(mail("early"))
        session.send(f"* {len(session.server.mails)} EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n+ idling\r\n")

    with FakeImap({1: mail("one")}) as server, Fetch(**lying(server)) as fetch:
        server.rule = lambda command, _session: early_news if command == "plus" and len(server.mails) == 1 else None
        fetch.take()
        frame = fetch.take(3)
        tap.equal(frame and frame.message, mail("early"), "news before the + are news")
        tap.equal(fetch.states, ["connecting", "ok"], "and no reason to reconnect")

    def one_segment(session):
        session.server.mails[session.server.uidnext] = mail("glued")
        session.server.uidnext += 1
        session.send(f"+ idling\r\n* {len(session.server.mails)} EXISTS\r\n")

    with FakeImap({1: mail("one")}) as server, Fetch(**lying(server)) as fetch:
        server.rule = lambda command, _session: one_segment if command == "plus" and len(server.mails) == 1 else None
        fetch.take()
        frame = fetch.take(3)
        tap.equal(frame and frame.message, mail("glued"), "news in the same segment as the + are not slept on")

    with FakeImap({1: mail("one")}) as server, Fetch(**lying(server, poll_s=1)) as fetch:
        server.rule = lambda command, session: f"{session.tag} NO not now\r\n".encode() if command == "IDLE" else None
        fetch.take()
        until(lambda: "IDLE" in server.said)
        server.append(mail("two"))
        frame = fetch.take(5)
        tap.equal(frame and frame.message, mail("two"), "a server that refuses IDLE is polled")
        tap.equal(server.said.count("IDLE"), 1, "and not asked again")

    with FakeImap({1: mail("one")}) as server, Fetch(**lying(server, poll_s=1, timeout_s=1)) as fetch:
        server.rule = lambda command, session: SILENT if command == "IDLE" else None
        fetch.take()
        fetch.state("down")
        fetch.state("down", 30)
        server.append(mail("two"))
        frame = fetch.take(20)
        tap.equal(frame and frame.message, mail("two"), "one that never says + is polled after two sessions")
        tap.equal(fetch.states.count("down"), 2, "without losing a third")

    with FakeImap({1: mail("one")}) as server, Fetch(**lying(server)) as fetch:
        server.rule = lambda command, _session: b"* BYE it is late\r\n" if command == "idling" else None
        fetch.take()
        tap.ok("it is late" in fetch.state("down"), "a farewell in IDLE is told")


FLOOD = b"* " + b"x" * 65536


def endless(session):
    for _ in range(200):
        session.send(FLOOD)


def tagged(text):
    return lambda session: session.send(f"{session.tag} {text}\r\n")


# The command, what is answered to it, and words of the sentence it must make.
FAULTS = [
    ("a full server", "greeting", b"* BYE too many connections\r\n", "too many connections"),
    ("another protocol", "greeting", b"SSH-2.0-OpenSSH_9.2\r\n", "127.0.0.1"),
    ("no greeting and the end", "greeting", DROP, "127.0.0.1"),
    ("no greeting", "greeting", SILENT, "does not answer"),
    ("a greeting without end", "greeting", lambda s: s.drip(b"* OK " + b"x" * 100), "does not answer"),
    ("login not available", "AUTHENTICATE", tagged("NO [UNAVAILABLE] database is down"), "database is down"),
    ("login refused in colour", "AUTHENTICATE", tagged("NO [ALERT] your \x1b[31mquota"), "your ?[31mquota"),
    ("a farewell", "SELECT", b"* BYE shutting down\r\n", "shutting down"),
    ("the end", "SELECT", DROP, "opening the mailbox"),
    ("silence", "SELECT", SILENT, "too long"),
    ("no IMAP", "SELECT", b"\x00\xff\r\n", "opening the mailbox"),
    ("BAD", "SELECT", tagged("BAD what"), "opening the mailbox"),
    ("no UIDVALIDITY", "SELECT", lambda s: (s.send("* 1 EXISTS\r\n"), s.ok()), "UIDVALIDITY"),
    ("byte by byte", "SELECT", lambda s: s.drip(b"* OK [UIDVALIDITY 7] " + b"x" * 100), "too long"),
    ("a line without end", "SELECT", endless, "more than an answer"),
    ("byte by byte", "UID SEARCH", lambda s: s.drip(b"* SEARCH " + b"1 " * 40), "too long"),
    ("UIDs that are none", "UID SEARCH", b"* SEARCH 99999999999999999999 x\r\n", "searching"),
    ("the end", "NOOP", DROP, "looking for mail"),
    ("a size of 4 GB in words", "UID FETCH 1", b"* 1 FETCH (UID 1 RFC822.SIZE {4000000000}\r\n", "message 7.1"),
    ("a literal of 2 GB that stops", "UID FETCH 1", b"* 1 FETCH (UID 1 BODY[]<0> {2000000000}\r\nx", ""),
    ("a literal of 2 GB that goes on", "UID FETCH 1",
     lambda s: (s.send(b"* 1 FETCH (UID 1 BODY[]<0> {2000000000}\r\n"), endless(s)), ""),
    ("brackets", "UID FETCH 1", b"* 1 FETCH ((((((((((\r\n", ""),
    ("the end", "UID FETCH 1", DROP, ""),
]


def peak_kb(pid):
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM:"))


def fail_once(fault):
    """The results of one fault: (condition, name, why)."""
    what, command, answer, words = fault
    name = f"{command}: {what}"
    with FakeImap({1: mail("one"), 2: mail("two")}) as server:
        is_bad = True
        server.rule = lambda said, _session: answer if is_bad and said == command else None
        with Fetch(**lying(server, timeout_s=1)) as fetch:
            try:
                text = fetch.state("down")
                is_bad = False
                got = [fetch.take() for _ in range(2)]
                return [
                    (text and words in text and text.isprintable(), f"{name}: a sentence", text),
                    (all(got) and [g.message for g in got] == [mail("one"), mail("two")], f"{name}: and then all comes",
                     f"{got} {fetch.states}"),
                    (peak_kb(fetch.pid) < 64 << 10, f"{name}: little memory", peak_kb(fetch.pid))]
            except (AssertionError, OSError) as e:
                return [(False, name, f"{e}\n{fetch.logged()}")]


def test_fake_faults(_folder):
    """Each way to answer badly: a sentence, no crash, and all the mail when it is over."""
    with concurrent.futures.ThreadPoolExecutor(6) as pool:     # most of it is waiting
        for results in pool.map(fail_once, FAULTS):
            for result in results:
                tap.ok(*result)


def test_fake_core_ends(_folder):
    """Core's end is noticed wherever the fetcher waits."""
    for what, command in (("while connecting", "greeting"), ("in a command", "SELECT"), ("in IDLE", "idling"),
                          ("for the + of IDLE", "plus")):
        with FakeImap({1: mail("one")}) as server:
            server.rule = lambda said, _session, command=command: SILENT if said == command else None
            with Fetch(**lying(server, timeout_s=60)) as fetch:
                if command in ("idling", "plus"):
                    fetch.take()
                until(lambda command=command: command in server.said)
                time.sleep(0.1)
                fetch.sock.close()
                started = time.monotonic()
                tap.ok(fetch.wait() == 0 and time.monotonic() - started < 10, f"core ends {what}: so does it")


def test_fake_old_tls(_folder):
    """A server that knows no TLS 1.2 gets no greeting from us."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        made = certs.make(folder)
        seen = []

        def serve(newest):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*made.rsa)
            context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = newest
            sock, _ = listener.accept()
            try:
                with context.wrap_socket(sock, server_side=True) as tls:
                    seen.append(tls.version())
            except OSError as e:
                seen.append(str(e))

        for newest, is_fine in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True)):
            thread = threading.Thread(target=serve, args=(newest,))
            thread.start()
            url = f"imaps://localhost:{listener.getsockname()[1]}"
            with Fetch(kind="imap", url=url, user="dpup", mailbox="INBOX", uidvalidity=0, uid=0, ca_file=made.ca) as fetch:
                text = fetch.state("down")
                thread.join()
                tap.ok(text and (seen[-1] == "TLSv1.2" if is_fine else not seen[-1].startswith("TLSv1.")),
                       f"{newest.name}: {'spoken' if is_fine else 'refused'}", f"{seen} {text}")


def test_fake_numbers(_folder):
    sparse = {1: mail("one"), 70000: mail("far"), 4294967290: mail("last")}
    with FakeImap(sparse) as server, Fetch(**lying(server)) as fetch:
        got = [fetch.take() for _ in sparse]
        tap.equal([g["uid"] for g in got], list(sparse), "sparse UIDs up to the highest")
        tap.ok(fetch.is_quiet() and len(server.searches) < 60, f"in {len(server.searches)} searches")
    many = {n: b"m%d" % n for n in range(1, 25001)}
    with FakeImap(many) as server, Fetch(**lying(server, uidvalidity=7, uid=24990)) as fetch:
        tap.equal([fetch.take()["uid"] for _ in range(10)], list(range(24991, 25001)), "behind the cursor only")
        tap.ok(fetch.is_quiet(), "and not those before it")
    with FakeImap({3: mail("three")}, uidnext=4) as server, Fetch(**lying(server, uidvalidity=7, uid=90)) as fetch:
        frame = fetch.take(5)
        tap.equal(frame and frame["uid"], 3, "a server restored from a backup: UIDs given again are not missed")
    with FakeImap({3: mail("three")}) as server, Fetch(**lying(server, uidvalidity=7, uid=3)) as fetch:
        fetch.state("ok")
        tap.ok(fetch.is_quiet(), "N:* that finds an older message is not believed")


def test_fake_messages(_folder):
    # Gone between the search and the fetch, and between two pieces.
    with FakeImap({1: mail("one"), 2: mail("two"), 3: mail("three")}) as server, Fetch(**lying(server)) as fetch:
        def vanish(command, _session):
            if command == "UID FETCH 2":
                server.mails.pop(2, None)
        server.rule = vanish
        got = [fetch.take()["uid"] for _ in range(2)]
        tap.equal(got, [1, 3], "a message that was expunged meanwhile is passed")
        tap.equal(fetch.states, ["connecting", "ok"], "in the same session")
    # Sizes that are not true.
    with FakeImap({1: mail("small"), 2: mail("big", 3 * MESSAGE_MAX), 3: mail("after")}) as server:
        server.sizes = {1: 900000, 2: 10, 3: 4294967295}
        with Fetch(**lying(server)) as fetch:
            got = [fetch.take() for _ in range(3)]
            tap.ok(got[0].message == mail("small") and got[0]["size"] == len(mail("small")), "smaller than it claims: all of it")
            tap.ok(got[1]["is_cut"] == 1 and got[1].message == mail("big", 3 * MESSAGE_MAX)[:CUT], "larger than it claims: cut")
            tap.ok(got[2]["is_cut"] == 1 and got[2].message == mail("after"), "4 GiB claimed: what there is of the beginning")
    # Answers for others in between.
    with FakeImap({1: mail("one"), 2: mail("two")}) as server, Fetch(**lying(server)) as fetch:
        def chatter(command, session):
            if command.startswith("UID FETCH"):
                session.send("* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 FLAGS ())\r\n* 9 EXPUNGE\r\n"
                             "* 1 FETCH (UID 77 BODY[]<0> {4}\r\nlies)\r\n* OK [ALERT] quota\r\n")
        server.rule = chatter
        got = [fetch.take() for _ in range(2)]
        tap.equal([g and g.message for g in got], [mail("one"), mail("two")], "news of other messages are not taken for this one")
    # One message that the server cannot give.
    with FakeImap({1: mail("one"), 2: mail("two"), 3: mail("three")}) as server:
        server.rule = lambda command, s: f"{s.tag} NO [SERVERBUG] oops\r\n".encode() if command == "UID FETCH 2" else None
        with Fetch(**lying(server, stuck_s=4)) as fetch:
            tap.equal(fetch.take()["uid"], 1, "the one before comes")
            frame = fetch.take(30)
            tap.ok(frame and frame["uid"] == 3 and fetch.states.count("down") >= 5, "one that cannot be fetched is left after many tries",
                   fetch.states)
            tap.ok("oops" in fetch.text and "imap.left_behind" in fetch.logged(), "with a reason, in the state and the log",
                   fetch.text + fetch.logged())
            tap.equal(server.flags.get(2), None, "unread, for a person")
    # An empty answer is not an empty message.
    with FakeImap({1: b"", 2: mail("two")}) as server:
        server.sizes = {1: 500}
        with Fetch(**lying(server)) as fetch:
            tap.ok("gave nothing of 500 bytes" in fetch.state("down"), "no bytes of a message with a size: not believed")


def test_fake_settling(_folder):
    with FakeImap({1: mail("one"), 2: mail("two")}) as server:
        server.rule = lambda command, s: f"{s.tag} NO over quota\r\n".encode() if command == "UID MOVE" else None
        with Fetch(**lying(server, processed="Done")) as fetch:
            got = [fetch.take() for _ in range(2)]
            tap.ok(all(got) and fetch.is_quiet(), "a folder that is full does not stop the mail")
            tap.equal(fetch.states, ["connecting", "ok"], "nor end the session")
            tap.equal(fetch.logged().count("imap.settle"), 1, "and is told once")
    with FakeImap({1: mail("one"), 2: mail("two")}) as server:
        bad = [True]

        def drop_once(command, _session):
            if command == "UID STORE" and bad[0]:
                bad[0] = False
                return DROP
            return None
        server.rule = drop_once
        with Fetch(**lying(server)) as fetch:
            got = [fetch.take() for _ in range(2)]
            tap.equal([g["uid"] for g in got], [1, 2], "cut off while marking: not offered again")
            tap.ok(until(lambda: "\\Seen" in server.flags.get(1, ()) and "\\Seen" in server.flags.get(2, ()), 5),
                   "and marked in the next session")
    # What cannot be settled is stored all the same: it must not stop what comes after it.
    garbled = lambda s: s.send(f"{s.tag} OK [COPYUID nonsense\r\n")
    for what, command, answer in (("marking", "UID STORE", garbled), ("looking at the last one", "UID FETCH 1", garbled),
                                  ("looking at the last one", "UID FETCH 1", tagged("NO [SERVERBUG] oops"))):
        with FakeImap({1: mail("one"), 2: mail("two"), 3: mail("three")}) as server:
            server.rule = lambda said, _session, command=command, answer=answer: answer if said == command else None
            with Fetch(**lying(server, uidvalidity=7, uid=1)) as fetch:
                got = [fetch.take() for _ in range(2)]
                tap.equal([g and g["uid"] for g in got], [2, 3], f"{what} fails each time: the mail goes on")


# --- all of them ---------------------------------------------------------------------------------

def test_box(folder):
    home = make_maildir(folder)
    with FakeImap() as server:
        for fields in ({"kind": "maildir", "path": home}, lying(server)):
            with Fetch(**fields) as fetch:
                fetch.state("ok")
                with open(f"/proc/{fetch.pid}/status") as f:
                    status = f.read()
                tap.ok("NoNewPrivs:\t1\n" in status and "Seccomp:\t2\n" in status, f"{fields['kind']}: the box is closed")
                tap.ok(len(os.listdir(f"/proc/{fetch.pid}/fd")) < 12, f"{fields['kind']}: few descriptors are open")


ALONE = [test_start, test_box, test_maildir_order, test_maildir_names, test_maildir_odd, test_maildir_size, test_maildir_missing,
         test_maildir_refused, test_maildir_readonly, test_maildir_many, test_fake_usual, test_fake_idle,
         test_fake_faults, test_fake_core_ends, test_fake_old_tls, test_fake_numbers, test_fake_messages, test_fake_settling]
WITH_DOVECOT = [test_imap_idle, test_imap_quick_idle, test_imap_polling, test_imap_tls, test_imap_password,
                test_imap_restart, test_imap_chaos, test_imap_renumbered, test_imap_size, test_imap_processed, test_imap_refused,
                test_imap_mailbox]


def run_one(test):
    folder = tempfile.mkdtemp(prefix="fetch-")
    try:
        if test in WITH_DOVECOT:
            with Server(folder) as server:
                test(server)
        else:
            test(folder)
    except Exception:
        tap.ok(False, f"{test.__name__} ran to its end", traceback.format_exc())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    chosen = [name for name in sys.argv[1:]]
    for test in ALONE + WITH_DOVECOT:
        if chosen and test.__name__ not in chosen:
            continue
        if test in WITH_DOVECOT and dovecot.why_not():
            tap.skip(test.__name__, dovecot.why_not())
            continue
        started = time.monotonic()
        run_one(test)
        print(f"# {test.__name__}: {time.monotonic() - started:.1f} s", flush=True)
    tap.done()


if __name__ == "__main__":
    main()
