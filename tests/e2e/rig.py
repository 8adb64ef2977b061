# SPDX-License-Identifier: MIT
"""A daemon to test against: its folder, its configuration, its Maildir, a sink as its relay,
and dpupctl to ask it. Nothing here sleeps for a fixed time: wait() has a deadline and asks.

    def story(tap):
        with Rig() as rig:
            rig.deliver(message("amy@example.org", sub("subscribe")))
            letter = rig.letter("amy@example.org")
            tap.ok(letter.token, "a confirm mail came")

    run(story)
"""
import contextlib
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import judge
from mails import HUMAN, SERVICE, Letter
from ports import free_port
from sink import Sink
from tap import Tap

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
START_S = 20        # from exec to the first answer; a second on an idle machine
STOP_S = 10         # what the daemon promises after SIGTERM
WAIT_S = 30         # for anything that usually takes a blink, on a busy machine
POLL_S = 0.02
LOG_TAIL = 80       # lines of a failed rig's log that are shown


class Failure(Exception):
    """What a test waited for did not come."""


class Refused(Exception):
    """dpupctl did not exit 0."""

    def __init__(self, done):
        super().__init__(f"dpupctl exit {done.returncode}: {done.stderr.strip()}")
        self.code = done.returncode
        self.text = done.stderr.strip()


def program(name):
    return os.path.join(BUILD, name)


def wait(condition, what, timeout=WAIT_S):
    """Asks until it is true and returns what it then said."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"waited {timeout} s for {what}")
        time.sleep(POLL_S)


def conf_text(value, depth=0):
    """A dict as libconfig text."""
    indent = "\t" * depth
    if isinstance(value, dict):
        rows = "".join(f"{indent}\t{k} = {conf_text(v, depth + 1)};\n" for k, v in value.items())
        return f"{{\n{rows}{indent}}}"
    if isinstance(value, (list, tuple)):
        marks = "()" if any(isinstance(v, dict) for v in value) else "[]"
        return marks[0] + " " + ", ".join(conf_text(v, depth) for v in value) + " " + marks[1]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def conf_file(settings):
    return "".join(f"{k} = {conf_text(v)};\n" for k, v in settings.items())


def merged(base, more):
    """`more` over `base`; a None takes a setting away."""
    result = dict(base)
    for key, value in more.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def processes(parent):
    """{pid: name} of the children of a process."""
    found = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError), open(stat) as f:
            head, _, rest = f.read().rpartition(")")
            if int(rest.split()[1]) == parent:
                found[int(head.split()[0])] = head.partition("(")[2]
    return found


class Rig:
    """`conf` goes over the default settings. `sink` is the relay (one is made where it is None;
    False: none, the configuration names its own). A daemon that `is_detached` outlives the
    terminal it was started from."""

    tap = None      # whose tests these are: set by run()

    def __init__(self, conf=None, sink=None, start=True, folder=None, is_detached=False):
        self.folder = folder or tempfile.mkdtemp(prefix="dpupd-")
        self.is_detached = is_detached
        self.own_sink = sink is None
        self.sink = Sink() if sink is None else sink or None
        self.maildir = self.path("Maildir")
        self.socket = self.path("control.sock")
        self.conf_path = self.path("dpupd.conf")
        self.log_path = self.path("dpupd.log")
        self.process = None
        self.serial = 0
        self.seen = {}
        self.failed = self.tap.failed if self.tap else 0
        for sub in ("new", "cur", "tmp"):
            os.makedirs(os.path.join(self.maildir, sub))
        self.configure(conf or {})
        if start:
            try:
                self.start()
            except BaseException:
                self.__exit__(*sys.exc_info())
                raise

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def configure(self, conf):
        """Writes the configuration: the defaults of a rig, and `conf` over them."""
        base = {
            "identity": {
                "organisation": "Example Agency", "address": SERVICE, "delimiter": "+", "human": HUMAN,
                "postal": "PO Box 1, Wellington 6140, New Zealand", "website": "https://www.example.govt.nz",
            },
            "store": {"path": "dpupd.db"},
            "inboxes": [{"kind": "maildir", "path": "Maildir"}],
            "control": {"socket": self.socket},
            "announcements": {"approvals": 0},
            "log": {"level": "debug"},
            "templates": {"path": os.path.join(ROOT, "templates")},
        }
        if self.sink:
            base["relays"] = [{"url": f"smtp://127.0.0.1:{self.sink.port}", "tls": "none", "connections": 2}]
        self.conf = merged(base, conf)
        self.write("dpupd.conf", conf_file(self.conf))

    def write(self, name, data, mode=0o600):
        path = self.path(name)
        with open(path, "wb", opener=lambda p, flags: os.open(p, flags, mode)) as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return path

    # --- the daemon ------------------------------------------------------------------------

    def spawn(self):
        """Starts it, without waiting."""
        with open(self.log_path, "ab") as log:
            # Whatever kills a test, its daemon ends with it.
            tie = [] if self.is_detached else ["setpriv", "--pdeathsig", "TERM"]
            self.process = subprocess.Popen([*tie, program("dpupd"), "-c", self.conf_path], cwd=self.folder,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=self.is_detached)

    def start(self):
        self.spawn()

        def answers():
            if self.process.poll() is not None:
                raise Failure(f"dpupd ended with status {self.process.returncode}")
            return self.ctl_run("status").returncode == 0
        wait(answers, "dpupctl status to answer", START_S)

    def stop(self, timeout=STOP_S):
        """SIGTERM, and its exit status. Raises where it takes longer than it may."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"dpupd was still there {timeout} s after SIGTERM") from None

    def kill(self):
        self.process.kill()
        return self.process.wait()

    def restart(self):
        self.stop()
        self.start()

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def children(self, name=None):
        """The pids of its children, of one program where `name` is given."""
        return [pid for pid, comm in processes(self.process.pid).items()
                if name is None or comm == name[:15]]

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        if kind is None and self.tap and self.sink:
            self.judge()
        if kind is not None or (self.tap and self.tap.failed > self.failed):
            self.show_log()
        if self.is_running:
            with contextlib.suppress(Failure):
                self.stop()
        if self.own_sink:
            self.sink.close()
        if os.environ.get("KEEP"):
            print(f"# kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def judge(self):
        """Each mail that went out is well formed, whatever the test was about."""
        name = self.conf["identity"]["organisation"]
        wrong = [(mail, found) for mail in self.sink.mails 
                 for found in [judge.complaints(mail.data, name, not mail.recipient.isascii())] if found]
        if self.sink.mails:
            self.tap.ok(not wrong, f"each of {len(self.sink.mails)} mails passes the judge",
                        "\n".join(f"{m.recipient}: {m.header('Subject')!r}: {found}" for m, found in wrong[:5]))

    # --- what it says ----------------------------------------------------------------------

    def ctl_run(self, *args, **more):
        """dpupctl with these arguments; the finished process."""
        return subprocess.run([program("dpupctl"), "-s", self.socket, *map(str, args)], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60, **more)

    def ctl(self, *args):
        """dpupctl --json: the answer as Python has it. Raises Refused."""
        done = self.ctl_run("--json", "--yes", *args)
        if done.returncode:
            raise Refused(done)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def status(self):
        return self.ctl("status")

    def status_says(self, *words):
        """Waits until the status, as JSON, holds each of the words; returns it as text."""
        def says():
            done = self.ctl_run("--json", "status")
            return done.returncode == 0 and all(w in done.stdout for w in words) and done.stdout
        return wait(says, f"{words} in the status")

    def log(self):
        with contextlib.suppress(OSError), open(self.log_path, errors="replace") as f:
            return f.read()
        return ""

    def log_says(self, *words):
        """Waits until one line of the log holds each of the words; returns it."""
        def says():
            return next((line for line in self.log().splitlines() if all(w in line for w in words)), None)
        return wait(says, f"a line with {words} in the log")

    def show_log(self):
        print(f"# the last lines of {self.log_path}:")
        for line in self.log().splitlines()[-LOG_TAIL:]:
            print(f"#   {line}")

    # --- mail in and out -------------------------------------------------------------------

    def deliver(self, raw, is_exact=False):
        """Puts a mail into the Maildir as a mail server does: with LF at the ends of lines (but
        where `is_exact`), and complete from the moment it is seen."""
        if not is_exact:
            raw = raw.replace(b"\r\n", b"\n")
        self.serial += 1
        now = time.time()
        name = f"{int(now)}.M{int(now % 1 * 1e6):06d}P{os.getpid()}Q{self.serial:07d}.rig"
        with open(os.path.join(self.maildir, "tmp", name), "wb") as f:
            f.write(raw)
        os.rename(os.path.join(self.maildir, "tmp", name), os.path.join(self.maildir, "new", name))
        return name

    def letter(self, address, timeout=WAIT_S):
        """The next mail to this address that no test has taken yet."""
        after = self.seen.get(address, 0)
        found = self.sink.wait(lambda: self.sink.to(address, after), timeout)
        if not found:
            raise Failure(f"waited {timeout} s for a mail to {address}")
        self.seen[address] = found[0].number + 1
        return Letter(found[0])

    def letters(self, address):
        """All mails to this address that have arrived and no test has taken; takes them."""
        found = self.sink.to(address, self.seen.get(address, 0))
        if found:
            self.seen[address] = found[-1].number + 1
        return [Letter(m) for m in found]

    def settle_inbox(self):
        """Waits until everything delivered has been read and decided, whatever is still to be sent."""
        wait(lambda: not os.listdir(os.path.join(self.maildir, "new")) and not self.status()["inbound"]["waiting"],
             "the inbox to be read")

    def settle(self):
        """Waits until everything delivered has been read, decided and answered: the Maildir's
        new/ is empty and nothing is queued. What must not come has then not come."""
        wait(self.is_settled, "the daemon to have nothing to do")

    def is_settled(self):
        return not os.listdir(os.path.join(self.maildir, "new")) and is_idle(self.status())


def is_idle(status):
    """Does this status say that no mail waits to be read or sent, and nothing to be made?"""
    return not status["inbound"]["waiting"] and status["schedule"]["state"] == "waiting" and \
        not any(status["deliveries"][state] for state in ("queued", "leased", "sending", "unsure"))


def run(*stories):
    """Runs each story(tap) and ends the program with the right status. A story that raises is a
    failed test; the others are run all the same."""
    tap = Rig.tap = Tap()
    for story in stories:
        print(f"# {story.__name__}")
        try:
            story(tap)
        except Exception as error:
            for line in traceback.format_exc().rstrip().splitlines():
                print(f"# {line}")
            tap.ok(False, f"{story.__name__} came to its end ({type(error).__name__}: {error})")
    tap.done()
