#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Children that were taken over: one of the programs beside core is a script of ours, which holds the real one's
socket and says what it likes. Whatever that is, core goes on, believes nothing that this child cannot know, and
starts another."""
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time

from mails import message, sub
from people import add_newsletter
from ports import free_port
from rig import Rig, program, run, wait

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ("dpupd", "dpupd-fetch", "dpupd-parse", "dpupd-send", "dpupd-web")
WEB = {"web": {"listen": f"127.0.0.1:{free_port()}", "base_url": "https://dpup.example.govt.nz"}}

# What each script begins with. `life` counts how often this program was started.
PRELUDE = f"""#!{sys.executable}
import os, socket, sys, time
sys.path.insert(0, {HERE!r})
import wire
from wire import Frame
core = socket.socket(fileno=3)
base = os.path.dirname(os.path.abspath(__file__))
def note(text):
    with open(os.path.join(base, "notes"), "a") as f:
        f.write(text + "\\n")
def lives():
    with open(os.path.join(base, "lives"), "a") as f:
        f.write("x")
    return os.path.getsize(os.path.join(base, "lives"))
def hear(verb, timeout=600):
    while True:
        core.settimeout(timeout)
        try:
            raw, fds, *_ = socket.recv_fds(core, 65536, 4)
        except TimeoutError:
            return None
        if not raw:
            sys.exit(0)
        for fd in fds:
            os.close(fd)
        for frame in unbundled(wire.decode(raw)):
            if frame.verb == verb:
                return frame
def unbundled(frame):
    return [wire.decode(raw) for raw in frame.fields.values()] if frame.verb == "bundle" else [frame]
def say(verb, id=0, data=None, **fields):
    core.settimeout(600)
    wire.send(core, Frame(verb, id, **fields), data)
def survives(what):
    # Core ends a process by killing it, so this note is one too many.
    core.settimeout(3)
    try:
        while core.recv(65536):
            pass
        is_alive = False
    except TimeoutError:
        is_alive = True
    except ConnectionError:
        is_alive = False
    note(f"{{what}} " + ("alive" if is_alive else "cut off"))
    sys.exit(0)
life = lives()
"""


class Taken(Rig):
    """A daemon whose program `name` is `script`."""

    def __init__(self, name, script, conf=None, **more):
        super().__init__(conf, start=False, **more)
        self.bin = self.path("bin")
        os.mkdir(self.bin)
        for other in NAMES:
            if other != name:
                shutil.copy(program(other), self.bin)
        self.write(f"bin/{name}", PRELUDE + script, 0o700)
        try:
            self.start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise

    def spawn(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", os.path.join(self.bin, "dpupd"), "-c",
                                             self.conf_path], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log)

    def notes(self):
        try:
            with open(os.path.join(self.bin, "notes")) as f:
                return f.read().splitlines()
        except OSError:
            return []

    def notes_say(self, text, timeout=30):
        return wait(lambda: next((n for n in self.notes() if text in n), None), f"a note with {text!r}", timeout)

    def lives(self):
        path = os.path.join(self.bin, "lives")
        return os.path.getsize(path) if os.path.exists(path) else 0

    def alive(self):
        """What it did and was not ended for."""
        return [n for n in self.notes() if n.endswith(" alive")]

    def rows(self, sql, *args):
        db = sqlite3.connect(f"file:{self.path('dpupd.db')}?mode=ro", uri=True)
        try:
            return db.execute(sql, args).fetchall()
        finally:
            db.close()

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def in_flight():
    """MB of memory files of this machine: what core made and nobody has read is among them."""
    with open("/proc/meminfo") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("Shmem:")) // 1024


def go_on(tap, rig, what):
    tap.ok(rig.is_running and rig.status()["state"] == "running", f"core goes on after {what}")


# --- dpupd-send ---

SENDER = """
hear("send.start")
say("send.relay", lane=0, state="up", smtputf8=0)
"""
NOWHERE = {"relays": [{"url": "smtp://127.0.0.1:1", "tls": "none", "connections": 1}]}


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
        tap.ok(len([n for n in rig.notes() if n.startswith("had [") and n != "had []"]) >= 1, "some had deliveries", rig.notes())
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
    say("send.result", job.id, outcome=r.choice(["sent"] * 6 + ["retry", "failed", "returned", "unsure"]) if job.get("go") else
        r.choice(["retry", "returned"]), stage=r.choice(stages), status=r.choice(["", "5.1.1", "4.2.2", "5.6.7", "9.9.9"]), text=r.choice(words),
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
NO_RESULT = [{"stage": "dot\n2026-01-01 dpupd: all is well"}, {"stage": "\x1b[2J"}, {"stage": ""}, {"stage": "amy@example.org"},
             {"outcome": "done"}, {"outcome": ""}, {"status": "5.1.1\n"}, {"status": "5.111.1111111"}, {"tls": "x" * 12},
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
        tap.equal([NO_RESULT[int(n.split()[0])] for n in rig.alive()], [], "a sender that reports what none can is ended")
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

FACTS = """
NUMBERS = ["date", "from_count", "html_only", "parts", "received", "cal_sequence", "cal_sequenced", "returned"]
def facts(id, data=None, **more):
    say("parse.facts", id, data, **{**{n: 0 for n in NUMBERS}, "from": "amy@example.org", "from_count": 1,
        "envelope": "dpup@example.govt.nz", "to": "dpup@example.govt.nz", "subject": "help",
        "message_id": "m1@example.org", "text": "help", **more})
def mail():
    return hear("parse.mail").id
"""

# What each does first, so that the next one is started at once: its work, once.
FETCHER = """
hear("fetch.start")
def hand_over(id, mail=None, data=None, **more):
    mail = mail or f"From: amy@example.org\\nTo: dpup@example.govt.nz\\nSubject: help {life}\\n\\n".encode()
    say("fetch.mail", id, data or mail, **{**dict(key="k", received_at=1, size=len(mail), is_cut=0), **more})
hand_over(1)
hear("fetch.stored")
"""
WEBBER = """
hear("web.start")
say("web.state", state="up")
"""
AT_WORK = {
    "dpupd-fetch": FETCHER,
    "dpupd-parse": FACTS + "facts(mail())\n",
    "dpupd-send": SENDER + 'say("send.result", hear("send.job").id, outcome="sent", stage="dot", code=250, text="taken")\n',
    "dpupd-web": WEBBER,
}


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


# --- dpupd-fetch ---

def hands_over_what_is_no_message(tap):
    script = FETCHER + """
bad = [lambda: say("fetch.mail", 1, key="k", received_at=1, size=5, is_cut=0),
       lambda: hand_over(2, data=wire.memfd(b"Subject: x\\n\\n", is_sealed=False)),
       lambda: hand_over(2, data=os.pipe()[0]),
       lambda: hand_over(2, data=os.open("/dev/zero", os.O_RDONLY)),
       lambda: hand_over(2, data=os.open(base, os.O_RDONLY)),
       lambda: hand_over(2, data=core.fileno()),
       lambda: hand_over(2, data=b"x" * ((64 << 20) + 1))]
if life <= len(bad):
    bad[life - 1]()
    survives(life)
note("end")
hear("never")
"""
    with Taken("dpupd-fetch", script) as rig:
        rig.notes_say("end", 60)
        tap.equal(rig.alive(), [], "what is no sealed memory of a mail's size ends it")
        tap.equal(rig.rows("SELECT count(*) FROM inbound")[0][0], rig.lives(), "only messages are kept")
        go_on(tap, rig, "what is no message")


def lies_about_a_message(tap):
    script = FETCHER + """
hand_over(7, key="x" * 50000, inbox="other", received_at=(1 << 63) - 1, size=(1 << 63) - 1, uidvalidity=1 << 40, uid=-5,
          hash=b"\\0" * 32, mail=b"Subject: lies\\n\\n")
note(f"answer {hear('fetch.stored').id}")
hear("never")
"""
    with Taken("dpupd-fetch", script) as rig:
        rig.notes_say("answer 7")
        inbox, received_at, size, digest = rig.rows("SELECT inbox, received_at, size, lower(hex(hash)) FROM inbound"
                                                    " ORDER BY id DESC")[0]
        tap.equal(inbox, "inbox1", "it is in the inbox this process has, whatever it names")
        tap.equal(digest, hashlib.sha256(b"Subject: lies\n\n").hexdigest(), "its hash is core's own")
        tap.ok(received_at <= time.time() + 86400, "it was not received in the future", received_at)
        tap.ok(size <= 1 << 40, "nor is it larger than mail can be", size)
        tap.equal(rig.rows("SELECT count(*) FROM inbox WHERE uid < 1 OR uidvalidity > 4294967295")[0][0], 0,
                  "the cursor is one that a server can have")
        tap.ok(rig.ctl("inbound", "list"), "what it stored can be listed")
        go_on(tap, rig, "a fetcher that lies")


def hands_over_more_than_is_allowed(tap):
    """A message beyond limits.message_max is handed over by its beginning only, so a whole one is a lie."""
    script = FETCHER + """
def subject(n):
    return b"Subject: %d\\n\\n" % life + b"x" * (n - len(f"Subject: {life}..")) 
if life == 1:
    hand_over(2, mail=subject(65537))
    survives("longer")
hand_over(3, mail=subject(65536))
note(f"answer {hear('fetch.stored').id}")
hear("never")
"""
    with Taken("dpupd-fetch", script, {"limits": {"message_max": 65536}}) as rig:
        rig.notes_say("answer 3")
        tap.equal(rig.alive(), [], "a message longer than the longest ends it")
        tap.equal([n for (n,) in rig.rows("SELECT size FROM inbound WHERE size > 1000")], [65536],
                  "the longest is kept, the longer one is not")


# --- dpupd-parse ---

# Each is what the real parser cannot say. The message it is about is quarantined at the second death.
IMPOSSIBLE = [
    {"date": 1 << 62}, {"date": -(1 << 63)}, {"from_count": -1}, {"received": 1 << 40}, {"cal_sequence": -1},
    {"cal_sequence": 1 << 31}, {"html_only": 2}, {"parts": -1}, {"returned": 1 << 62}, {"cal_sequenced": -1},
    {"subject": "help\nBcc: mallory@example.org"}, {"from": "amy@example.org\nmallory@example.org"},
    {"message_id": "a@b\nBcc: mallory@example.org"}, {"auth_dmarc": "pass\nfail"}, {"cal_uid": "a\nb"},
    {"from_name": "Amy\nBcc: mallory@example.org"}, {"reply_to": "a@b.nz\tx\n"}, {"text": "x" * 24577},
    {"subject": "x" * 999}, {"subject": "a\x07b"},
]


def says_what_no_parser_can(tap):
    script = FACTS + f"IMPOSSIBLE = {IMPOSSIBLE!r}" + """
if life % 2 == 1 and life > 1:      # the mail before is in quarantine: a good word, and the next starts at once
    facts(mail())
if life <= len(IMPOSSIBLE):
    facts(mail(), **IMPOSSIBLE[life - 1])
    survives(life - 1)
note("end")
while True:
    facts(mail())
"""
    with Taken("dpupd-parse", script) as rig:
        for n in range(2 * len(IMPOSSIBLE)):
            rig.deliver(message("amy@example.org", sub("help"), subject=f"number {n}"))
        rig.notes_say("end", 90)
        tap.equal([IMPOSSIBLE[int(n.split()[0])] for n in rig.alive()], [], "a parser that says what none can say is ended")
        tap.ok(rig.lives() > len(IMPOSSIBLE), "each was said", rig.lives())
        go_on(tap, rig, "facts that cannot be")


def says_anything_of_a_mail(tap):
    """Facts within their bounds, but of no mail there ever was."""
    script = FACTS + """
import random
r = random.Random(8)
texts = ["from", "from_name", "reply_to", "to", "envelope", "return_path", "message_id", "in_reply_to", "references", "subject",
         "content_type", "report_type", "charset", "auto_submitted", "precedence", "suppress", "list_id", "robot", "text",
         "report", "report_part", "original", "cal_method", "cal_uid", "cal_attendee", "cal_partstat", "cal_comment",
         "cal_organizer", "cal_recurrence", "cal_stamp", "cal_start", "cal_zone", "auth_dkim", "auth_spf", "auth_dmarc",
         "auth_domain", "attachments", "limits"]
values = ["", "x", "amy@example.org", "ben@example.org", "dpup@example.govt.nz", "dpup+subscribe@example.govt.nz", "<>",
          "dpup+b-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.govt.nz", "@", "subscribe", "yes", "unsubscribe all", "forget me",
          "change address to cat@example.org", "correct name X", "my data", "pass", "fail", "REPLY", "ACCEPTED", "REQUEST",
          "99999999T999999Z", "20260101T000000Z", "Pacific/Auckland", "../../../etc/passwd", "multipart/report",
          "message/delivery-status", "Final-Recipient: rfc822; amy@example.org", "Action: failed", "Status: 5.1.1", "%s%n%s",
          "\\u0101\\u0301" * 9, "{{{x}}}", "<script>", "{", "[]", "text guard death", "back on 31 December", "bulk"]
many = ["to", "envelope", "in_reply_to", "references", "robot", "text", "report", "original", "cal_comment", "attachments", "limits"]
numbers = {"date": [-62135596800, 0, 253370764799], "from_count": [0, 1, 2147483647], "html_only": [0, 1],
           "parts": [0, 2147483647], "received": [0, 1, 101, 2147483647], "cal_sequence": [0, 2147483647],
           "cal_sequenced": [0, 1], "returned": [0, 1]}
while True:
    id = mail()
    said = {n: r.choice(values)[:32] for n in texts if r.random() < .4}
    for n in many:
        if n in said:
            said[n] = "\\n".join(r.choice(values) for _ in range(r.randrange(1, 5)))[:256]
    said.update({n: r.choice(v) for n, v in numbers.items()})
    if r.random() < .5:
        said["from"] = r.choice(["amy@example.org", "ben@example.org"])
    say("parse.facts", id, **said)
"""
    with Taken("dpupd-parse", script) as rig:
        add_newsletter(rig)
        for n in range(300):
            rig.deliver(message("amy@example.org", sub("help"), subject=f"number {n}"))
        wait(lambda: rig.status()["inbound"]["waiting"] == 0 and not os.listdir(os.path.join(rig.maildir, "new")),
             "all of it to be read", 120)
        tap.equal(rig.rows("SELECT count(*) FROM inbound WHERE state NOT IN ('done', 'quarantined')")[0][0], 0,
                  "each mail has come to an end")
        go_on(tap, rig, "facts of no mail")


def speaks_of_another_mail(tap):
    script = FACTS + """
if life == 1:
    id = mail()
    facts(id + 1)
    survives("it")
elif life == 2:
    id = mail()
    os.kill(os.getppid(), 19)
    facts(id)
    facts(id)       # twice, and of the next
    facts(id + 1)
    os.kill(os.getppid(), 18)
    time.sleep(1)
    note(f"second {id}")
    hear("never")
while True:
    facts(mail())
"""
    with Taken("dpupd-parse", script) as rig:
        for n in range(4):
            rig.deliver(message("amy@example.org", sub("help"), subject=f"number {n}"))
        wait(lambda: rig.status()["inbound"]["waiting"] == 0 and not os.listdir(os.path.join(rig.maildir, "new")),
             "all mail to be read")
        tap.equal(rig.alive(), [], "a word about another mail ends it")
        done = rig.rows("SELECT id, state FROM inbound ORDER BY id")
        tap.equal([s for _, s in done], ["done"] * 4, "each mail is read, by who was asked about it")
        tap.equal(rig.log().count("it sent a frame that is not a parser's"), 2, "the second time, too")
        go_on(tap, rig, "facts about others' mail")


# --- dpupd-web ---

ASKING = WEBBER + """
def get(id, page, **fields):
    say("web.get", id, page=page, **fields)
"""


def asks_for_what_it_may_not(tap):
    script = ASKING + """
bad = [lambda: get(1, "metrics"), lambda: get(1, "nothing"), lambda: say("web.post", 1, page="front"),
       lambda: say("web.get", 1, os.pipe()[0], page="front"), lambda: say("staff.list", 1),
       lambda: say("web.get", 1), lambda: say("web.post", 1, page="metrics")]
if life <= len(bad):
    bad[life - 1]()
    survives(life)
get(9, "front")
note(f"front {hear('web.answer')['status']}")
# Tokens of all shapes, and a form with everything in it.
for page in ("leave", "confirm", "preferences", "rsvp"):
    for arg in ("", "x", "a" * 60000, "\\n", "../../etc/passwd", "%s%s%n", "A" * 26):
        for verb in ("web.get", "web.post"):
            say(verb, 10, page=page, arg=arg, **{f"f.{n}": "x" * 100 for n in ("what", "list", "yes", "answer", "action")})
            note(f"{page} {hear('web.answer', 5)['status']}")
note("end")
hear("never")
"""
    with Taken("dpupd-web", script, WEB) as rig:
        rig.notes_say("end", 120)
        tap.equal(rig.alive(), [], "it is ended for what it may not ask for")
        rest = [n for n in rig.notes() if "cut off" not in n][:-1]
        tap.equal(rest[0], "front 200", "what it may ask for is answered")
        tap.ok(all(n.split()[1] in ("404", "400", "405") for n in rest[1:]), "no token is made up", set(rest[1:]))
        tap.equal(rig.rows("SELECT count(*) FROM subscriber")[0][0], 0, "and nothing was done by it")
        go_on(tap, rig, "a web process that asks for anything")


def asks_and_never_reads(tap):
    """Answers that nobody takes must not fill core's memory."""
    script = ASKING + """
while not os.path.exists(os.path.join(base, "go")):
    time.sleep(0.1)
core.setblocking(False)
asked = 0
end = time.time() + 8
while time.time() < end:
    try:
        core.send(wire.encode(Frame("web.get", asked, page="front")))
        asked += 1
    except BlockingIOError:
        time.sleep(0.001)
    except OSError:
        break
note(f"asked {asked}")
os.unlink(os.path.join(base, "go"))
"""
    with Taken("dpupd-web", script, WEB) as rig:
        for n in range(200):
            rig.ctl("list", "add", f"list-{n}", "--name", f"List {n}", "--purpose", "x" * 490)
        before = most = in_flight()
        rig.write("bin/go", "")
        while not any("asked" in n for n in rig.notes()):
            most = max(most, in_flight())
            time.sleep(0.05)
        tap.ok(int(rig.notes_say("asked").split()[1]) > 200, "it asked for much", rig.notes())
        tap.ok(most - before < 80, f"what nobody read grew from {before} to {most} MB at most")
        wait(lambda: in_flight() < before + 20, "it to be given up with the process that did not read")
        go_on(tap, rig, "answers that nobody read")


run(sends_what_is_not_its_own, sends_without_a_go, says_anything_of_its_own, says_what_is_no_result,
    is_not_heard_after_nonsense, fills_core_with_descriptors, fills_core_as_an_operator, talks_nonsense,
    hands_over_what_is_no_message, lies_about_a_message, hands_over_more_than_is_allowed, says_what_no_parser_can,
    says_anything_of_a_mail, speaks_of_another_mail, asks_for_what_it_may_not, asks_and_never_reads)
