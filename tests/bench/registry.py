# SPDX-License-Identifier: MIT
"""The registry at a million: brought in as people bring it, by dpupctl import, and asked while that runs."""
import os
import random
import socket
import sqlite3
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))

import wire                                     # noqa: E402
from bed import Bed                             # noqa: E402
from rig import program                         # noqa: E402

AUDIENCE = "news and (region:otago or sector:housing) and not org-kind:agency"
REGIONS = ("ntl", "auk", "wko", "bop", "gis", "hkb", "tki", "mwt", "wgn", "tas", "nsn", "mbh", "wtc", "can", "ota", "stl")
SECTORS = ("welfare", "housing", "health", "education", "child-wellbeing", "justice", "disability")
SOURCE = "The register of the agency, as of 3 May 2026"


def address(n):
    return f"person.{n * 7919 % 1000003:06d}@provider{n % 5000}.example.org"


def write_file(path, count):
    """In no order of addresses, as files are; two thirds of the people name an organisation."""
    dice = random.Random(7)
    with open(path, "w", encoding="utf-8") as f:
        f.write("address,name,organisation,region,sectors\n")
        for n in range(count):
            where = f"Te Whare Tōtara {n % 5000}" if n % 3 else ""
            f.write(f'{address(n)},Person Number{n},{where},{REGIONS[dice.randrange(16)]},'
                    f'"{SECTORS[dice.randrange(7)]}, {SECTORS[dice.randrange(7)]}"\n')


class Asker:
    """One connection to the control socket; how long each question takes."""

    def __init__(self, rig):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.sock.connect(rig.socket)

    def ask(self, verb, **fields):
        started = time.monotonic()
        wire.send(self.sock, wire.Frame(verb, 1, **fields))
        answer = wire.receive(self.sock, 60)
        if answer.verb != "ok":
            raise RuntimeError(answer)
        return time.monotonic() - started


def memory_peak_mb(pid):
    """What the process itself held at most, without the pages of files."""
    with open(f"/proc/{pid}/smaps_rollup") as f:
        return sum(int(line.split()[1]) for line in f if line.startswith("Private_")) / 1024


def bring(rig, path, out):
    """Imports the file; a second client asks all the while."""
    worst, peak, is_over = [0.0], [0.0], threading.Event()

    def watch():
        asker = Asker(rig)
        while not is_over.wait(0.02):
            worst[0] = max(worst[0], asker.ask("list.show", slug="other"))
            peak[0] = max(peak[0], memory_peak_mb(rig.process.pid))
    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.monotonic()
    done = rig.ctl_long("import", path, "--list", "news", "--source", SOURCE, "--now")
    took = time.monotonic() - started
    is_over.set()
    watcher.join()
    out("registry_import", took, "s", 60, is_most=True)
    out("registry_stall", worst[0] * 1000, "ms", 100, is_most=True)
    out("registry_memory", peak[0], "MB", 64, is_most=True)
    return done


class RegistryBed(Bed):
    def ctl_long(self, *args):
        """dpupctl --json that may take minutes."""
        import json
        import subprocess
        done = subprocess.run([program("dpupctl"), "-s", self.socket, "--json", *map(str, args)], check=True,
                              capture_output=True, text=True, timeout=900)
        return json.loads(done.stdout)


def bench(out, count):
    # The relay is closed: a million invitations wait, as they do for most of the time it takes to send them.
    with RegistryBed(9, 0) as rig:
        path = rig.path("people.csv")
        write_file(path, count)
        rig.ctl("list", "add", "other", "--name", "Other", "--purpose", "To be asked")
        for n in range(20):
            rig.ctl("organisation", "add", f"Te Whare Tōtara {n}", "--kind", ("agency", "ngo")[n % 2])
        done = bring(rig, path, out)
        if done["new"] != count:
            raise RuntimeError(done)
        rig.stop()
        store = rig.path("dpupd.db")
        db = sqlite3.connect(store)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        out("registry_database", os.path.getsize(store) / 1e6, "MB", 600, is_most=True)
        # Everybody says yes, which takes a million mails.
        with db:
            db.execute("UPDATE subscription SET state = 'active', since_at = asked_at")
            db.execute("UPDATE delivery SET state = 'sent', settled_at = created_at")
        db.close()
        rig.start()
        asker = Asker(rig)
        dice = random.Random(8)
        times = sorted(asker.ask("subscriber.show", address=address(dice.randrange(count))) for _ in range(1000))
        out("registry_lookup", times[500] * 1000, "ms", 1, is_most=True)
        out("registry_list", asker.ask("who.count", list="news"), "s", 1, is_most=True)
        out("registry_audience", sorted(asker.ask("who.count", list=AUDIENCE) for _ in range(3))[1], "s", 1, is_most=True)
