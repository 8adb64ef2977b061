#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""OAuth2: tokens by a client's secret, by a refresh token and by a command; what is told when there is
none, and that nothing is lost or hammered. Also a client's certificate. tests/run: limit 200 s"""
import base64
import os
import signal
import ssl
import tempfile
import time

import certs
from fake_imap import FakeImap
from mails import message, sub
from people import GENEROUS, add_newsletter
from rig import Rig, merged, processes, run, wait
from sink import Sink
from token_server import TokenServer

SECRET = "s3cret~&=+ with signs"
SCOPE = "https://outlook.office365.com/.default"
USER = "dpup@example.govt.nz"
FORM = {"grant_type": "client_credentials", "client_id": "client-1", "client_secret": SECRET, "scope": SCOPE}


def server_context(pair):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*pair)
    return context


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Story:
    """A token server, a relay with TLS that takes its tokens, and a daemon between them."""

    def __init__(self, expected=None, relay=None, oauth2=None, secret=SECRET, **more):
        self.folder = tempfile.TemporaryDirectory()
        self.made = certs.make(self.folder.name)
        self.tokens = TokenServer(self.made.good, expected or FORM)
        self.sink = Sink(tls=server_context(self.made.good))
        self.sink.tokens = {(USER, self.tokens.token)}
        how = {"token_url": self.tokens.url, "client_id": "client-1", "scope": SCOPE,
               "client_secret_file": "client.secret", "ca_file": self.made.ca} if oauth2 is None else oauth2
        self.relay = merged({"name": "m365", "url": f"smtp://localhost:{self.sink.port}", "tls": "required",
                             "ca_file": self.made.ca, "user": USER, "connections": 1, "oauth2": how}, relay or {})
        self.rig = Rig(merged(GENEROUS, {"relays": [self.relay], **more}), sink=self.sink, start=False)
        self.secret = secret

    def __enter__(self):
        self.rig.write("client.secret", self.secret + "\n")
        self.rig.start()
        add_newsletter(self.rig)
        return self

    def __exit__(self, *how):
        self.rig.__exit__(*how)
        self.sink.close()
        self.tokens.close()
        self.folder.cleanup()

    def mail(self, who, timeout=20):
        """Somebody writes; the answer."""
        self.rig.deliver(message(f"{who}@example.org", sub("subscribe")))
        return self.rig.letter(f"{who}@example.org", timeout)

    def down(self, *words):
        """What the status says of the relay when it is down."""
        def is_down():
            row = self.rig.status()["relays"][0]
            return row["state"] == "down" and all(w in row["text"] for w in words) and row
        return wait(is_down, f"the relay to be down for {words}", 20)

    def reconnect(self):
        """Ends the relay's connections, so that the next mail needs a new one."""
        self.sink.down()
        self.sink.up()


def by_secret(tap):
    with Story() as s:
        tap.ok(s.mail("amy"), "a token by the client's secret: mail goes out")
        tap.equal(s.tokens.asked, [FORM], "asked once, as the standard says")
        tap.equal(s.sink.bearers, [("XOAUTH2", USER, s.tokens.token)], "XOAUTH2, to the byte")
        s.reconnect()
        tap.ok(s.mail("ben"), "a new connection")
        tap.ok(len(s.tokens.asked) == 1 and len(s.sink.bearers) == 2, "uses the token that is still good")

        s.tokens.token = "second.token-2"
        s.sink.tokens = {(USER, s.tokens.token)}
        s.reconnect()
        tap.ok(s.mail("cat"), "a token that was withdrawn: a new one, without a pause")
        tap.ok(len(s.tokens.asked) == 2 and s.sink.bearers[-2:] == [
            ("XOAUTH2", USER, "first.token-1"), ("XOAUTH2", USER, "second.token-2")], "asked for once more, once")
        tap.equal(s.rig.status()["relays"][0]["state"], "up", "nobody has to look")
        said = s.rig.log() + str(s.rig.status())
        tap.ok("second.token" not in said and SECRET not in said, "neither token nor secret is told to anybody")


def by_refresh_token(tap):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "refresh")
        with open(path, "w", opener=lambda p, flags: os.open(p, flags, 0o600)) as f:
            f.write("refresh+1/2=\n")
        form = {"grant_type": "refresh_token", "client_id": "client-1", "refresh_token": "refresh+1/2=",
                "client_secret": SECRET, "scope": SCOPE}
        with Story(expected=form, relay={"oauth2": {"refresh_token_file": path}}) as s:
            s.sink.mechanisms = "PLAIN OAUTHBEARER XOAUTH2"
            tap.ok(s.mail("amy"), "a token by a refresh token")
            tap.equal(s.tokens.asked, [form], "asked as the standard says")
            tap.equal(s.sink.bearers[0][:2], ("OAUTHBEARER", USER), "OAUTHBEARER where it is offered, to the byte")


def by_command(tap):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "command")
        count = os.path.join(folder, "count")
        with open(path, "w", opener=lambda p, flags: os.open(p, flags, 0o700)) as f:
            f.write(f"#!/bin/sh\necho x >> {count}\necho noise >&2\necho first.token-1 1\n")
        with Story(oauth2={"command": path}, relay={"auth": "XOAUTH2"}) as s:
            tap.ok(s.mail("amy"), "a token by a command, from inside the box")
            time.sleep(1.1)     # 80 % of a second's life
            s.reconnect()
            tap.ok(s.mail("ben"), "and again when it is old")
            with open(count) as f:
                tap.equal(f.read(), "x\nx\n", "it ran twice")
            with open(path, "w") as f:
                f.write("#!/bin/sh\necho first.token-1\nexit 3\n")
            time.sleep(1.1)
            s.reconnect()
            s.rig.deliver(message("cat@example.org", sub("subscribe")))
            row = s.down("the oauth2 command fails")
            tap.equal(row["cause"], "auth", f"a command that fails: {row['text']}")
            with open(path, "w") as f:
                f.write("#!/bin/sh\necho first.token-1\n")
            s.rig.process.send_signal(signal.SIGHUP)
            tap.ok(s.rig.letter("cat@example.org", 20), "mended and reloaded: the mail goes out")
            helpers = [child for pid in s.rig.children("dpupd-send") for child in processes(pid)]
            tap.equal(len(helpers), 1, "beside the box stands one process")
        wait(lambda: not any(is_alive(pid) for pid in helpers), "it to end")
        tap.ok(True, "which ends with the daemon")


def wrong_secret(tap):
    with Story(secret="not it") as s:
        s.rig.deliver(message("amy@example.org", sub("subscribe")))
        row = s.down("localhost gives us no token: invalid_client: AADSTS7000215: Invalid client secret provided")
        tap.ok(row["cause"] == "auth" and row["next_try_s"] > 40, "a wrong secret: the status says so, and it rests")
        time.sleep(3)
        tap.equal(len(s.tokens.asked), 1, "the server of tokens is not hammered")
        tap.equal(s.sink.bearers, [], "and the relay hears nothing")
        tap.ok(s.rig.ctl_run("doctor").returncode == 1, "doctor exits 1")
        tap.ok("amy" not in s.rig.log(), "what the server said about people is not logged")
        s.rig.write("client.secret", SECRET + "\n")
        s.rig.process.send_signal(signal.SIGHUP)
        tap.ok(s.rig.letter("amy@example.org", 20), "mended and reloaded: the mail goes out")


def wrong_scope(tap):
    with Story() as s:
        s.sink.tokens = {("somebody-else", s.tokens.token)}
        s.rig.deliver(message("amy@example.org", sub("subscribe")))
        row = s.down("refuses the token", "scope")
        tap.ok(row["cause"] == "auth" and row["next_try_s"] > 40, "the relay refuses the token: it rests long")
        time.sleep(2)
        tap.equal((len(s.tokens.asked), len(s.sink.bearers)), (1, 1), "a token that was new is not asked for again")


def lies(tap):
    html = (200, "<html>Please sign in</html>", 0)
    with Story() as s:
        for what, lie, words in (("a page instead of a token", html, "no token"),
                                 ("a redirect", (302, "", 0), "HTTP status 302"),
                                 ("a token that would end the command", (200, '{"access_token":"t\\r\\nRSET"}', 0),
                                  "not a token"),
                                 ("an endless answer", (200, "x" * 200000, 0), "cannot be asked"),
                                 ("busy", (503, "", 0), "HTTP status 503")):
            s.tokens.answer = lambda _form, lie=lie: lie
            s.reconnect()
            s.rig.deliver(message(f"{words.split()[0].lower()}@example.org", sub("subscribe")))
            row = s.down(words)
            tap.ok(row["cause"] == "network" and row["next_try_s"] <= 300, f"{what}: {row['text']}")
        tap.equal((s.sink.bearers, s.sink.mails), ([], []), "no relay heard of any of that")
        s.tokens.answer = lambda _form: (200, '{"access_token":"first.token-1","expires_in":3600}', 2)
        s.rig.process.send_signal(signal.SIGHUP)
        wait(lambda: len(s.sink.mails) == 5, "all mails to be sent", 30)
        tap.ok(True, "nothing was lost, also where the server of tokens is slow")


def wrong_certificate(tap):
    with Story() as s:
        s.tokens.server.socket.context.load_cert_chain(*s.made.wrong_name)
        s.rig.deliver(message("amy@example.org", sub("subscribe")))
        row = s.down("the server of tokens cannot be asked")
        tap.ok(row["cause"] == "auth" and not s.tokens.asked, f"not who it should be: no secret for it: {row['text']}")


def imap(tap):
    mail = message("amy@example.org", sub("subscribe")).replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")
    server = FakeImap({1: mail}, capabilities="IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 IDLE MOVE UIDPLUS")
    heard = []

    def rule(command, session):
        if command != "AUTHENTICATE":
            return None
        _, mechanism, text = session.line.split(" ", 1)[1].split(" ")
        heard.append((mechanism, base64.b64decode(text).decode()))
        if heard[-1] == ("XOAUTH2", f"user={USER}\x01auth=Bearer {token}\x01\x01"):
            return None
        return b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n" if "wrong" in heard[-1][1] else b"+ e30=\r\n"
    server.rule = rule
    with server, tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "command")
        token = "good.token"
        with open(path, "w", opener=lambda p, flags: os.open(p, flags, 0o700)) as f:
            f.write("#!/bin/sh\necho good.token 3600\n")
        inbox = {"name": "imap", "kind": "imap", "url": f"imap://127.0.0.1:{server.port}", "user": USER,
                 "oauth2": {"command": path}}
        with Rig(merged(GENEROUS, {"inboxes": [inbox]}), start=False) as rig:
            rig.start()
            add_newsletter(rig)
            tap.ok(rig.letter("amy@example.org"), "an inbox by a token: the mail in it is read and answered")
            tap.equal(heard, [("XOAUTH2", f"user={USER}\x01auth=Bearer good.token\x01\x01")], "XOAUTH2, to the byte")
            token = "other.token"
            with open(path, "w") as f:
                f.write("#!/bin/sh\necho wrong.token 3600\n")
            rig.process.send_signal(signal.SIGHUP)
            text = wait(lambda: rig.status()["inboxes"][0].get("text"), "the inbox to be down", 30)
            tap.ok("refused the token" in text, f"a token that is refused: {text}")


def client_certificate(tap):
    """A relay that asks who we are by TLS."""
    with tempfile.TemporaryDirectory() as folder:
        made = certs.make(folder)
        context = server_context(made.good)
        context.load_verify_locations(made.ca)
        context.verify_mode = ssl.CERT_REQUIRED
        own = certs.sign(folder, os.path.join(folder, "ours"), "client", usage="clientAuth")
        sink = Sink(tls=context)
        relay = {"url": f"smtp://localhost:{sink.port}", "tls": "required", "ca_file": made.ca}
        with Rig(merged(GENEROUS, {"relays": [relay]}), sink=sink) as rig:
            add_newsletter(rig)
            rig.deliver(message("amy@example.org", sub("subscribe")))
            rig.status_says('"down"')
            tap.ok(not sink.mails, "without a certificate: nothing")
            rig.configure(merged(GENEROUS, {"relays": [
                {**relay, "certificate_file": own[0], "certificate_key_file": own[1]}]}))
            rig.process.send_signal(signal.SIGHUP)
            tap.ok(rig.letter("amy@example.org", 20), "with one: it goes out")
        sink.close()


if __name__ == "__main__":
    run(by_secret, by_refresh_token, by_command, wrong_secret, wrong_scope, lies, wrong_certificate, imap,
        client_certificate)
