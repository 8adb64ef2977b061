# SPDX-License-Identifier: MIT
"""A small SMTP server that lies on purpose.

It does what SMTP says until a rule matches: at the given verb, after `skip` times, for `times`
times, each `every`-th time, it does something else. What it accepted it counts by Message-ID, so that a test can tell
what was lost and what came twice.

    server = FakeSMTP()
    server.rule("rcpt", "550 5.1.1 no such user")
    server.rule("dot", ACCEPT_THEN_DROP, skip=3)

Verbs: connect (before the greeting) greeting ehlo starttls auth mail rcpt data body dot rset quit.
An action is a reply ("450 4.2.0 later"), one of the words below, or a function that gets the
connection.
"""
import base64
import re
import socket
import ssl
import struct
import threading
import time

CLOSE = "close"                     # an orderly end without a reply
RST = "rst"                         # a reset
SILENCE = "silence"                 # no reply, ever; the connection stays
DRIP = "drip"                       # the right reply, ten bytes a second
GARBAGE = "garbage"                 # not a reply
LONG_LINE = "long_line"             # a reply of 1 MB in one line
EXTRA = "extra_replies"             # the right reply, and another one
DELAY = "delay"                     # the right reply, after `delay_s`
ACCEPT_THEN_DROP = "accept_then_drop"   # at "dot": accepted, counted, and no reply
WORDS = (CLOSE, RST, SILENCE, DRIP, GARBAGE, LONG_LINE, EXTRA, DELAY, ACCEPT_THEN_DROP)

BODY_STOP = 65536       # a "body" rule acts when so much of a body has come


class Rule:
    def __init__(self, verb, action, skip, times, every):
        self.verb, self.action, self.skip, self.times, self.every = verb, action, skip, times, every
        self.seen = 0

    def matches(self):
        self.seen += 1
        n = self.seen - self.skip
        return n > 0 and n % self.every == 0 and n // self.every <= self.times


class Gone(Exception):
    """The connection is over."""


class Connection:
    def __init__(self, server, sock, number):
        self.server, self.sock, self.number = server, sock, number
        self.buffer = b""
        self.out = []
        self.is_closed = False
        self.user = None
        self.is_tls = isinstance(sock, ssl.SSLSocket)
        self.commands = []      # what the client said, in order
        self.flights = []       # what came in one read
        self.reset()

    def reset(self):
        self.sender, self.recipients = None, []

    # --- bytes ---

    def fill(self, most=262144):
        try:
            data = self.sock.recv(most)
        except (OSError, ValueError):
            data = b""
        if not data:
            raise Gone
        self.buffer += data
        self.flights.append(data)

    def line(self):
        while b"\n" not in self.buffer:
            self.flush()
            self.fill()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def flush(self):
        data, self.out = b"".join(self.out), []
        try:
            self.sock.sendall(data)
        except OSError:
            raise Gone from None

    def reply(self, text):
        self.out.append(text.encode() + b"\r\n")
        if not self.buffer:
            self.flush()

    def close(self, is_reset=False):
        try:
            if is_reset:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.sock.close()
        except OSError:
            pass
        self.is_closed = True
        raise Gone

    # --- rules ---

    def act(self, verb, right):
        """Replies `right`, or does what a rule says. True where `right` was said."""
        return self.perform(self.server.match(verb), right)

    def perform(self, action, right):
        if action is None:
            self.reply(right)
            return True
        if callable(action):
            return bool(action(self))
        if action not in WORDS:
            self.reply(action)
            if action[:3] == "421":
                self.flush()
                self.close()
            return False
        self.flush()
        return getattr(self, "do_" + action)(right)

    def do_close(self, _right):
        self.close()

    def do_rst(self, _right):
        self.close(is_reset=True)

    def do_silence(self, _right):
        self.server.stopped.wait(60)
        self.close()

    def do_drip(self, right):
        for c in right + "\r\n":
            if self.server.stopped.wait(0.1):
                break
            self.sock.sendall(c.encode())
        return True

    def do_garbage(self, _right):
        self.reply("\x00\xff<html>what?")
        return False

    def do_long_line(self, right):
        self.reply(right[:4] + "x" * 1000000)
        return False

    def do_extra_replies(self, right):
        self.reply(right + "\r\n250 2.0.0 and another one")
        return True

    def do_delay(self, right):
        self.server.stopped.wait(self.server.delay_s)
        self.reply(right)
        return True

    # --- the dialogue ---

    def run(self):
        try:
            if self.server.match("connect") == RST:
                self.close(is_reset=True)
            self.act("greeting", "220 fake.test ESMTP")
            self.flush()
            while True:
                self.command(self.line())
        except (Gone, OSError, ValueError):
            pass
        finally:
            try:
                self.sock.close()
            except OSError:
                pass
            self.is_closed = True

    def command(self, line):
        self.commands.append(line.decode("latin-1"))
        verb = line[:4].decode("latin-1").upper().strip()
        handler = {"EHLO": self.ehlo, "HELO": self.helo, "STAR": self.starttls, "AUTH": self.auth,
                   "MAIL": self.mail, "RCPT": self.rcpt, "DATA": self.data, "RSET": self.rset,
                   "QUIT": self.quit}.get(verb)
        if handler:
            handler(line.decode("latin-1"))
        else:
            self.reply("500 5.5.2 what?")

    def ehlo(self, _line):
        s = self.server
        lines = ["fake.test"] + [w for w, is_on in (
            ("PIPELINING", s.pipelining), ("8BITMIME", s.eightbit), ("DSN", s.dsn),
            (f"SIZE {s.size}" if s.size is not None else "", s.size is not None),
            ("STARTTLS", s.tls is not None and not self.is_tls),
            ("AUTH PLAIN LOGIN", s.credentials is not None)) if is_on]
        self.act("ehlo", "\r\n".join(f"250-{t}" for t in lines[:-1]) +
                 ("\r\n" if len(lines) > 1 else "") + f"250 {lines[-1]}")

    def helo(self, _line):
        self.reply("250 fake.test")

    def starttls(self, _line):
        if self.server.tls is None:
            self.reply("502 5.5.1 no")
            return
        if not self.act("starttls", "220 2.0.0 go ahead"):
            return
        self.flush()
        self.sock = self.server.tls.wrap_socket(self.sock, server_side=True)
        self.is_tls = True
        self.buffer = b""

    def auth(self, line):
        if self.server.credentials is None:
            self.reply("502 5.5.1 no")
            return
        words = line.split()
        if words[1].upper() == "LOGIN":
            if len(words) < 3:
                self.reply("334 VXNlcm5hbWU6")
                words.append(self.line().decode())
            user = base64.b64decode(words[2]).decode()
            self.reply("334 UGFzc3dvcmQ6")
            given = (user, base64.b64decode(self.line()).decode())
        else:
            if len(words) < 3:
                self.reply("334 ")
                words.append(self.line().decode())
            given = tuple(base64.b64decode(words[2]).decode().split("\0")[1:])
        if given != self.server.credentials:
            self.reply("535 5.7.8 authentication failed")
        elif self.act("auth", "235 2.7.0 welcome"):
            self.user = given[0]

    def mail(self, line):
        if self.server.credentials is not None and self.user is None:
            self.reply("530 5.7.0 authentication required")
        elif self.sender is not None:
            self.reply("503 5.5.1 nested MAIL")
        elif self.act("mail", "250 2.1.0 ok"):
            self.sender = re.search("<(.*?)>", line).group(1)

    def rcpt(self, line):
        if self.sender is None:
            self.reply("503 5.5.1 MAIL first")
        elif self.act("rcpt", "250 2.1.5 ok"):
            self.recipients.append(re.search("<(.*?)>", line).group(1))

    def data(self, _line):
        if not self.recipients and not self.server.is_eager:
            self.reply("503 5.5.1 RCPT first" if self.sender is None else "554 5.5.1 no valid recipients")
            return
        if not self.act("data", "354 go ahead"):
            return
        self.flush()
        self.message()

    def message(self):
        body = []
        size = 0
        action = None
        is_asked = False
        while True:
            if b"\n" not in self.buffer:
                self.fill()
                continue
            line, _, self.buffer = self.buffer.partition(b"\n")
            line += b"\n"
            if line == b".\r\n":
                break
            body.append(line[1:] if line.startswith(b".") else line)
            size += len(line)
            if size > BODY_STOP and not is_asked:
                is_asked = True
                action = self.server.match("body")
                if action in (CLOSE, RST):
                    self.close(is_reset=action == RST)
                if action == SILENCE:
                    self.do_silence("")
                if action == DELAY:
                    self.server.stopped.wait(self.server.delay_s)
                elif action == DRIP:
                    self.read_slowly()
                elif action in (GARBAGE, LONG_LINE, EXTRA):
                    getattr(self, "do_" + action)("250 2.0.0 already?")
                    self.flush()
                elif action is not None:
                    self.reply(action)
                    self.flush()
                    if action[:3] == "421":
                        self.close()
        self.end_of_message(b"".join(body))

    def read_slowly(self):
        """Ten bytes a second, for two seconds."""
        for _ in range(20):
            self.fill(1)
            self.server.stopped.wait(0.1)

    def end_of_message(self, body):
        sender, recipients = self.sender, self.recipients
        self.reset()
        if not recipients:
            self.server.lone_dots += 1
            self.reply("250 2.0.0 nothing for nobody" if self.server.is_eager == "accept" else
                       "554 5.5.1 no valid recipients")
            return
        action = self.server.match("dot")
        if action == ACCEPT_THEN_DROP:
            self.server.accept(self, sender, recipients, body, is_told=False)
            self.close()
        if action in (None, DRIP, EXTRA, DELAY):
            self.server.accept(self, sender, recipients, body, is_told=action != DRIP)
        self.perform(action, "250 2.0.0 queued")

    def rset(self, _line):
        if self.act("rset", "250 2.0.0 ok"):
            self.reset()

    def quit(self, _line):
        self.server.quits += 1
        if self.act("quit", "221 2.0.0 bye"):
            self.flush()
            self.close()


class Accepted:
    """A message that was taken; `is_told`: the client could know (a drip takes longer than any test waits)."""

    def __init__(self, connection, sender, recipients, body, is_told):
        self.connection, self.sender, self.recipients = connection, sender, recipients
        self.body, self.is_told = body, is_told
        found = re.search(rb"^Message-ID:\s*(\S+)", body, re.M | re.I)
        self.message_id = found.group(1).decode() if found else None


class FakeSMTP:
    """Listens on a port of loopback from when it is made until stop()."""

    def __init__(self, pipelining=True, eightbit=True, dsn=True, size=50000000, tls=None,
                 is_implicit=False, credentials=None, is_eager=False, host="127.0.0.1", port=0):
        self.pipelining, self.eightbit, self.dsn, self.size = pipelining, eightbit, dsn, size
        self.tls, self.is_implicit, self.credentials = tls, is_implicit, credentials
        self.is_eager = is_eager        # 354 also without a recipient; "accept": and 250 to the dot
        self.delay_s = 0.5
        self.rules = []
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.accepted = []
        self.connections = []
        self.quits = self.lone_dots = 0
        self.listener = socket.create_server((host, port), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def rule(self, verb, action, skip=0, times=10 ** 9, every=1):
        self.rules.append(Rule(verb, action, skip, times, every))
        return self

    def match(self, verb):
        """The action of the first rule that matches; each time counts for all rules of the verb."""
        with self.lock:
            actions = [r.action for r in self.rules if r.verb == verb and r.matches()]
        return actions[0] if actions else None

    def accept(self, connection, sender, recipients, body, is_told=True):
        with self.lock:
            self.accepted.append(Accepted(connection, sender, recipients, body, is_told))

    def copies(self):
        """Message-ID -> how often it was accepted."""
        counts = {}
        for a in self.accepted:
            counts[a.message_id] = counts.get(a.message_id, 0) + 1
        return counts

    def serve(self):
        while not self.stopped.is_set():
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(sock,), daemon=True).start()

    def talk(self, sock):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.is_implicit:
                sock = self.tls.wrap_socket(sock, server_side=True)
        except (OSError, ssl.SSLError):
            sock.close()
            return
        connection = Connection(self, sock, len(self.connections))
        self.connections.append(connection)
        connection.run()

    def stop(self):
        self.stopped.set()
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for c in self.connections:
            try:
                c.sock.close()
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
