# SPDX-License-Identifier: MIT
"""A daemon one of whose children was taken over: a script of ours has its place, holds its socket and says what it
likes. `life` is how often it was started, note() is for the test to read."""
import os
import shutil
import sqlite3
import subprocess
import sys

from ports import free_port
from rig import Rig, program, wait

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


# --- the work of each, as far as a script must do it ---

SENDER = """
hear("send.start")
say("send.relay", lane=0, state="up", smtputf8=0)
"""
NOWHERE = {"relays": [{"url": "smtp://127.0.0.1:1", "tls": "none", "connections": 1}]}

FACTS = """
NUMBERS = ["date", "from_count", "html_only", "parts", "received", "cal_sequence", "cal_sequenced", "returned", "unbound"]
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
