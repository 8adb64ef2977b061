# SPDX-License-Identifier: MIT
"""An IMAP server that does what a real one cannot be made to do. It speaks to one client at a
time on a loopback port, without TLS, knows one mailbox, and asks a rule before each answer.

    with FakeImap({1: b"From: ...", 2: b"..."}) as server:
        server.rule = lambda command, session: b"* BYE full\\r\\n" if command == "SELECT" else None

`command` is the verb ("UID FETCH" with its UID), also "greeting", and "idling" after the "+". The
rule returns None for the usual answer, bytes to send instead, SILENT to send nothing, DROP to
end the connection, or a function of the session that does the sending itself.
"""
import re
import socket
import threading
import time

SILENT = object()
DROP = object()
CAPABILITIES = "IMAP4rev1 SASL-IR AUTH=PLAIN IDLE MOVE UIDPLUS"


class Dropped(Exception):
    pass


class Session:
    """One connection. `line` and `tag` are the command's, for rules that answer themselves."""

    def __init__(self, server, sock):
        self.server, self.sock = server, sock
        self.file = sock.makefile("rb")
        self.line = self.tag = ""
        self.is_idling = False

    def send(self, data):
        try:
            self.sock.sendall(data if isinstance(data, bytes) else data.encode())
        except OSError:
            raise Dropped from None

    def ok(self, text="done"):
        self.send(f"{self.tag} OK {text}\r\n")

    def drip(self, data, pause=0.2):
        """One byte at a time."""
        for n in range(len(data)):
            self.send(data[n:n + 1])
            time.sleep(pause)

    def obey(self, command):
        """Whether the rule leaves this to the usual answer."""
        self.server.said.append(command)
        verdict = self.server.rule and self.server.rule(command, self)
        if verdict is DROP:
            raise Dropped
        if verdict is None:
            return True
        if callable(verdict):
            verdict(self)
        elif verdict is not SILENT:
            self.send(verdict)
        return False

    def read_line(self):
        try:
            line = self.file.readline()
        except (OSError, ValueError):
            line = b""
        if not line:
            raise Dropped
        return line.decode().rstrip("\r\n")

    def run(self):
        if self.obey("greeting"):
            self.send(f"* OK [CAPABILITY {self.server.capabilities}] ready\r\n")
        while True:
            self.line = self.read_line()
            self.tag, _, rest = self.line.partition(" ")
            verb, _, argument = rest.partition(" ")
            if verb.upper() == "UID":
                word, _, argument = argument.partition(" ")
                verb = f"UID {word}"
            verb = verb.upper()
            name = f"{verb} {argument.split()[0]}" if verb == "UID FETCH" else verb
            if self.obey(name):
                getattr(self, "do_" + verb.lower().replace(" ", "_"))(argument)

    # --- the usual answers -----------------------------------------------------------------

    def do_capability(self, _argument):
        self.send(f"* CAPABILITY {self.server.capabilities}\r\n")
        self.ok()

    def do_authenticate(self, _argument):
        self.server.logins += 1
        self.ok("logged in")

    def do_login(self, _argument):
        self.do_authenticate("")

    def do_select(self, _argument):
        server = self.server
        self.send("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n"
                  f"* {len(server.mails)} EXISTS\r\n* 0 RECENT\r\n"
                  f"* OK [UIDVALIDITY {server.uidvalidity}] UIDs valid\r\n"
                  f"* OK [UIDNEXT {server.uidnext}] next\r\n")
        self.ok("[READ-WRITE] selected")

    def do_noop(self, _argument):
        self.send(f"* {len(self.server.mails)} EXISTS\r\n")
        self.ok()

    def do_logout(self, _argument):
        self.send("* BYE\r\n")
        self.ok()
        raise Dropped

    def do_create(self, argument):
        self.server.folders.setdefault(argument.strip('"'), [])
        self.ok()

    def uids(self, text):
        """The UIDs of the mailbox in a set such as 3,5:7,9:*."""
        known = sorted(self.server.mails)
        found = set()
        for part in text.split(","):
            low, _, high = part.partition(":")
            top = known[-1] if known else 0
            first, last = sorted(top if end == "*" else int(end) for end in (low, high or low))
            found.update(uid for uid in known if first <= uid <= last)
        return sorted(found)

    def do_uid_search(self, argument):
        self.server.searches.append(argument)
        found = self.uids(argument.split()[-1])
        self.send("* SEARCH" + "".join(f" {uid}" for uid in found) + "\r\n")
        self.ok()

    def do_uid_fetch(self, argument):
        uids, _, what = argument.partition(" ")
        for uid in self.uids(uids):
            number = sorted(self.server.mails).index(uid) + 1
            data = self.server.mails[uid]
            piece = re.search(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>", what)
            if piece:
                at, size = map(int, piece.groups())
                data = data[at:at + size]
                self.send(f"* {number} FETCH (UID {uid} BODY[]<{at}> {{{len(data)}}}\r\n".encode() + data + b")\r\n")
            else:
                size = self.server.sizes.get(uid, len(data))
                self.send(f"* {number} FETCH (UID {uid} RFC822.SIZE {size} "
                          'INTERNALDATE "03-May-2026 09:30:00 +1200")\r\n')
        self.ok()

    def do_uid_store(self, argument):
        uids, _, flags = argument.partition(" ")
        for uid in self.uids(uids):
            self.server.flags.setdefault(uid, set()).update(re.findall(r"\\\w+", flags))
        self.ok()

    def copy(self, argument):
        uids, _, folder = argument.partition(" ")
        folder = folder.strip('"')
        if folder not in self.server.folders:
            self.send(f"{self.tag} NO [TRYCREATE] no such folder\r\n")
            return []
        found = self.uids(uids)
        self.server.folders[folder] += [self.server.mails[uid] for uid in found]
        return found

    def do_uid_copy(self, argument):
        if self.copy(argument):
            self.ok()

    def do_uid_move(self, argument):
        found = self.copy(argument)
        for uid in found:
            del self.server.mails[uid]
        if found:
            self.ok()

    def do_uid_expunge(self, argument):
        for uid in self.uids(argument):
            if "\\Deleted" in self.server.flags.get(uid, ()):
                del self.server.mails[uid]
        self.ok()

    def do_idle(self, _argument):
        self.is_idling = True
        self.server.idling = self
        if self.obey("plus"):
            self.send("+ idling\r\n")
            self.obey("idling")
        line = self.read_line()
        while line.upper() != "DONE":
            line = self.read_line()
        self.is_idling = False
        self.ok()


class FakeImap:
    def __init__(self, mails=None, uidvalidity=7, uidnext=None, capabilities=CAPABILITIES):
        self.mails = dict(mails or {})
        self.sizes, self.flags, self.folders = {}, {}, {}
        self.uidvalidity, self.capabilities = uidvalidity, capabilities
        self.uidnext = uidnext or max(self.mails, default=0) + 1
        self.rule = None
        self.said, self.searches = [], []
        self.logins = self.connections = 0
        self.idling = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sessions = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve_one, args=(sock,), daemon=True).start()

    def serve_one(self, sock):
        self.sessions.append(sock)
        try:
            Session(self, sock).run()
        except Dropped:
            pass
        finally:
            sock.close()

    def append(self, data):
        """A new mail; tells a client that idles."""
        self.mails[self.uidnext] = data
        self.uidnext += 1
        if self.idling and self.idling.is_idling:
            self.idling.send(f"* {len(self.mails)} EXISTS\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for sock in self.sessions:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
