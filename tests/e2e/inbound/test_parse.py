# SPDX-License-Identifier: MIT
"""`dpupctl parse`, offline, through the caged worker: the form of what it prints, options, files
that cannot be read, and a worker that dies on a message."""
import json
import os
import shutil
import subprocess
import tempfile

from tap import Tap

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
MAIL = os.path.join(ROOT, "tests/mail")
KEYS = ["file", "kind", "from", "to", "message_id", "in_reply_to", "subject", "charset", "token",
        "command", "reply", "bounces", "complaint", "calendar", "autoreply", "auth", "limits"]
T = Tap()


def parse(*args, program=os.path.join(BUILD, "dpupctl"), data=None):
    """Exit status, the JSON objects, stderr."""
    p = subprocess.run([program, "parse", *args], input=data, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=60,
                       stdin=None if data is not None else subprocess.DEVNULL)
    return p.returncode, [json.loads(l) for l in p.stdout.splitlines()], p.stderr.decode()


def mail(name):
    return os.path.join(MAIL, name + ".eml")


def test_form():
    names = sorted(n for n in os.listdir(MAIL) if n.endswith(".eml"))
    status, objects, _ = parse(*[os.path.join(MAIL, n) for n in names])
    T.equal(status, 0, "all specimens are parsed")
    T.equal([os.path.basename(o["file"]) for o in objects], names, "one line each, in order")
    T.ok(all(list(o) == KEYS for o in objects), "each has the keys of the design, in its order")
    T.ok(all(len(o["auth"]) == 4 for o in objects), "auth has four keys")


def test_values():
    _, (bounce, calendar, vacation, complaint), _ = parse(
        mail("bounce_postfix"), mail("calendar_reply"), mail("vacation_fields"), mail("complaint_arf"))
    T.equal(bounce["bounces"][0]["recipient"], "gone@provider.example.org", "a bounce's recipient")
    T.equal((bounce["bounces"][0]["class"], bounce["bounces"][0]["reason"]),
            ("hard", "userunknown"), "a bounce's class and reason")
    T.equal(bounce["token"], "b-aaaabbbbccccddddeeeeffffgggg2345",
            "the token of a sub-address, whosever it is")
    T.equal((calendar["calendar"]["partstat"], calendar["calendar"]["sequence"]), ("ACCEPTED", 2),
            "a calendar's answer")
    T.equal(vacation["autoreply"], {"kind": "vacation", "until": "2026-12-01"}, "a vacation")
    T.equal(complaint["complaint"], {"recipient": "hana@mailbox.example.com", "type": "abuse"},
            "a complaint")


def test_options():
    _, (plain,), _ = parse(mail("auth_pass"))
    T.equal(plain["auth"]["dmarc"], None, "no authserv-id, no results")
    _, (trusted,), _ = parse("--authserv-id", "mx.example.govt.nz", mail("auth_pass"))
    T.equal(trusted["auth"]["dmarc"], "pass", "results of the named host")
    _, (other,), _ = parse("--address", "other@example.govt.nz", mail("subscribe_detail"))
    T.equal(other["command"]["verb"], "unsubscribe", "a sub-address of another mailbox is none")
    _, (none,), _ = parse("--delimiter", "none", "--address", "dpup@example.govt.nz",
                          mail("subscribe_detail"))
    T.equal(none["command"]["verb"], "unsubscribe", "no sub-addresses in use")
    _, (stdin,), _ = parse("-", data=b"Subject: help\r\n\r\n")
    T.equal(stdin["command"], {"verb": "help", "args": ""}, "a message on stdin")
    T.equal(parse()[0], 64, "no file: usage")
    T.equal(parse("--address", "nonsense", mail("auth_pass"))[0], 64, "no address: usage")
    status, objects, err = parse("/nonexistent/a.eml", mail("auth_pass"))
    T.equal((status, len(objects)), (1, 1), "a file that is not there costs only itself")
    T.ok(err.startswith("dpupctl: /nonexistent/a.eml: "), "and is named", err)


def test_death():
    """A worker of ours that ends at its first frame, and one that never answers."""
    with tempfile.TemporaryDirectory() as folder:
        ctl = os.path.join(folder, "dpupctl")
        shutil.copy(os.path.join(BUILD, "dpupctl"), ctl)
        for name, script in (("dies", "exit 1"), ("hangs", "exec sleep 30")):
            worker = os.path.join(folder, "dpupd-parse")
            with open(worker, "w") as f:
                f.write(f"#!/bin/sh\n{script}\n")
            os.chmod(worker, 0o755)
            status, objects, _ = parse(mail("auth_pass"), program=ctl)
            T.equal((status, len(objects)), (0, 1), f"a worker that {name}: still a line")
            T.equal((objects[0]["kind"], objects[0]["limits"]), ("human", ["death"]),
                    f"a worker that {name}: for a person")


test_form()
test_values()
test_options()
test_death()
T.done()
