#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A counting SMTP server: keeps every message it has accepted, in order, with its envelope.

As a class it runs in a thread of the test and can be told to misbehave. As a program it is the
relay of the demo: it writes one file a message into a folder.

    sink.py --port PORT --folder FOLDER

Its standard input says how long: it ends when whoever holds the other end of a pipe does; with
/dev/null it stays until it is told to go.

It answers pipelined commands in one write, so that it is never what a test waits for. Beside
what SMTP says it does nothing: no queue, no checks of addresses, no delivery.
"""
import argparse
import asyncio
import base64
import os
import re
import socket
import stat
import subprocess
import sys
import threading
import time

LINE_MAX = 4096         # a command line longer than this ends the connection
DROP = "drop"           # a rule's answer: end the connection without a reply
INDEX = "index"         # in a folder of mails: a line for each, with its name and envelope
LOSE = "lose"           # at "dot": accept the message, then end the connection without a reply


class Mail:
    """One accepted message. `data` is what stood between DATA and the final dot, unstuffed."""

    __slots__ = ("number", "sender", "recipients", "data", "at", "connection", "parameters")

    def __init__(self, number, sender, recipients, data, connection, parameters=""):
        self.number = number
        self.sender = sender
        self.recipients = recipients
        self.data = data
        self.at = time.monotonic()
        self.connection = connection
        self.parameters = parameters    # of MAIL and RCPT, as they were said

    @property
    def recipient(self):
        return self.recipients[0]

    def header(self, name):
        """The raw, unfolded value of the first field of that name, or None."""
        head = self.data.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
        for line in head.split(b"\r\n"):
            field, colon, value = line.partition(b":")
            if colon and field.strip().lower() == name.lower().encode():
                return value.strip().decode("utf-8", "replace")
        return None

    @property
    def message_id(self):
        return self.header("Message-ID")


def address_of(argument):
    """The address in "FROM:<a@b> SIZE=1" or "TO:<a@b>"."""
    return argument[argument.find("<") + 1:argument.find(">")]


class Session(asyncio.Protocol):
    """One connection: a line reader, and a body reader after DATA."""

    def __init__(self, sink):
        self.sink = sink
        self.buffer = bytearray()
        self.out = []
        self.is_secure = sink.is_implicit
        self.is_waiting = False         # a delayed reply or a handshake is under way
        self.in_data = False
        self.auth_step = None
        self.sender = None
        self.recipients = []
        self.login = None

    def connection_made(self, transport):
        self.transport = transport
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sink.sessions.add(self)
        self.sink.connections += 1
        self.number = self.sink.connections
        self.answer("connect", "220 sink.example ESMTP")
        self.flush()

    def connection_lost(self, _error):
        self.sink.sessions.discard(self)

    def data_received(self, data):
        self.buffer += data
        self.work()

    def flush(self):
        if self.out and not self.transport.is_closing():
            self.transport.write(b"".join(self.out))
        self.out = []

    def reply(self, text):
        self.out.append(text.encode() + b"\r\n")

    def answer(self, stage, text, data=b""):
        """Replies `text`, unless the sink's rule for this stage says otherwise. False where the
        stage did not succeed."""
        rule = self.sink.rule
        verdict = rule and rule(stage, self.sender, self.recipients, data)
        if verdict in (DROP, LOSE):
            self.flush()
            self.transport.abort()
            return verdict == LOSE
        if isinstance(verdict, str):
            self.reply(verdict)
            return False
        if verdict:
            self.flush()
            self.is_waiting = True
            self.sink.loop.call_later(verdict, self.resume, text)
        else:
            self.reply(text)
        return True

    def resume(self, text):
        self.is_waiting = False
        self.reply(text)
        self.work()

    def work(self):
        while not self.is_waiting and not self.transport.is_closing():
            if self.in_data:
                if not self.take_body():
                    break
                continue
            end = self.buffer.find(b"\n")
            if end < 0:
                if len(self.buffer) > LINE_MAX:
                    self.transport.abort()
                break
            line = bytes(self.buffer[:end]).rstrip(b"\r").decode("utf-8" if self.sink.smtputf8 else "latin-1", "replace")
            del self.buffer[:end + 1]
            self.command(line)
        self.flush()

    def take_body(self):
        if self.buffer.startswith(b".\r\n"):
            end, skip = 0, 3
        else:
            end, skip = self.buffer.find(b"\r\n.\r\n", self.searched), 5
        if end < 0:
            self.searched = max(0, len(self.buffer) - 4)
            return False
        data = bytes(self.buffer[:end + 2 if skip == 5 else 0])
        del self.buffer[:end + skip]
        self.in_data = False
        if data.startswith(b".."):
            data = data[1:]
        data = data.replace(b"\r\n..", b"\r\n.")
        if self.answer("dot", "250 2.0.0 kept", data):
            self.sink.keep(self, data)
        self.sender, self.recipients = None, []
        return True

    def command(self, line):
        if self.auth_step is not None:
            self.auth_more(line)
            return
        verb, _, argument = line.partition(" ")
        handler = getattr(self, "do_" + verb.lower(), None)
        if handler is None:
            self.reply("500 5.5.1 unknown command")
        else:
            handler(argument.strip())

    def do_ehlo(self, _argument):
        lines = ["sink.example", "PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", f"SIZE {self.sink.size_max}"]
        if self.sink.smtputf8:
            lines += ["SMTPUTF8", "DSN"]
        if self.sink.tls and not self.is_secure:
            lines.append("STARTTLS")
        if self.sink.auth and (self.is_secure or not self.sink.tls):
            lines.append("AUTH PLAIN LOGIN")
        if self.sink.tokens is not None and (self.is_secure or not self.sink.tls):
            lines.append("AUTH " + self.sink.mechanisms)
        self.answer("ehlo", "\r\n".join("250" + ("-" if n < len(lines) - 1 else " ") + text
                                        for n, text in enumerate(lines)))

    def do_helo(self, _argument):
        self.answer("ehlo", "250 sink.example")

    def do_starttls(self, _argument):
        if not self.sink.tls or self.is_secure:
            self.reply("503 5.5.1 not now")
            return
        self.reply("220 2.0.0 go ahead")
        self.flush()
        self.is_waiting = True
        self.buffer.clear()     # what was sent in the clear is not believed (RFC 3207 §6)
        self.sink.loop.create_task(self.upgrade())

    async def upgrade(self):
        try:
            self.transport = await self.sink.loop.start_tls(self.transport, self, self.sink.tls,
                                                            server_side=True)
        except (OSError, ConnectionError):
            self.sink.tls_failures += 1
            return
        self.is_secure = True
        self.is_waiting = False
        self.work()

    def do_auth(self, argument):
        mechanism, _, initial = argument.partition(" ")
        self.auth_step = (mechanism.upper(), [])
        if initial:
            self.auth_more(initial)
        else:
            self.reply("334 ")

    def auth_more(self, line):
        mechanism, said = self.auth_step
        if mechanism in ("XOAUTH2", "OAUTHBEARER"):
            self.bearer(mechanism, said, line)
            return
        said.append(base64.b64decode(line + "==").decode("utf-8", "replace"))
        if mechanism == "LOGIN" and len(said) == 1:
            self.reply("334 UGFzc3dvcmQ6")
            return
        self.auth_step = None
        pair = tuple(said[0].split("\0")[1:]) if mechanism == "PLAIN" else tuple(said)
        if pair == self.sink.auth:
            self.login = pair[0]
            self.answer("auth", "235 2.7.0 welcome")
        else:
            self.reply("535 5.7.8 authentication failed")

    def bearer(self, mechanism, said, line):
        """Google's form and RFC 7628's, to the byte. A refusal is a challenge, an answer, and 535."""
        said.append(line)
        if len(said) == 2:      # the answer to the challenge
            self.auth_step = None
            self.reply("535 5.7.3 Authentication unsuccessful")
            return
        text = base64.b64decode(line).decode("latin-1")
        form = r"user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01" if mechanism == "XOAUTH2" else \
            r"n,a=([^\x01,]*),\x01host=[^\x01]+\x01port=\d+\x01auth=Bearer ([^\x01]*)\x01\x01"
        found = re.fullmatch(form, text)
        self.sink.bearers.append((mechanism, *(found.groups() if found else (None, None))))
        if found and found.groups() in self.sink.tokens:
            self.auth_step = None
            self.login = found.group(1)
            self.answer("auth", "235 2.7.0 welcome")
        else:
            self.reply("334 " + base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode())

    def do_mail(self, argument):
        if (self.sink.auth or self.sink.tokens is not None) and self.login is None:
            self.reply("530 5.7.0 authentication required")
            return
        self.sender, self.recipients = address_of(argument), []
        self.parameters = argument.partition(">")[2]
        if not self.answer("mail", "250 2.1.0 ok"):
            self.sender = None

    def do_rcpt(self, argument):
        if self.sender is None:
            self.reply("503 5.5.1 MAIL first")
            return
        self.recipients.append(address_of(argument))
        self.parameters += argument.partition(">")[2]
        if not self.answer("rcpt", "250 2.1.5 ok"):
            self.recipients.pop()

    def do_data(self, _argument):
        if not self.recipients:
            self.reply("554 5.5.1 no valid recipients")
            return
        if self.answer("data", "354 go"):
            self.in_data = True
            self.searched = 0

    def do_rset(self, _argument):
        self.sender, self.recipients = None, []
        self.reply("250 2.0.0 ok")

    def do_noop(self, _argument):
        self.reply("250 2.0.0 ok")

    def do_quit(self, _argument):
        self.reply("221 2.0.0 bye")
        self.flush()
        self.transport.close()


class Sink:
    """`tls` is an ssl.SSLContext, used at once where `is_implicit`, after STARTTLS else. `auth` is
    (user, password), then required. `rule(stage, sender, recipients, data)` is asked at the
    stages connect ehlo auth mail rcpt data dot: None accepts, a text is the reply instead,
    DROP, LOSE, or seconds to wait before the reply."""

    def __init__(self, port=0, tls=None, is_implicit=False, auth=None, folder=None):
        self.tls, self.is_implicit, self.auth = tls, is_implicit, auth
        self.folder = folder
        self.tokens = None              # a set of (user, token): then one of them is required
        self.mechanisms = "XOAUTH2"     # that take them
        self.bearers = []               # (mechanism, user, token) as they were said
        self.mails = []
        self.rule = None
        self.size_max = 52428800
        self.smtputf8 = False           # RFC 6531
        self.connections = 0
        self.tls_failures = 0
        self.sessions = set()
        self.port = port
        self.changed = threading.Condition()
        if folder:
            open(os.path.join(folder, INDEX), "a").close()
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(self.complain)
        self.server = None
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.up()

    def complain(self, _loop, context):
        error = context.get("exception")
        if isinstance(error, (OSError, ConnectionError)):   # a peer that went away, bad handshakes
            self.tls_failures += "SSL" in type(error).__name__
        else:
            self.loop.default_exception_handler(context)

    def in_loop(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def up(self):
        """Listens (again), on the same port as before."""
        async def listen():
            self.server = await self.loop.create_server(
                lambda: Session(self), "127.0.0.1", self.port, reuse_address=True,
                ssl=self.tls if self.is_implicit else None)
            self.port = self.server.sockets[0].getsockname()[1]
        self.in_loop(listen())

    def down(self):
        """Stops listening and ends every connection: a relay that was switched off."""
        async def shut():
            self.server.close()
            for session in list(self.sessions):
                session.transport.abort()
        self.in_loop(shut())

    def close(self):
        self.down()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    def keep(self, session, data):
        with self.changed:
            mail = Mail(len(self.mails), session.sender, session.recipients, data, session.number, session.parameters)
            if self.folder:
                store(self.folder, mail)
            self.mails.append(mail)
            self.changed.notify_all()

    def wait(self, condition, timeout):
        """Waits until `condition()` is true; it is asked again after every message. Returns what
        it returned last."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                value = condition()
                left = deadline - time.monotonic()
                if value or left <= 0:
                    return value
                self.changed.wait(min(left, 1))

    def to(self, address, after=0):
        """The messages for `address`, from number `after` on."""
        return [m for m in self.mails[after:] if address in m.recipients]


def store(folder, mail):
    """One file, and then its line in the folder's index; the envelope stands on top."""
    to = "".join(c if c.isalnum() or c in "@.+-_" else "_" for c in mail.recipient)[:80]
    name = f"{mail.number:06d}-{to}.eml"
    with open(os.path.join(folder, name), "wb") as f:
        f.write(f"Return-Path: <{mail.sender}>\r\n".encode())
        for recipient in mail.recipients:
            f.write(f"Delivered-To: {recipient}\r\n".encode())
        f.write(mail.data)
    with open(os.path.join(folder, INDEX), "a") as f:
        f.write(f"{name}\t{mail.sender}\t{' '.join(mail.recipients)}\n")


class FolderSink:
    """A sink in a process of its own, for those who may not be there as long as it. Read through
    the index of its folder; to be asked like a Sink."""

    def __init__(self, folder, is_detached=False):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.mails = []
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--port", "0", "--folder", folder],
                                        stdin=subprocess.DEVNULL if is_detached else subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, start_new_session=is_detached)
        self.port = int(self.process.stdout.readline())
        self.index = open(os.path.join(folder, INDEX))
        self.unread = ""

    def read(self):
        """Takes in what has been written since."""
        lines = (self.unread + self.index.read()).split("\n")
        self.unread = lines.pop()
        for line in lines:
            name, sender, recipients = line.split("\t")
            with open(os.path.join(self.folder, name), "rb") as f:
                data = f.read()
            for _ in range(1 + len(recipients.split())):        # the envelope on top
                data = data.partition(b"\r\n")[2]
            self.mails.append(Mail(len(self.mails), sender, recipients.split(), data, 0))

    def wait(self, condition, timeout):
        deadline = time.monotonic() + timeout
        while True:
            value = condition()
            if value or time.monotonic() > deadline:
                return value
            time.sleep(0.02)
            self.read()

    def to(self, address, after=0):
        return [m for m in self.mails[after:] if address in m.recipients]

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.index.close()


def main():
    parser = argparse.ArgumentParser(description="an SMTP server that writes mails into a folder")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", required=True)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    try:
        sink = Sink(options.port, folder=options.folder)
    except OSError as e:
        sys.exit(f"sink.py: port {options.port}: {e.strerror}")
    print(sink.port, flush=True)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        os.read(0, 1)
        sink.close()
    sink.thread.join()


if __name__ == "__main__":
    main()
