# SPDX-License-Identifier: MIT
# tests/run: limit 200 s
"""The web pages against those who mean no good: who drips bytes, says nothing, sends too much or nonsense,
or comes with hundreds of connections. Visitors are served all the while, or soon."""
import concurrent.futures
import contextlib
import os
import signal
import socket
import ssl
import tempfile
import time

import certs
from people import add_newsletter, sign_up, state_of
from ports import free_port
from rig import Rig, run, wait
from web import Visitor, link, settings

CUT_S = 40      # cut at 15 s, on a machine that has other things to do
HEAD = b"POST /u/%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def connect(port):
    s = socket.create_connection(("127.0.0.1", port), CUT_S)
    s.settimeout(CUT_S)
    return s


def drip(port, begin, piece, every):
    """Sends on and on; True where the server ends it, False where it bears it for too long."""
    with contextlib.closing(connect(port)) as s:
        try:
            s.sendall(begin)
            s.settimeout(every)
            end = time.monotonic() + CUT_S
            while time.monotonic() < end:
                s.sendall(piece)
                with contextlib.suppress(TimeoutError):
                    if s.recv(4096) == b"":
                        return True
        except OSError:
            return True
    return False


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else None


def nonsense(tap, web, token):
    """What is sent, and what may come: the first is ours to decide, None is a closed door."""
    head = HEAD % token
    cases = [
        ("a header of 64 kB", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 65536 + b"\r\n\r\n", (431, 413, None)),
        ("10,000 fields", b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 10000 + b"\r\n", (431, 413, None)),
        ("an address of 64 kB", b"GET /" + b"a" * 65536 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (414, 431, None)),
        ("a body that is too long by its own word", head + b"Content-Length: 4097\r\n\r\n", (413,)),
        ("a length past all numbers", head + b"Content-Length: 99999999999999999999\r\n\r\n", (400, 413, None)),
        ("a length below nothing", head + b"Content-Length: -1\r\n\r\n", (400, None)),
        ("two lengths", head + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", (400,)),
        ("a length and chunks", head + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (400, 411)),
        ("chunks", head + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", (411,)),
        ("no host", b"GET / HTTP/1.1\r\n\r\n", (400, None)),
        ("no host, by an old program", b"GET / HTTP/1.0\r\n\r\n", (400, None)),
        ("two hosts", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", (400,)),
        ("a NUL in the address", b"GET /u/" + token + b"\0 HTTP/1.1\r\nHost: x\r\n\r\n", (200, 400, 404, None)),
        ("a path that climbs", b"GET /../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", (404,)),
        ("an escaped path", b"GET /u/%2e%2e/" + token + b" HTTP/1.1\r\nHost: x\r\n\r\n", (404,)),
        ("another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64 + b"\r\n\r\n", (400, None)),
        ("half a line", b"GE", (None,)),
        ("nothing but lines", b"\r\n" * 2000, (400, None)),
        ("an odd method", b"BREW /u/" + token + b" HTTP/1.1\r\nHost: x\r\n\r\n", (405,)),
        ("a method of 8 kB", b"A" * 8192 + b" / HTTP/1.1\r\nHost: x\r\n\r\n", (405, 400, 404, None)),
    ]
    with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
        answers = list(pool.map(lambda case: web.raw(case[1], CUT_S), cases))
    for (name, _, wanted), answer in zip(cases, answers):
        tap.ok(status_of(answer) in wanted, f"{name}: {status_of(answer)}")
    two = web.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nPOST /u/" + token + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    tap.equal(two.count(b"HTTP/1."), 1, "a second request behind the first is never read")


def sizes_and_pace(tap):
    port = free_port()
    with Rig(settings(port)) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        welcome = sign_up(rig, "amy@example.org")
        page = link(welcome, "p").encode()
        nonsense(tap, web, b"a" * 32)
        slow = {
            "header": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X", 1),
            "body": (HEAD % (b"a" * 32) + b"Content-Length: 4096\r\n\r\n", b"a", 1),
            "a real page's body": (b"POST " + page + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 4096\r\n\r\n", b"a", 1),
            "nothing": (b"", b"", 1),
            "a request that never ends": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n", 0.5),
        }
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            drips = {name: pool.submit(drip, port, *how) for name, how in slow.items()}
            while not all(d.done() for d in drips.values()):
                assert web.get("/healthz").status == 200, "others are served meanwhile"
                time.sleep(0.5)
        for name, d in drips.items():
            tap.ok(d.result(), f"who drips is cut: {name}")
        wait(lambda: rig.status()["web"]["cut"] >= 3, "the status to count them")
        tap.ok(rig.status()["web"]["refused"] >= 5, "and those who sent nonsense")
        tap.equal(state_of(rig, "amy@example.org"), "active", "nothing has changed")


def kept(stack, port):
    """A connection with half a request that the server keeps: [it], or [] if an earlier visitor still counts."""
    s = stack.enter_context(contextlib.closing(connect(port)))
    s.settimeout(0.3)
    try:
        s.sendall(b"GET /")
        s.recv(1)
    except TimeoutError:
        return [s]
    except OSError:
        pass
    return []


def crowds(tap):
    port = free_port()
    with Rig(settings(port)) as rig:
        web = Visitor(port)
        web.wait_up()
        child, = rig.children("dpupd-web")
        held = []
        try:
            for _ in range(400):
                with contextlib.suppress(OSError):
                    s = connect(port)
                    s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 12000)
                    held.append(s)
            wait(web.is_up, "a visitor to get through 400 that hold on", CUT_S)
            tap.ok(True, "400 that hold on keep nobody out for long")
            size = next(int(line.split()[1]) for line in open(f"/proc/{child}/status") if line.startswith("VmRSS"))
            tap.ok(size < 65536, f"its memory stays small: {size} kB")
        finally:
            for s in held:
                s.close()
        web.wait_up()
        tap.equal(rig.children("dpupd-web"), [child], "and it is the same process")
        # Core stands still: whoever asks is told, and those beyond what may wait at once.
        os.kill(rig.process.pid, signal.SIGSTOP)
        try:
            with concurrent.futures.ThreadPoolExecutor(60) as pool:
                got = list(pool.map(lambda _: web.get("/").status, range(60)))
            tap.equal(set(got), {503}, "sixty who wait for core are all told to come back")
        finally:
            os.kill(rig.process.pid, signal.SIGCONT)
        web.wait_up()
        tap.equal(web.get("/").status, 200, "and it goes on")
    port = free_port()
    with Rig(settings(port, {"web": {"per_address": 3, "connections": 8}})):
        web = Visitor(port)
        web.wait_up()
        with contextlib.ExitStack() as stack:
            held = []
            wait(lambda: held.extend(kept(stack, port)) or len(held) == 3, "three connections that stay")
            fourth = stack.enter_context(contextlib.closing(connect(port)))
            with contextlib.suppress(OSError):
                fourth.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            try:
                got = fourth.recv(4096)
            except OSError:
                got = b""
            tap.equal(got, b"", "a fourth connection of one address is closed")
        web.wait_up()
        tap.equal(web.get("/healthz").status, 200, "and when they are gone, there is room")


def encrypted(tap):
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        made = certs.make(folder)
        cert, key = made.good
        with Rig(settings(port, {"web": {"tls_cert": cert, "tls_key_file": key}})) as rig:
            web = Visitor(port, ssl.create_default_context(cafile=made.ca))
            web.wait_up()
            tap.equal((web.get("/").status, web.get("/style.css").status), (200, 200), "with a certificate of its own")
            tap.equal(web.post("/u/" + "a" * 32).status, 404, "forms too")
            tap.ok(Visitor(port).raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")[:5] != b"HTTP/", "and nothing without")
            tap.ok(drip(port, b"\x16\x03\x01\x40\x00", b"\x01", 1), "a handshake that drips is cut")
            tap.ok(web.get("/").status == 200 and rig.status()["web"]["state"] == "up", "and it goes on")
    port = free_port()
    with Rig(settings(port, {"web": {"tls_cert": "cert.pem", "tls_key_file": "key.pem"}}), start=False) as rig:
        rig.write("cert.pem", "no certificate\n")
        rig.write("key.pem", "no key\n")
        rig.start()
        rig.status_says("is web.tls_cert a certificate")
        tap.ok(rig.ctl_run("doctor").returncode == 1, "a file that is no certificate is told")


run(sizes_and_pace, crowds, encrypted)
