#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The boxes of the real programs, as the kernel shows them; what they are given; and that core's control socket
hears nobody whom core itself started. What a box forbids is tried one by one in tests/unit/test_boxes.c."""
import ctypes
import os
import shutil
import signal
import socket
import struct
import subprocess

import wire
from mails import message, sub
from people import add_newsletter
from ports import free_port
from rig import ROOT, Rig, program, run, wait

GIVEN = {"NOTIFY_SOCKET": "/nowhere/notify", "LISTEN_FDS": "1", "LISTEN_PID": "1", "WATCHDOG_USEC": "0",
         "CREDENTIALS_DIRECTORY": "/nowhere/credentials", "LD_LIBRARY_PATH": "/nowhere/lib", "HOME": "/nowhere",
         "SSLKEYLOGFILE": "/nowhere/keys", "all_proxy": "socks5://127.0.0.1:1", "PASSWORD": "hunter2"}


def read(pid, name):
    with open(f"/proc/{pid}/{name}", "rb") as f:
        return f.read()


def status(pid):
    return dict(line.split(":\t", 1) for line in read(pid, "status").decode().splitlines() if ":\t" in line)


def is_given(tap, pid, wanted, what):
    """Only root may look, where a process lets nobody of its user look into it."""
    if os.geteuid() != 0:
        tap.ok(True, f"{what} # SKIP only root may look")
        return
    tap.equal(read(pid, "environ"), wanted, what)


def session(pid):
    return int(read(pid, "stat").decode().rpartition(")")[2].split()[3])


def sends_mail(rig, address="amy@example.org"):
    rig.deliver(message(address, sub("subscribe")))
    return rig.letter(address)


class Environment:
    """Variables for what is started within."""

    def __init__(self, **more):
        self.more = more

    def __enter__(self):
        self.old = dict(os.environ)
        os.environ.update(self.more)

    def __exit__(self, *_):
        os.environ.clear()
        os.environ.update(self.old)


def the_kernel_says(tap):
    web = {"web": {"listen": f"127.0.0.1:{free_port()}", "base_url": "https://dpup.example.govt.nz"}}
    with Environment(**GIVEN):
        rig = Rig(web)
    with rig:
        sends_mail(rig)
        for name in ("dpupd-fetch", "dpupd-parse", "dpupd-send", "dpupd-web"):
            pids = wait(lambda name=name: rig.children(name), f"{name} to run")
            wait(lambda pids=pids: status(pids[0])["Seccomp"].strip() == "2", f"the box of {name}")
            said = status(pids[0])
            tap.equal(said["NoNewPrivs"].strip(), "1", f"{name} cannot be given more rights")
            files = 6 if name in ("dpupd-fetch", "dpupd-send") else 0   # CAP_DAC_OVERRIDE and _READ_SEARCH
            tap.equal(int(said["CapPrm"], 16) & ~files, 0, f"{name} has no capability but to files")
            is_given(tap, pids[0], b"", f"{name} is given no environment")
            tap.equal(session(pids[0]), pids[0], f"{name} leads a session")
            tap.equal(int(read(pids[0], "oom_score_adj")), 800, f"{name} ends first where memory is short")
        tap.ok(int(read(rig.process.pid, "oom_score_adj")) < 800, "and not core")
        if os.geteuid() == 0:
            tap.ok(b"hunter2" in read(rig.process.pid, "environ"), "core itself had one")
        tap.equal(rig.status()["boxes"], {"landlock": True}, "status tells that there is Landlock")
        tap.ok(all(check["ok"] for check in rig.ctl("doctor") if check["check"] == "boxes"), "so does doctor")
        tap.ok("sandbox.landlock" not in rig.log(), "and the log does not warn")


def of_the_journal(tap):
    with Environment(JOURNAL_STREAM="8:1234", **GIVEN):
        rig = Rig()
    with rig:
        pid = wait(lambda: rig.children("dpupd-parse"), "a parser")[0]
        is_given(tap, pid, b"", "nor is it told of the journal")
        sends_mail(rig)
        for name in ("dpupd-fetch", "dpupd-parse", "dpupd-send"):
            pid = wait(lambda name=name: rig.children(name), f"{name} to run")[0]
            streams = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in (1, 2)]
            tap.ok(streams[0] == streams[1] and streams[0].startswith("pipe:"), f"the log of {name} is a pipe of its own",
                   streams)


# --- without Landlock ---

def forbid_landlock():
    """As on a kernel without it: landlock_create_ruleset() is no system call. For this process and all it starts."""
    allow, enosys = 0x7FFF0000, 0x00050000 | 38
    code = [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, enosys), (0x06, 0, 0, allow)]
    rows = b"".join(struct.pack("HBBI", *row) for row in code)
    buffer = ctypes.create_string_buffer(rows, len(rows))
    filter_ = struct.pack("HxxxxxxP", len(code), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, filter_, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


class Confined(Rig):
    """A daemon that is started with something forbidden."""

    forbid = None

    def before(self):
        self.forbid()
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)      # whatever kills this test, its daemon ends with it

    def spawn(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([program("dpupd"), "-c", self.conf_path], cwd=self.folder,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=self.before)


class Bare(Confined):
    """On a kernel without Landlock."""

    forbid = staticmethod(forbid_landlock)


def without_landlock(tap):
    with Bare() as rig:
        tap.ok("sandbox.landlock" in rig.log() and "state=unavailable" in rig.log(), "the log warns at the start")
        tap.equal(rig.status()["boxes"], {"landlock": False}, "status tells it")
        done = rig.ctl_run("doctor")
        tap.ok(done.returncode == 1 and "no Landlock" in done.stdout, "doctor says what it means, and what to do",
               done.stdout)
        tap.ok(sends_mail(rig), "all else works")
        for name in ("dpupd-fetch", "dpupd-parse", "dpupd-send"):
            tap.ok(int(status(rig.children(name)[0])["Seccomp_filters"]) > 1, f"{name} is in its box all the same")


# --- in the unit ---

def calls_of(name):
    """The names of the system calls of a group, as systemd has them."""
    if not name.startswith("@"):
        return {name}
    lines = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", name], capture_output=True, text=True,
                           timeout=60, check=True).stdout.splitlines()
    return {call for line in lines[1:] if line.strip() and not line.strip().startswith("#")
            for call in calls_of(line.strip())}


def calls_of_unit():
    allowed = set()
    with open(os.path.join(ROOT, "systemd", "dpupd.service")) as unit:
        for line in unit:
            if line.startswith("SystemCallFilter="):
                value = line.partition("=")[2].strip()
                names = set().union(*map(calls_of, value.lstrip("~").split()))
                allowed = allowed - names if value.startswith("~") else allowed | names
    return allowed | calls_of("@default")


def confine_as_unit(allowed):
    """SystemCallFilter= of the unit, by libseccomp, and its user's lack of capabilities."""
    lib = ctypes.CDLL("libseccomp.so.2")
    lib.seccomp_init.restype = ctypes.c_void_p
    eperm, allow = 0x00050000 | 1, 0x7FFF0000
    ctx = ctypes.c_void_p(lib.seccomp_init(eperm))
    for name in allowed:
        number = lib.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            lib.seccomp_rule_add(ctx, allow, number, 0)
    if ctypes.CDLL(None).prctl(38, 1, 0, 0, 0) or lib.seccomp_load(ctx):
        raise OSError("seccomp")


def in_the_unit(tap):
    """The boxes close within the unit's own filter, as a user without capabilities."""
    if not shutil.which("systemd-analyze"):
        tap.ok(True, "the unit's filter # SKIP no systemd-analyze")
        return
    allowed = calls_of_unit()
    tap.ok({"read", "landlock_restrict_self"} <= allowed and not {"capset", "mount"} & allowed, "the unit's filter is read", len(allowed))

    class Unit(Confined):
        def forbid(self):
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(65534, 65534, 65534)
                os.setresuid(65534, 65534, 65534)
            confine_as_unit(allowed)

        def start(self):
            if os.geteuid() == 0:
                for folder, _, files in os.walk(self.folder):
                    for path in [folder, *(os.path.join(folder, f) for f in files)]:
                        os.chown(path, 65534, 65534)
            super().start()

    web = {"web": {"listen": f"127.0.0.1:{free_port()}", "base_url": "https://dpup.example.govt.nz"}}
    with Unit(web) as rig:
        rig.deliver(message("amy@example.org", sub("subscribe")))
        for path in os.listdir(os.path.join(rig.maildir, "new")):
            if os.geteuid() == 0:
                os.chown(os.path.join(rig.maildir, "new", path), 65534, 65534)
        tap.ok(rig.letter("amy@example.org"), "mail goes in and out")
        for name in ("dpupd-fetch", "dpupd-parse", "dpupd-send", "dpupd-web"):
            pid = wait(lambda name=name: rig.children(name), f"{name} to run")[0]
            wait(lambda pid=pid: status(pid)["Seccomp_filters"].strip() == "2", f"the box of {name} in that of the unit")
            tap.equal(int(status(pid)["CapPrm"], 16), 0, f"{name} has its box, and no capability")
        tap.ok("child.died" not in rig.log(), "none of them ends")


# --- the control socket ---

def attack(rig, name):
    """A command that makes `name` an admin."""
    return (f"{program('dpupctl')} -s {rig.socket} --yes staff add {name} --address {name}@example.org --role admin"
            f" >{rig.path(name)} 2>&1")


def relay(rig, command):
    return {"relays": [{"url": f"smtp://127.0.0.1:{rig.sink.port}", "tls": "none", "connections": 1, "user": "dpup",
                        "oauth2": {"command": command}}]}


def is_staff(rig, name):
    return any(row["account"] == name for row in rig.ctl("staff", "list"))


def refused(rig):
    return [line for line in rig.log().splitlines() if "control.refused" in line]


def what_core_started(tap):
    """A command of an oauth2 group runs with core's user, outside of the box, for a program that is in it."""
    with Rig(start=False) as rig:
        add = " ; ".join([attack(rig, "mallory"), f"setsid -w {attack(rig, 'trudy')}", "echo token 3600"])
        rig.configure(relay(rig, add))
        rig.start()
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.log_says("control.refused")
        wait(lambda: os.path.exists(rig.path("trudy")) and len(refused(rig)) >= 2, "both were refused")
        for name in ("mallory", "trudy"):
            tap.ok(not is_staff(rig, name), f"{name}, added by a program that core started, is not staff")
        tap.ok("started by one" in refused(rig)[0] and "pid=" in refused(rig)[0], "the log tells whom it refused",
               refused(rig)[0])
        tap.ok(open(rig.path("mallory")).read(), "they are told that it did not work")
        rig.ctl("staff", "add", "carol", "--address", "carol@example.org", "--role", "admin")
        tap.ok(is_staff(rig, "carol"), "the same by an operator works")
        shell = subprocess.run(["sh", "-c", f"( {program('dpupctl')} -s {rig.socket} status & wait )"], timeout=60,
                               stdout=subprocess.DEVNULL)
        tap.equal(shell.returncode, 0, "also from a shell in a shell")


def what_they_leave_behind(tap):
    with Rig(start=False) as rig:
        orphan = f"( while ! test -e {rig.path('go')}; do sleep 0.1; done; {attack(rig, 'mallory')} ) >/dev/null 2>&1"
        rig.configure(relay(rig, f"{orphan} & echo token 3600"))
        rig.start()
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        sender = wait(lambda: rig.children("dpupd-send"), "a sender")[0]
        rig.log_says("relay.down")      # it has its token; this relay knows none
        os.kill(sender, signal.SIGKILL)
        rig.log_says("child.died", f"pid={sender}")
        rig.write("go", "")
        line = rig.log_says("control.refused")
        tap.ok("left behind" in line, "what a dead child left behind is not heard either", line)
        tap.ok(not is_staff(rig, "mallory"), "and nobody is staff by it")


def who_is_gone(tap):
    """Who connects and ends leaves a number that another process may have by the time core looks."""
    with Rig() as rig:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        os.kill(rig.process.pid, signal.SIGSTOP)
        try:
            pid = os.fork()
            if pid == 0:
                sock.connect(rig.socket)
                os._exit(0)
            os.waitpid(pid, 0)
            wire.send(sock, wire.Frame("staff.list", 1))
        finally:
            os.kill(rig.process.pid, signal.SIGCONT)
        line = rig.log_says("control.refused", f"pid={pid}")
        tap.ok("is gone" in line, "a process that is gone is not heard", line)
        sock.settimeout(10)
        try:
            answer = sock.recv(65536)
        except ConnectionError:
            answer = b""
        tap.equal(answer, b"", "and its request is not answered")
        sock.close()


run(the_kernel_says, of_the_journal, without_landlock, in_the_unit, what_core_started, what_they_leave_behind,
    who_is_gone)
