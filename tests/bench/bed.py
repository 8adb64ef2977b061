# SPDX-License-Identifier: MIT
"""What the benchmarks stand on: a daemon whose store holds many subscribers, the sinks it sends
to, and the clocks. The daemon is the one people run: its log at "info", its store with
synchronous=FULL, as many dpupd-send as processors."""
import contextlib
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))

from ports import free_port      # noqa: E402
from rig import BUILD, Failure, Rig, merged, wait      # noqa: E402

CONNECTIONS = 8
MESSAGES = int(os.environ.get("BENCH_MESSAGES", "20000"))
RUNS = int(os.environ.get("BENCH_RUNS", "5"))
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# About 8 KB as multipart/alternative with headers, like a newsletter of two pages.
BODY = "# News\n\n" + "The Policy helps agencies and providers to use information well. " * 42 + "\n"


def tool(name):
    return os.path.join(BUILD, "bench", name)


class Process:
    """A server of the bench: started, and ended by its own id."""

    def __init__(self, command, port, **more):
        self.port = port
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, **more)
        wait(self.listens, f"{command[0]} to listen", 20)

    def listens(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def close(self):
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class FastSink(Process):
    """tests/bench/sink.c"""

    def __init__(self, *options):
        port = free_port()
        super().__init__([tool("sink"), *map(str, options), str(port)], port)

    def ask(self, command):
        with socket.create_connection(("127.0.0.1", self.port), 5) as s:
            f = s.makefile("rb")
            f.readline()
            s.sendall(command.encode() + b"\r\n")
            return {k: int(v) for k, v in re.findall(r"(\w+)=(\d+)", f.readline().decode())}

    def zero(self):
        self.ask("XZERO")

    def statistics(self):
        return self.ask("XSTAT")


class SmtpSink(Process):
    """Postfix's. It has no idea of root's, so it runs as nobody where we are root."""

    def __init__(self):
        port = free_port()
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        super().__init__(["/usr/sbin/smtp-sink", *user, f"127.0.0.1:{port}", "256"], port)


def cpu_s(pids):
    """User and system time of these processes, in seconds."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as f:
            fields = f.read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total * TICK_S


def memory_mb(pids):
    """What these processes hold that nobody else does."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as f:
            total += sum(int(line.split()[1]) for line in f if line.startswith("Private_"))
    return total / 1024


SEED_SQL = """
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
INSERT INTO {table} ({columns}) SELECT {values} FROM n
"""


def fill(path, count):
    """Subscribers 1..count of list 1, straight into the store of a daemon that is stopped."""
    db = sqlite3.connect(path)
    with db:
        for table, columns, values in (
                ("subscriber", "id, address, address_key, address_hash, created_at",
                 "i, 'reader' || i || '@example.org', 'reader' || i || '@example.org',"
                 " unhex_number(i), 1700000000"),
                ("subscription", "subscriber_id, list_id, state, channel, asked_at, since_at",
                 "i, 1, 'active', 'email', 1700000000, 1700000000")):
            db.create_function("unhex_number", 1, lambda i: i.to_bytes(16, "big"))
            db.execute(SEED_SQL.format(table=table, columns=columns, values=values),
                       {"first": 1, "last": count})
    db.close()


class Bed(Rig):
    """A rig with `count` subscribers whose relay is at `port`."""

    def __init__(self, port, count=MESSAGES, relay=None, **conf):
        # Where the store is matters: BENCH_DIR names a folder on the disk that is meant.
        super().__init__(sink=False, start=False, folder=self.own_folder())
        base = {"log": {"level": "info"}, "relays": [
            merged({"url": f"smtp://127.0.0.1:{port}", "tls": "none", "connections": CONNECTIONS},
                   relay or {})]}
        self.configure(merged(base, conf))
        self.start()
        self.ctl("list", "add", "news", "--name", "News", "--purpose", "News for a benchmark")
        self.stop()
        fill(self.path("dpupd.db"), count)
        self.start()
        self.count = count
        self.attempts = sqlite3.connect(f"file:{self.path('dpupd.db')}?mode=ro", uri=True,
                                        isolation_level=None)

    @staticmethod
    def own_folder():
        import tempfile
        return tempfile.mkdtemp(prefix="dpupd-bench-", dir=os.environ.get("BENCH_DIR"))

    def settled(self):
        """The newest delivery with a result: they go in order, so it is how many are settled but for
        those under way. Costs one look at the end of a table."""
        return self.attempts.execute("SELECT coalesce(max(delivery_id), 0) FROM attempt").fetchone()[0]

    def is_expanded(self, number):
        return self.attempts.execute("SELECT is_expanded FROM announcement WHERE id = ?", (number,)).fetchone()[0]

    def cost_of(self, count):
        """CPU µs a message of the next `count` that go out."""
        first, used = self.settled(), cpu_s(self.pids())
        wait(lambda: self.settled() >= first + count, f"{count} messages to go", 120)
        used = cpu_s(self.pids()) - used
        return used / (self.settled() - first) * 1e6

    def pids(self):
        return [self.process.pid, *self.children("dpupd-send")]

    def prepare(self, body=BODY):
        number = self.ctl("announce", "new", "--list", "news", "--subject", "Benchmark",
                          "--body", self.write("body.md", body))["id"]
        self.ctl("announce", "submit", number)
        self.ctl("announce", "approve", number)
        return number

    def queue_all(self):
        """Ends the daemon with a delivery queued for each subscriber. Returns its store."""
        number = self.prepare()
        self.stop()
        store = self.path("dpupd.db")
        with contextlib.closing(sqlite3.connect(store)) as db, db:
            db.execute("INSERT INTO delivery (kind, class, state, list_id, subscriber_id, announcement_id, needs_consent,"
                       " due_at, created_at) SELECT 'announcement', 2, 'queued', list_id, subscriber_id, ?, 1, 1700000000,"
                       " 1700000000 FROM subscription ORDER BY subscriber_id", (number,))
        with contextlib.closing(sqlite3.connect(store)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return store

    def send_all(self, timeout=300):
        """One announcement to everybody. Returns messages/s and CPU µs a message, from the first
        result that was seen to the last."""
        number = self.prepare()
        base = self.settled()
        end = base + self.count
        self.ctl("announce", "schedule", number, "--now")
        first = wait(lambda: self.settled() > base and self.settled(), "the first result", 30)
        started, cpu = time.monotonic(), cpu_s(self.pids())
        deadline = started + timeout
        while (now := self.settled()) < end:
            if time.monotonic() > deadline:
                raise Failure(f"{now - base} of {self.count} after {timeout} s")
            time.sleep(0.01)
        took = time.monotonic() - started
        used = cpu_s(self.pids()) - cpu
        wait(lambda: self.ctl("announce", "show", number)["state"] == "done", "it to be done")
        return {"rate": (end - first) / took, "cpu_us": used / (end - first) * 1e6}
