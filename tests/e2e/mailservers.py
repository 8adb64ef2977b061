# SPDX-License-Identifier: MIT
"""A world of mail: a dpupd between a real Postfix, which relays what it sends (STARTTLS, AUTH), and a real
Dovecot, from which it reads (IMAPS, IDLE) and in which people read. Every mail here has gone over the whole way.

    with World() as world:
        world.send(message("amy@example.org", sub("subscribe")))
        world.letter("amy")
"""
import collections
import contextlib
import os
import smtplib
import ssl
import tempfile

import certs
import dovecot
import postfix
from mails import Letter, message, reply, sub
from people import GENEROUS, add_newsletter
from rig import Failure, Rig, merged, wait

CONNECTIONS = 2
USERS = {"dpup": "correct horse battery staple", "people": "p1", "amy": "p2", "ben": "p3", "ghost": "p4", "crowd": "p5"}


def why_not():
    """Why the servers cannot be run here, or None."""
    return postfix.why_not() or dovecot.why_not()


class World(contextlib.ExitStack):
    """The two servers and a dpupd between them. `users` are further mailboxes, `conf` goes over dpupd's
    configuration, `inbox` over the settings of its inbox."""

    def __init__(self, users=(), conf=None, **inbox):
        super().__init__()
        self.users = {**USERS, **{user: user for user in users}}
        self.conf = conf or {}
        self.inbox = inbox

    def __enter__(self):
        super().__enter__()
        try:
            self.make()
        except BaseException:
            self.close()
            raise
        return self

    def make(self):
        self.certs = certs.make(self.enter_context(tempfile.TemporaryDirectory()))
        self.imap = self.enter_context(dovecot.Dovecot(certificate=self.certs.good, users=self.users))
        self.smtp = self.enter_context(postfix.Postfix(
            ["example.govt.nz", "example.org"], f"lmtp:inet:127.0.0.1:{self.imap.lmtp_port}",
            certificate=self.certs.good, sasl=self.imap.auth))
        self.rig = self.enter_context(Rig(merged(merged(GENEROUS, self.conf), {
            "relays": [{"url": f"smtp://localhost:{self.smtp.port}", "tls": "required", "ca_file": self.certs.ca,
                        "user": "dpup", "password_file": "password", "connections": CONNECTIONS}],
            "inboxes": [{"kind": "imap", "url": f"imaps://localhost:{self.imap.imaps_port}", "ca_file": self.certs.ca,
                         "user": "dpup", "password_file": "password", **self.inbox}],
        }), sink=False, start=False))
        self.rig.write("password", USERS["dpup"] + "\n")
        self.rig.start()
        self.read = collections.defaultdict(set)
        add_newsletter(self.rig)

    def send(self, *raws):
        """What a person's mail program does: submits to their own server. The fields a server
        puts on top are left to the servers."""
        with smtplib.SMTP("localhost", self.smtp.port) as client:
            client.starttls(context=ssl.create_default_context(cafile=self.certs.ca))
            client.login("amy", USERS["amy"])
            for raw in raws:
                raw = raw[raw.index(b"\r\nFrom: ") + 2:]
                letter = Letter(raw)
                client.sendmail(letter["From"], letter["To"], raw)

    def unread(self, user):
        """The files of a mailbox that no test has taken."""
        return [name for name in self.imap.files(user) if name.partition(":")[0] not in self.read[user]]

    def letter(self, user, timeout=60):
        """The next mail in a person's mailbox."""
        wait(lambda: self.unread(user), f"a mail to {user}", timeout)
        return self.take(user, self.unread(user)[0])

    def take(self, user, name):
        self.read[user].add(name.partition(":")[0])
        for sub_folder in ("new", "cur"):
            with contextlib.suppress(FileNotFoundError):
                with open(os.path.join(self.imap.maildir(user), sub_folder, name), "rb") as f:
                    return Letter(f.read())
        raise Failure(f"{name} has gone from the mailbox of {user}")

    def kill_imap(self):
        """A power cut of the IMAP server, at a time when Postfix hands it nothing: what it has taken
        without having said so would come from Postfix twice."""
        wait(self.smtp.is_empty, "Postfix to deliver what it has")
        self.imap.kill()

    def sign_up(self, user):
        person = f"{user}@example.org"
        self.send(message(person, sub("subscribe")))
        self.send(reply(self.letter(user), person, "yes"))
        return self.letter(user)
