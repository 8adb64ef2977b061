# SPDX-License-Identifier: MIT
"""A core for one dpupd-send: starts it on a socketpair, hands it jobs, hears what became of them."""
import os
import signal
import socket
import time

import wire

BUILD = os.environ.get("BUILD", "build")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, BUILD, "dpupd-send")   # an absolute BUILD wins


def message(number, text="Kia ora.\r\n", size=0):
    """A message with a Message-ID of its own, at least `size` bytes."""
    body = text + "." * (size > 0)
    line = "x" * 76 + "\r\n"
    body += line * max(0, (size - len(body)) // len(line))
    return (f"From: DPUP <dpup@example.nz>\r\nTo: <r{number}@example.org>\r\nSubject: Test {number}\r\n"
            f"Message-ID: <{number}.test@example.nz>\r\nDate: Tue, 01 Dec 2026 10:00:00 +1300\r\n"
            f"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n{body}").encode()


class Core:
    """`start` fields are those of send.start; port is put into the url."""

    def __init__(self, port=None, level="error", begin=True, env=None, stderr=None, **start):
        self.sock, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (self.sock, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        actions = [] if stderr is None else [(os.POSIX_SPAWN_DUP2, stderr, 2)]
        actions.append((os.POSIX_SPAWN_DUP2, theirs.fileno(), 3))   # last: 3 may be one of the others
        self.pid = os.posix_spawn(PROGRAM, ["dpupd-send", level], env or dict(os.environ),
                                  file_actions=actions)
        theirs.close()
        self.status = None
        self.relay = []         # send.relay frames that were passed over
        self.results = {}
        self.bundled = []       # frames of a bundle that were not asked for yet
        if begin:
            fields = {"relay": "test", "url": f"smtp://127.0.0.1:{port}", "tls": "auto",
                      "helo": "dpup.example.nz", "idle_s": 60, "reply_s": 5, "answer_s": 5}
            fields.update(start)
            self.send("send.start", **{k: v for k, v in fields.items() if v is not None})

    def send(self, verb, id=0, data=None, **fields):
        try:
            wire.send(self.sock, wire.Frame(verb, id, **fields), data)
        except BrokenPipeError:
            pass

    def job(self, id, data=None, recipient=None, sender="dpup+b-tok@example.nz", go=False, **fields):
        if sender is not None:
            fields["sender"] = sender
        if data is None and "master" not in fields:
            data = message(id)
        self.send("send.job", id, data, recipient=recipient or f"r{id}@example.org", **fields)
        if go:
            self.go(id)

    def bundle(self, *frames):
        self.send("bundle", 0, **{str(i): wire.encode(frame) for i, frame in enumerate(frames)})

    def go(self, id):
        self.send("send.go", id)

    def frame(self, timeout=30.0):
        """The next frame, of either kind; None where the process is gone."""
        if not self.bundled:
            frame = wire.receive(self.sock, timeout)
            if frame is None or frame.verb != "bundle":
                return frame
            self.bundled = [wire.decode(inner) for inner in frame.fields.values()]
        return self.bundled.pop(0)

    def result(self, timeout=30.0):
        """The next send.result; what else came is in `relay`."""
        deadline = time.monotonic() + timeout
        while True:
            frame = self.frame(max(0.01, deadline - time.monotonic()))
            if frame is None:
                return None
            if frame.verb == "send.result":
                self.results[frame.id] = frame
                return frame
            self.relay.append(frame)

    def state(self, wanted, timeout=30.0):
        """The next send.relay of this state."""
        for i, frame in enumerate(self.relay):
            if frame["state"] == wanted:
                return self.relay.pop(i)
        deadline = time.monotonic() + timeout
        while True:
            frame = self.frame(max(0.01, deadline - time.monotonic()))
            if frame is None:
                return None
            if frame.verb == "send.relay" and frame["state"] == wanted:
                return frame
            if frame.verb == "send.relay":
                self.relay.append(frame)
            else:
                self.results[frame.id] = frame

    def is_quiet(self, seconds=0.3):
        try:
            return self.frame(seconds) is None
        except TimeoutError:
            return True

    def drive(self, jobs, timeout=60.0):
        """Plays core's part: at most two jobs, the go of the second after the result of the first.
        `jobs` are (id, keywords of job()). A returned one is tried again after a while, up to five times.
        Returns id -> list of outcomes."""
        waiting, under_way, story = list(jobs), [], {}
        tries = dict(jobs)
        deadline = time.monotonic() + timeout
        while waiting or under_way:
            while waiting and len(under_way) < 2:
                id, keywords = waiting.pop(0)
                self.job(id, **keywords)
                if not under_way:
                    self.go(id)
                under_way.append(id)
            got = self.result(max(0.01, deadline - time.monotonic()))
            if got is None:
                break
            story.setdefault(got.id, []).append(got["outcome"])
            is_first = under_way[0] == got.id
            under_way.remove(got.id)
            if got["outcome"] in ("returned", "retry", "unsure") and len(story[got.id]) < 6:
                waiting.append((got.id, tries[got.id]))
            if is_first and under_way:
                self.go(under_way[0])
        return story

    def wait(self, timeout=30.0):
        """The exit status; -N for signal N, None where it does not end."""
        deadline = time.monotonic() + timeout
        while self.status is None and time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            else:
                time.sleep(0.005)
        return self.status

    def close(self):
        """Dies, as core would."""
        self.sock.close()
        if self.wait(5) is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait(5)
            return False
        return True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
