# SPDX-License-Identifier: MIT
# tests/run: limit 420 s
"""What goes wrong around a mail service, each with what must follow: a sentence in `dpupctl
status` and in the log that a person can act on, and nothing lost or sent twice once it is mended."""
import contextlib
import os
import re
import signal
import subprocess
import tempfile
import textwrap
import time

import certs
from dovecot import Dovecot, why_not as why_no_dovecot
from mails import HUMAN, SERVICE, message, sub
from people import GENEROUS, add_newsletter, announce, sign_up, sign_up_many, state_of, wait_done
from rig import ROOT, Rig, merged, program, run, wait
from sink import Sink

SECRET = "correct horse battery"


def relay_trouble(tap, what, sink, relay, words, mend):
    """A relay that cannot be used: says so, loses nothing, and goes on when it is mended."""
    password = relay.pop("secret", SECRET)
    with Rig(merged(GENEROUS, {"relays": [relay]}), sink=sink, start=False) as rig:
        rig.write("relay.password", password + "\n")
        rig.start()
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        status = rig.status_says('"down"', *words)
        tap.ok(True, f"{what}: the status says so")
        line = rig.log_says("relay.down", *words)
        tap.ok("amy" not in line and SECRET not in rig.log() + status, f"{what}: so does the log, without secrets")
        tap.ok(rig.ctl_run("doctor").returncode == 1, f"{what}: doctor exits 1")
        tap.ok(not sink.mails, f"{what}: nothing was sent")
        mend(rig)
        letter = rig.letter("amy@example.org", 60)
        tap.ok(letter.token, f"{what}: once mended, the mail goes out")
        rig.settle()
        tap.ok(len(sink.mails) == 1, f"{what}: once")
        wait(lambda: '"down"' not in rig.ctl_run("--json", "status").stdout, "the relay to be up in the status")
        tap.ok(True, f"{what}: and the status is well again")


def mended_by(**changes):
    """Corrects the relay's settings, as an operator would: edits the file, reloads."""
    def mend(rig):
        relay = merged(rig.conf["relays"][0], changes)
        rig.write("relay.password", SECRET + "\n")
        rig.configure(merged(GENEROUS, {"relays": [relay]}))
        rig.process.send_signal(signal.SIGHUP)
    return mend


def relay_down(tap):
    sink = Sink()
    sink.down()
    relay_trouble(tap, "relay down", sink, {"url": f"smtp://127.0.0.1:{sink.port}"}, ["no connection to 127.0.0.1"],
                  lambda _rig: sink.up())
    sink.close()


def relay_certificates(tap):
    with tempfile.TemporaryDirectory() as folder:
        made = certs.make(folder)
        for what, pair, words in (("unknown CA", made.unknown, ["certificate"]),
                                  ("wrong host name", made.wrong_name, ["certificate"]),
                                  ("expired certificate", made.expired, ["certificate"])):
            for scheme in ("smtps", "smtp"):
                sink = Sink(tls=certs.context(pair), is_implicit=scheme == "smtps")

                def mend(rig):
                    sink.down()
                    sink.tls = certs.context(made.good)
                    sink.up()
                relay_trouble(tap, f"{what}, {scheme}", sink,
                              {"url": f"{scheme}://localhost:{sink.port}", "tls": "required", "ca_file": made.ca},
                              words, mend)
                sink.close()


def relay_password(tap):
    with tempfile.TemporaryDirectory() as folder:
        made = certs.make(folder)
        sink = Sink(tls=certs.context(made.good), auth=("dpup", SECRET))
        relay_trouble(tap, "wrong relay password", sink,
                      {"url": f"smtp://localhost:{sink.port}", "tls": "required", "ca_file": made.ca, "user": "dpup",
                       "password_file": "relay.password", "secret": "not it"},
                      ["localhost refuses the user or password"], mended_by())
        sink.close()


def relay_without_tls(tap):
    """A relay that does not offer STARTTLS gets no password and no mail."""
    sink = Sink(auth=("dpup", SECRET))
    with Rig(merged(GENEROUS, {"relays": [{"url": f"smtp://localhost:{sink.port}", "tls": "required"}]}),
             sink=sink) as rig:
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.status_says('"down"', '"tls"')
        tap.ok(not sink.mails, "no STARTTLS where it is required: nothing is sent, and the status says why")
    sink.close()


# --- the inbox ---------------------------------------------------------------------------------

def inbox_trouble(tap, what, server, inbox, words, mend):
    """An inbox that cannot be read. What only a person can mend is not tried again for minutes,
    because many tries with a wrong password lock an account; a reload tries at once."""
    password = inbox.pop("secret", server.password)
    with Rig(merged(GENEROUS, {"inboxes": [inbox]}), start=False) as rig:
        rig.write("imap.password", password + "\n")
        rig.start()
        rig.status_says('"down"', *words)
        tap.ok(True, f"{what}: the status says so")
        line = rig.log_says("inbox", *words)
        tap.ok(server.password not in line, f"{what}: so does the log")
        tap.ok(rig.ctl_run("doctor").returncode == 1, f"{what}: doctor exits 1")
        add_newsletter(rig)
        server.deliver(message("amy@example.org", sub("subscribe")))
        mend(rig)
        letter = rig.letter("amy@example.org", 60)
        tap.ok(letter.token, f"{what}: once mended, what had come meanwhile is answered")
        wait(lambda: '"down"' not in rig.ctl_run("--json", "status").stdout, "the inbox to be well in the status")
        rig.settle()
        tap.ok(len(rig.sink.mails) == 1, f"{what}: once")


def imap(server, made, **more):
    return {"kind": "imap", "url": f"imaps://localhost:{server.imaps_port}", "user": server.user,
            "password_file": "imap.password", "ca_file": made.ca, **more}


def imap_troubles(tap):
    if why_no_dovecot():
        tap.skip("IMAP faults", why_no_dovecot())
        return
    with tempfile.TemporaryDirectory() as folder:
        made = certs.make(folder)
        for what, pair in (("IMAP, unknown CA", made.unknown), ("IMAP, wrong host name", made.wrong_name)):
            with Dovecot(certificate=pair) as server:
                def mend(rig):
                    server.configure(certificate=made.good)
                    server.restart()
                    rig.process.send_signal(signal.SIGHUP)
                inbox_trouble(tap, what, server, imap(server, made), ["certificate"], mend)
                tap.ok(server.logins() > 0 and "auth failed" not in server.log(), f"{what}: no password was given away")
        with Dovecot(certificate=made.good) as server:
            inbox_trouble(tap, "IMAP, wrong password", server, imap(server, made, secret="not it"), ["password"],
                          lambda rig: (rig.write("imap.password", server.password),
                                       rig.process.send_signal(signal.SIGHUP)))
        with Dovecot(certificate=made.good, start=False) as server:
            inbox_trouble(tap, "IMAP down", server, imap(server, made), ["localhost"], lambda _rig: server.start())


# --- the store, the configuration, the process ----------------------------------------------------

def ended(rig, timeout=15):
    """Starts a daemon that cannot run; its exit status and what it said."""
    rig.spawn()
    return rig.process.wait(timeout), rig.log()


def store_not_writable(tap):
    with Rig(start=False) as rig:
        folder = rig.path("store")
        os.mkdir(folder)
        rig.configure({"store": {"path": "store/nosuch/dpupd.db"}})
        code, said = ended(rig)
        tap.ok(code not in (0, -6, -11) and "nosuch" in said, f"no such folder: exit {code}, and it says which")
        rig.configure({"store": {"path": "store"}})
        code, said = ended(rig)
        tap.ok(code not in (0, -6, -11) and "store" in said, f"a folder for a database: exit {code}, and it says so")
        rig.write("not.db", "This is not a database, however much it wants to be one.\n" * 200)
        before = open(rig.path("not.db"), "rb").read()
        rig.configure({"store": {"path": "not.db"}})
        code, said = ended(rig)
        tap.ok(code not in (0, -6, -11) and "not a database" in said, f"another file: exit {code}, and it says so")
        tap.ok(open(rig.path("not.db"), "rb").read() == before, "and it is left as it was")


def store_full(tap):
    """The disk fills while it runs: mail stays where it is, and is read when there is room."""
    with Rig(GENEROUS, start=False) as rig:
        folder = rig.path("small")
        os.mkdir(folder)
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder],
                                               stderr=subprocess.DEVNULL).returncode:
            tap.skip("a full disk", "cannot mount a small file system here")
            return
        try:
            rig.configure(merged(GENEROUS, {"store": {"path": "small/dpupd.db"}}))
            rig.start()
            add_newsletter(rig)
            sign_up(rig, "amy@example.org")
            fill(os.path.join(folder, "ballast"))
            rig.deliver(message("ben@example.org", sub("subscribe"), text="x" * 500_000))
            status = rig.status_says("full")
            tap.ok(rig.is_running, "a full disk: it goes on running, and the status says so")
            tap.ok(rig.log_says("full"), "so does the log")
            tap.ok(rig.ctl_run("doctor").returncode == 1, "doctor exits 1")
            big = rig.write("big.md", "A long line of news, again and again.\n\n" * 1500)
            # The write-ahead log may have room for some.
            asked = (rig.ctl_run("announce", "new", "--list", "newsletter", "--subject", "Big", "--body", big) for _ in range(60))
            tap.ok(any("full" in got.stderr for got in asked), "what staff ask for now is refused, and they are told why")
            os.unlink(os.path.join(folder, "ballast"))
            room = time.monotonic()
            letter = rig.letter("ben@example.org", 100)
            took = time.monotonic() - room
            tap.ok(letter.token, "with room again, the mail that came meanwhile is answered")
            tap.ok(took < 10, f"within 10 s: {took:.1f} s")
            rig.settle()
            tap.ok(rig.letters("ben@example.org") == [], "once")
            kept = {str(row["id"]) for row in rig.ctl("audit")}
            tap.equal(set(re.findall(r"audit\.added id=(\d+)", rig.log())), kept,
                      "the log has no entry of the audit log that was not kept")
        finally:
            if rig.is_running:
                rig.stop()
            subprocess.run(["umount", "-l", folder])


def fill(path):
    with open(path, "wb", buffering=0) as f, contextlib.suppress(OSError):
        while f.write(b"\0" * (1 << 16)):
            pass


def second_daemon(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        started = time.monotonic()
        other = subprocess.run([program("dpupd"), "-c", rig.conf_path], capture_output=True, text=True,
                               stdin=subprocess.DEVNULL, timeout=20)
        took = time.monotonic() - started
        tap.ok(other.returncode not in (0, -6, -11) and took < 5,
               f"a second daemon on the same database ends ({took:.1f} s)")
        tap.ok("another dpupd" in other.stderr or "in use" in other.stderr or "running" in other.stderr,
               f"and says why: {other.stderr.strip()[-200:]}")
        sign_up(rig, "amy@example.org")
        tap.ok(state_of(rig, "amy@example.org") == "active", "the first does not notice")
        rig.kill()
        rig.start()
        tap.ok(state_of(rig, "amy@example.org") == "active", "after kill -9 of the first nothing locks the next one out")


BAD_CONF = """identity = {
	organisation = "Example Agency";
	address = "not an address";
	human = "people@example.govt.nz";
	postal = "PO Box 1";
	colour = "red";
};
relays = ( { url = "smtp://mail.example.org"; tls = "none"; connections = 1000; } );
inboxes = ( { kind = "carrier-pigeon"; path = "Maildir"; } );
sending = { chunk = "many"; };
"""


def configuration(tap):
    with Rig(start=False) as rig:
        path = rig.write("bad.conf", BAD_CONF)
        done = subprocess.run([program("dpupd"), "-n", "-c", path], capture_output=True, text=True, timeout=20)
        said = done.stdout + done.stderr
        tap.ok(done.returncode == 78, f"a wrong configuration: exit {done.returncode} is 78 (EX_CONFIG)")
        for line, word in ((3, "address"), (6, "colour"), (8, "connections"), (8, "tls"), (9, "kind"), (10, "chunk")):
            tap.ok(any(f"bad.conf:{line}:" in row and word in row for row in said.splitlines()),
                   f"it names line {line} ({word})")
        done = subprocess.run([program("dpupd"), "-c", path], capture_output=True, text=True, timeout=20)
        tap.ok(done.returncode == 78 and "bad.conf:3:" in done.stderr, "it does not start with it either")
        done = subprocess.run([program("dpupd"), "-n", "-c", rig.conf_path], capture_output=True, text=True, timeout=20)
        tap.ok(done.returncode == 0, f"a right one: exit {done.returncode} {done.stderr}")
        done = subprocess.run([program("dpupd"), "-n", "-c", rig.path("nosuch.conf")], capture_output=True,
                              text=True, timeout=20)
        tap.ok(done.returncode == 78 and "nosuch.conf" in done.stderr, "one that is not there")


def readme(tap):
    """The configuration that the README shows is one."""
    with open(os.path.join(ROOT, "README.md")) as f:
        block = re.search(r"(?ms)^    identity = \{.*?^    \} \);\n(?!    relays)", f.read()).group(0)
    with Rig(start=False) as rig:
        for name in re.findall(r'_credential = "(.+?)"', block):
            rig.write(name, "secret\n")
        ours = f'templates = {{ path = "{os.path.join(ROOT, "templates")}"; }};\n'
        done = subprocess.run([program("dpupd"), "-n", "-c", rig.write("readme.conf", textwrap.dedent(block) + ours)],
                              capture_output=True, text=True, timeout=20,
                              env={**os.environ, "CREDENTIALS_DIRECTORY": rig.folder})
        tap.ok(done.returncode == 0 and not done.stderr, f"the README's configuration is right: {done.stderr}")
        tap.ok("imap" in block and "smtp" in block, "all of it")


def reload(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", SERVICE, "For a person", "Hello"))
        rig.letter(HUMAN)
        rig.configure(merged(GENEROUS, {"identity": {"human": "other@example.govt.nz"}}))
        rig.process.send_signal(signal.SIGHUP)
        rig.log_says("reload")
        rig.deliver(message("ben@example.org", SERVICE, "For a person", "Hello again"))
        tap.ok(rig.letter("other@example.govt.nz"), "SIGHUP: the new address of the human is used")
        rig.write("dpupd.conf", "identity = { nonsense")
        rig.process.send_signal(signal.SIGHUP)
        tap.ok(rig.log_says("dpupd.conf:1:"), "a broken file is told in the log")
        rig.deliver(message("cat@example.org", SERVICE, "For a person", "Hello at last"))
        tap.ok(rig.letter("other@example.govt.nz") and rig.is_running, "and what was in force stays")
        done = rig.ctl_run("doctor")
        tap.ok(done.returncode == 1 and "NOT OK  configuration" in done.stdout and "dpupctl config check" in done.stdout,
               "doctor says so, before somebody restarts it", done.stdout)
        rig.configure(GENEROUS)
        rig.process.send_signal(signal.SIGHUP)
        wait(lambda: rig.ctl_run("doctor").returncode == 0, "doctor to be content after a reload")
        tap.ok("ok      configuration" in rig.ctl_run("doctor").stdout, "mended, and read again, all is well")


def sigterm_while_sending(tap):
    people = [f"reader{n}@example.org" for n in range(300)]
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up_many(rig, people)
        rig.sink.rule = lambda stage, *_: 0.02 if stage == "dot" else None
        before = len(rig.sink.mails)
        number = announce(rig, "In the middle", "Text.\n")
        rig.sink.wait(lambda: len(rig.sink.mails) > before + 50, 30)
        started = time.monotonic()
        code = rig.stop()
        took = time.monotonic() - started
        there = len(rig.sink.mails) - before
        tap.ok(code == 0 and took < 10, f"SIGTERM in the middle: exit {code} after {took:.1f} s")
        tap.ok(50 < there < 300, f"it was in the middle ({there} of 300)")
        rig.start()
        report = wait_done(rig, number)
        mails = rig.sink.mails[before:]
        tap.ok(report["sent"] == 300, "after a start the rest goes out")
        tap.ok(sorted(m.recipient for m in mails) == sorted(people), "each exactly once: a clean stop leaves no doubt")
        rig.sink.rule = lambda stage, *_: 60 if stage == "dot" else None
        announce(rig, "A relay that does not answer", "Text.\n")
        rig.sink.wait(lambda: len(rig.sink.mails) > before + 300, 30)
        started = time.monotonic()
        rig.stop()
        tap.ok(time.monotonic() - started < 10, "also with a relay that does not answer it stops within 10 s")


run(relay_down, relay_certificates, relay_password, relay_without_tls, imap_troubles, store_not_writable, store_full,
    second_daemon, configuration, readme, reload, sigterm_while_sending)
