# SPDX-License-Identifier: MIT
"""dpupctl by itself: what it says to a daemon (one made here, that says what the test wants),
what it makes of the answers, and what it does without any."""
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading

import wire
from rig import ROOT, program, run
from terminal import on_terminal


class Core:
    """Answers each connection's one frame with answer(verb, fields): an object for "ok", a
    Refused, bytes that are sent as they are, or None to hang up."""

    class Refused(str):
        pass

    class Beside(str):
        pass

    def __init__(self, path, answer):
        self.answer = answer
        self.asked = []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.bind(path)
        self.socket.listen(8)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            with peer:
                self.one(peer)

    def one(self, peer):
        data, fds, _flags, _ = socket.recv_fds(peer, wire.FRAME_MAX, 1)
        asked = wire.decode(data)
        for fd in fds:
            with os.fdopen(fd, "rb") as f:
                f.seek(0)
                asked.fields["+fd"] = f.read().decode()
        self.asked.append((asked.verb, asked.fields))
        reply = self.answer(asked.verb, asked.fields)
        if isinstance(reply, Core.Refused):
            wire.send(peer, wire.Frame("refused", asked.id, text=reply))
        elif isinstance(reply, Core.Beside):
            wire.send(peer, wire.Frame("ok", asked.id), reply.encode())
        elif isinstance(reply, bytes):
            wire.send(peer, reply)
        elif reply is not None:
            wire.send(peer, wire.Frame("ok", asked.id, json=reply))

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@contextlib.contextmanager
def core(answer):
    """A daemon that answers so, and a function that runs dpupctl against it."""
    folder = tempfile.mkdtemp(prefix="dpupctl-")
    path = os.path.join(folder, "control.sock")
    listening = Core(path, answer)

    def ctl(*args, **more):
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([program("dpupctl"), "-s", path, *map(str, args)], capture_output=True,
                              text=True, timeout=60, **more)
    ctl.path, ctl.asked, ctl.folder = path, listening.asked, folder
    try:
        yield ctl
    finally:
        listening.close()
        shutil.rmtree(folder)


def alone(*args, **more):
    return subprocess.run([program("dpupctl"), *map(str, args)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, **more)


# --- with a daemon -----------------------------------------------------------------------------

def asking(tap):
    with core(lambda _verb, _fields: "{}") as ctl:
        body = os.path.join(ctl.folder, "body.md")
        with open(body, "w") as f:
            f.write("Kia ora\n")
        ctl("announce", "new", "--list", "newsletter", "--subject", "Pānui", "--body", body)
        tap.ok(ctl.asked[-1] == ("announce.new", {"list": "newsletter", "subject": "Pānui", "body": "Kia ora\n"}),
               f"announce new: {ctl.asked[-1]}")
        with open(body, "w") as f:
            f.write("ā" * 20_000)
        ctl("announce", "new", "--list", "newsletter", "--subject", "Long", "--body", body)
        tap.ok(ctl.asked[-1][1].get("+fd") == "ā" * 20_000 and "body" not in ctl.asked[-1][1],
               "a long body goes beside the frame")
        done = subprocess.run([program("dpupctl"), "announce", "update", "3", "--body", "-"], input="from a pipe",
                              capture_output=True, text=True, timeout=60, env=dict(os.environ, DPUPD_SOCKET=ctl.path))
        tap.ok(done.returncode == 0 and ctl.asked[-1] == ("announce.update", {"id": 3, "body": "from a pipe"}),
               "a body from a pipe, and the socket from the environment")
        ctl("backup", "x.db", cwd=ctl.folder)
        tap.ok(ctl.asked[-1] == ("backup", {"file": os.path.join(ctl.folder, "x.db")}), "a path is made absolute")


ANSWERS = {
    # JSON, what is printed, with which exit status
    "nothing": ("", "", 0),
    "an object": ('{"name":"Ōtepoti","members":7}', "name     Ōtepoti\nmembers  7\n", 0),
    "a table": ('[{"id":1,"state":"done"},{"id":12,"state":"draft"}]', "ID  STATE\n 1  done\n12  draft\n", 0),
    "a text": ('"one\\ntwo"', "one\ntwo\n", 0),
    "a text that would clear the screen": ('"\\u001b[2J"', "\\x1b[2J\n", 0),
}


def answers(tap):
    for name, (answer, shown, status) in ANSWERS.items():
        with core(lambda _verb, _fields, a=answer: a) as ctl:
            done = ctl("announce", "show", 3)
            tap.ok((done.stdout, done.returncode) == (shown, status), f"{name}: {done.stdout!r} {done.stderr}")
            done = ctl("--json", "announce", "show", 3)
            tap.ok(done.stdout == (answer + "\n" if answer else ""), f"{name}: --json gives it as it came")
    large = json.dumps([{"id": i, "subject": "x" * 100} for i in range(20_000)])
    with core(lambda _verb, _fields: Core.Beside(large)) as ctl:
        done = ctl("--json", "announce", "list")
        tap.ok(done.stdout == large + "\n", "2 MB of JSON beside the frame")
        tap.ok(len(ctl("announce", "list").stdout.splitlines()) == 20_001, "as a table")
    with core(lambda _verb, _fields: Core.Refused("announcement 3 is a draft\x1b[31m; submit it first")) as ctl:
        done = ctl("announce", "approve", 3)
        tap.ok(done.returncode == 1 and done.stdout == "" and
               done.stderr == "dpupctl: announcement 3 is a draft\\x1b[31m; submit it first\n", "refused")
    checks = '[{"check":"database","ok":true,"text":"fine"},{"check":"relay","ok":false,"text":"down"}]'
    with core(lambda _verb, _fields: checks) as ctl:
        done = ctl("doctor")
        tap.ok(done.returncode == 1 and done.stdout == "ok      database  fine\nNOT OK  relay     down\n",
               "doctor: a check that fails is exit 1")
        tap.ok(ctl("--json", "doctor").returncode == 1, "with --json too")
    with core(lambda _verb, _fields: '{"id":3}') as ctl:
        body = os.path.join(ROOT, "README.md") if os.path.exists(os.path.join(ROOT, "README.md")) else __file__
        done = ctl("announce", "new", "--list", "n", "--subject", "s", "--body", body)
        tap.ok(done.stdout == "announcement 3\n", "announce new says which number it has")
    with core(lambda _verb, _fields: "[1,2]") as ctl, open("/dev/full", "w") as full:
        done = subprocess.run([program("dpupctl"), "-s", ctl.path, "status"], stdout=full, stderr=subprocess.PIPE,
                              text=True, timeout=60)
        tap.ok(done.returncode == 1 and "could not be written" in done.stderr, "an answer that cannot be written")
    with core(lambda _verb, _fields: "[1,2]") as ctl:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([program("dpupctl"), "-s", ctl.path, "status"], stdout=writer, stderr=subprocess.PIPE,
                              text=True, timeout=60)
        os.close(writer)
        tap.ok(done.returncode == -signal.SIGPIPE and not done.stderr, "one nobody reads any more ends it quietly")


def strangers(tap):
    """What listens there is not a daemon of ours."""
    for name, reply in {"another version": b"\x02\x02ok" + bytes(9), "noise": b"HTTP/1.1 400\r\n",
                        "another verb": wire.encode(wire.Frame("fetch.stored", 1)),
                        "no JSON": wire.encode(wire.Frame("ok", 1, json="{")),
                        "hangs up": None}.items():
        with core(lambda _verb, _fields, r=reply: r) as ctl:
            done = ctl("status")
            tap.ok(done.returncode == (1 if name == "no JSON" else 69) and len(done.stderr.splitlines()) == 1,
                   f"{name}: exit {done.returncode} {done.stderr.strip()}")


def unreachable(tap):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "control.sock")
        done = alone("-s", path, "status")
        tap.ok(done.returncode == 69 and path in done.stderr and "systemctl" in done.stderr,
               f"no socket: {done.stderr.strip()}")
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as left:
            left.bind(path)
        tap.ok(alone("-s", path, "status").returncode == 69, "a socket nobody listens at")
        done = alone("-s", "/" + "x" * 108, "status")
        tap.ok(done.returncode == 69 and "longer than 107 bytes" in done.stderr, "a path that is too long")


def destructive(tap):
    with core(lambda _verb, _fields: "") as ctl:
        done = ctl("announce", "cancel", 3)
        tap.ok(done.returncode == 64 and "--yes" in done.stderr and not ctl.asked,
               "what cannot be taken back is not done unasked")
        tap.ok(ctl("--yes", "announce", "cancel", 3).returncode == 0 and len(ctl.asked) == 1, "--yes does it")
        for reply, count in ((b"n\n", 1), (b"\n", 1), (b"yes\n", 2), ("āe\n".encode(), 3)):
            text, status = on_terminal([program("dpupctl"), "-s", ctl.path, "announce", "cancel", "3"], reply)
            tap.ok("[y/N]" in text and len(ctl.asked) == count and status == (0 if count > 1 else 1),
                   f"on a terminal it asks; {reply} is understood")


# --- watching ------------------------------------------------------------------------------------

class Sending:
    """A report that is further each time it is asked for."""

    def __init__(self, last="done"):
        self.sent = -25
        self.last = last

    def __call__(self, verb, fields):
        if (verb, fields) != ("announce.report", {"id": 3}):
            return Core.Refused(f"{verb} {fields} was not expected")
        self.sent += 25
        state = self.last if self.sent >= 100 else "sending"
        return json.dumps({"state": state, "total": 100, "queued": 100 - self.sent, "sent": self.sent})


def watching(tap):
    with core(Sending()) as ctl:
        done = ctl("announce", "watch", 3)
        lines = done.stdout.splitlines()
        tap.ok(done.returncode == 0 and lines[0] == "sending: 0 of 100, 0 %" and lines[-1] == "done: 100 of 100, 100 %",
               f"elsewhere than on a terminal, plain lines: {lines}")
    with core(Sending()) as ctl:
        text, status = on_terminal([program("dpupctl"), "-s", ctl.path, "announce", "watch", "3"])
        tap.ok(status == 0 and re.search(r"\rsending  \[#######\.+\]  25 of 100, 25 %, ", text), "a bar on a terminal")
        tap.ok(all(len(re.sub(r"\x1b\[K", "", line)) < 60 for line in text.split("\r")), "no wider than that")
        tap.ok(text.rstrip().endswith("[############################]  100 of 100, 100 %\x1b[K"), "to its end")
    turns = Sending()

    def forecast(verb, fields):
        report = json.loads(turns(verb, fields))
        return json.dumps({**report, "later": 2, "left_s": 240, "waits": "r1 is at its limit until 9:00 am"})
    with core(forecast) as ctl:
        text, status = on_terminal([program("dpupctl"), "-s", ctl.path, "announce", "watch", "3"], columns=150)
        tap.ok(status == 0 and re.search(r"\]  25 of 100, 25 %, [^,]*, about 4 minutes left, 2 later; r1 is at its limit until 9:00 am",
                                         text), "with what the daemon tells of the time that is left")
    with core(Sending()) as ctl:
        done = ctl("--json", "announce", "watch", 3)
        tap.ok([json.loads(line)["sent"] for line in done.stdout.splitlines()] == [0, 25, 50, 75, 100], "as JSON lines")
    for state in ("paused", "cancelled", "draft", "unheard-of"):
        with core(Sending(state)) as ctl:
            done = ctl("announce", "watch", 3)
            tap.ok(done.returncode == 1 and len(done.stderr.splitlines()) == 1, f"{state}: {done.stderr.strip()}")
    with core(lambda _verb, _fields: Core.Refused("there is no announcement 3")) as ctl:
        done = ctl("announce", "watch", 3)
        tap.ok((done.returncode, done.stderr) == (1, "dpupctl: there is no announcement 3\n"), "one that is not there")


def watching_a_restart(tap):
    """A daemon that is restarted while one watches is found again."""
    turns = Sending()
    hung_up = []

    def answer(verb, fields):
        if turns.sent == 50 and len(hung_up) < 3:
            hung_up.append(1)
            return None
        return turns(verb, fields)
    with core(answer) as ctl:
        done = ctl("announce", "watch", 3)
        tap.ok(done.returncode == 0 and len(hung_up) == 3, f"three connections were lost: {done.stderr}")
    tap.ok(alone("-s", "/nonexistent/sock", "announce", "watch", "3").returncode == 69, "but one must have been there")


def watching_the_status(tap):
    seen = []

    def answer(_verb, _fields):
        seen.append(1)
        return Core.Refused("enough") if len(seen) > 2 else '{"queue":5}'
    with core(answer) as ctl:
        done = ctl("status", "--watch")
        tap.ok(done.stdout == "queue  5\n\nqueue  5\n\n" and done.returncode == 1, f"each second: {done.stdout!r}")


# --- without a daemon ----------------------------------------------------------------------------

def usage(tap):
    done = alone()
    tap.ok(done.returncode == 64 and "announce new" in done.stdout, "nothing asked: exit 64, and what there is")
    done = alone("announce")
    tap.ok(done.returncode == 64 and "announce approve" in done.stdout and "list add" not in done.stdout, "a noun alone")
    for words in (["help"], ["--help"], ["help", "announce"], ["announce", "new", "--help"], ["--version"]):
        done = alone(*words)
        tap.ok(done.returncode == 0 and done.stdout and not done.stderr, f"{' '.join(words)}: exit 0")
    for words, hint in ((["anounce", "new"], "announce"), (["announce", "nwe"], "announce new"),
                        (["announce", "show"], "id is missing"), (["announce", "show", "x"], "must be a number"),
                        (["announce", "show", "1", "--frmat", "x"], "--frmat"), (["queue", "list", "--state", "x"], "queued")):
        done = alone(*words)
        tap.ok(done.returncode == 64 and hint in done.stderr and len(done.stderr.splitlines()) == 1 and not done.stdout,
               f"{' '.join(words)}: {done.stderr.strip()}")
    done = alone("announce", "new", "--list", "a", "--subject", "b", "--body", "/nonexistent.md")
    tap.ok(done.returncode == 1 and "/nonexistent.md cannot be read" in done.stderr, "a file that is not there: exit 1")


def config_check(tap):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.conf")
        with open(path, "w") as f:
            f.write("identity = { organisation = \"Ex\"; address = \"dpup@example.govt.nz\";\n"
                    "human = \"team@example.govt.nz\"; postal = \"PO Box 1\"; };\nweb = { listen = \"0.0.0.0:8080\"; };\n")
        done = alone("config", "check", path)
        tap.ok(done.returncode == 0 and done.stdout == f"{path}: ok\n" and f"warning: {path}:3: web.listen" in done.stderr,
               "a right one, with a warning")
        with open(path, "a") as f:
            f.write("log = { level = 5; colour = 1; };\n")
        done = alone("config", "check", path)
        tap.ok(done.returncode == 1 and done.stdout == "" and
               [line.split(": ")[0] for line in done.stderr.splitlines()[:2]] == [f"{path}:4"] * 2, "each error with its line")
        said = json.loads(alone("--json", "config", "check", path).stdout)
        tap.ok(said["ok"] is False and len(said["errors"]) == 2 and len(said["warnings"]) == 1, "as JSON")
    done = alone("config", "check", os.path.join(ROOT, "dpupd.conf"))
    tap.ok(done.returncode == 0 and not done.stderr, f"the one that is shipped: {done.stderr}")
    tap.ok(alone("config", "check", "/nonexistent.conf").returncode == 1, "one that is not there")


def render(tap):
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            path = os.path.join(folder, name)
            with open(path, "w") as f:
                f.write(text)
            return path
        values = write("v.json", '{"name":"Āwhina & co","list":[1,2]}')
        text = write("hello.txt", "Kia ora {{name}}{{>end}}\n")
        html = write("hello.html", "<p>{{name}}{{#list}} {{.}}{{/list}}</p>\n")
        write("end.txt", "!")
        done = alone("render", text, values)
        tap.ok(done.returncode == 0 and done.stdout.strip() == "Kia ora Āwhina & co!", f"text: {done.stdout!r}")
        done = alone("render", html, values)
        tap.ok(done.stdout == "<p>Āwhina &amp; co 1 2</p>\n", f"HTML: {done.stdout!r}")
        done = alone("render", write("hello.mustache", "{{name}}\n"), values)
        tap.ok(done.stdout == "Āwhina &amp; co\n", f"any other ending: escaped, as the specification has it: {done.stdout!r}")
        with open(values) as f:
            done = subprocess.run([program("dpupctl"), "render", html, "-"], capture_output=True, text=True, stdin=f, timeout=60)
        tap.ok(done.stdout == "<p>Āwhina &amp; co 1 2</p>\n", f"values of the standard input: {done.stdout!r}")
        done = alone("render", write("bad.txt", "{{#a}}"), values)
        tap.ok(done.returncode == 1 and done.stdout == "" and done.stderr, f"a wrong template: {done.stderr.strip()}")
        done = alone("render", text, write("bad.json", '{\n"a":}'))
        tap.ok(done.returncode == 1 and "bad.json:2:" in done.stderr, f"wrong JSON: {done.stderr.strip()}")
        tap.ok(alone("render", text).returncode == 64, "half a command")


# --- the manuals and the unit ----------------------------------------------------------------------

def manuals(tap):
    with open(os.path.join(ROOT, "docs", "dpupctl.1")) as f:
        manual = f.read()
    rows = [re.sub(r"\s{2,}.*", "", line.strip()) for line in alone("help").stdout.splitlines()
            if re.match(r"  [a-z]", line)]
    missing = [row for row in rows if not re.search(rf"^\.It (Xo )?Ic {row}( [A-Z]|$)", manual, re.M)]
    tap.ok(len(rows) > 40 and not missing, f"dpupctl(1) has every command {missing}")
    if not shutil.which("mandoc"):
        tap.ok(True, "the manuals' form # SKIP no mandoc")
        return
    names = [os.path.join(ROOT, "docs", n) for n in ("dpupd.8", "dpupctl.1", "dpupd.conf.5", "dpupd-mail.7")]
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "style", *names], capture_output=True, text=True, timeout=60)
    said = [line for line in (done.stdout + done.stderr).splitlines()
            if "referenced manual not found" not in line and "outdated mandoc.db" not in line]
    tap.ok(not said, f"the manuals' form: {said[:3]}")


def unit(tap):
    """The score of the unit, where systemd is there to give one."""
    if not shutil.which("systemd-analyze"):
        tap.ok(True, "the unit's score # SKIP no systemd-analyze")
        return
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=12", "--no-pager",
                           os.path.join(ROOT, "systemd", "dpupd.service")], capture_output=True, text=True, timeout=60)
    tap.ok(done.returncode == 0, f"the unit scores 1.2 or less: {done.stdout.splitlines()[-1:]} {done.stderr}")


run(asking, answers, strangers, unreachable, destructive, watching, watching_a_restart, watching_the_status, usage,
    config_check, render, manuals, unit)
