# SPDX-License-Identifier: MIT
"""A configuration that is read again: what is applied, what is refused and leaves the one before whole, and what is told
of a file before anybody reads it again."""
import grp
import os
import shutil
import signal
import socket
import subprocess

from mails import HUMAN, SERVICE, message
from people import GENEROUS, add_newsletter, sign_up
from ports import free_port
from rig import ROOT, Rig, merged, program, run, wait
from team import CONVENOR, Team

OTHER = "other@example.govt.nz"


def read_again(rig, *words):
    """SIGHUP, and the line of the log that says what came of it."""
    before = rig.log().count("\n")
    rig.process.send_signal(signal.SIGHUP)

    def said():
        return next((line for line in rig.log().splitlines()[before:] if all(w in line for w in words)), None)
    return wait(said, f"{words} after a reload")


def question_goes_to(rig, n):
    """Who is asked what a person wrote."""
    rig.deliver(message(f"p{n}@example.org", SERVICE, f"Question {n}", "Hello"))
    rig.letter(f"p{n}@example.org")
    return {to for to in (HUMAN, OTHER) if rig.letters(to)}


def refused(tap):
    """It was good as a file, and cannot be taken: everything of the one before stays in force, and a later one is taken."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        tap.equal(question_goes_to(rig, 1), {HUMAN}, "before: to the person that is configured")
        shutil.copytree(os.path.join(ROOT, "templates"), rig.path("broken"))
        with open(rig.path("broken", "mi", "words"), "a") as f:
            f.write("this is no line of it\n")
        wrong = merged(GENEROUS, {"templates": {"path": "broken"}, "identity": {"human": OTHER, "organisation": "Others"},
                                  "log": {"level": "error"}})
        rig.configure(wrong)
        line = read_again(rig, "conf.refused")
        tap.ok("words" in line and "the old one stays in force" in line, "words that cannot be read: refused, and why", line)
        tap.equal(question_goes_to(rig, 2), {HUMAN}, "who is asked is who was")
        rig.deliver(message("eve@example.org", SERVICE, "help"))
        letter = rig.letter("eve@example.org")
        tap.ok("Example Agency" in letter["From"] and "Others" not in letter.text, "mail is in the name it was in")
        sign_up(rig, "amy@example.org")
        tap.ok(wait(lambda: " info: " in rig.log().partition("conf.refused")[2], "a line of the log"), "the log is as full as before")
        done = rig.ctl_run("doctor")
        tap.ok(done.returncode == 1 and "NOT OK  configuration" in done.stdout, "doctor says that it would not start", done.stdout)
        line = read_again(rig, "conf.refused")
        tap.ok("words" in line, "it is refused as often as it is read")
        tap.equal(question_goes_to(rig, 3), {HUMAN}, "and as often the old one stays")
        rig.configure(merged(GENEROUS, {"identity": {"human": OTHER}}))
        read_again(rig, "conf.reloaded")
        tap.equal(question_goes_to(rig, 4), {OTHER}, "a right one is taken then")
        tap.ok("ok      configuration" in rig.ctl_run("doctor").stdout, "and doctor is content")


def group(tap):
    """control.group is applied by a reload: who may connect changes, at once."""
    if os.geteuid() != 0:
        tap.skip("control.group", "needs root, to be other accounts")
        return
    with Team() as team:
        rig = team.rig
        rig.ctl("staff", "add", CONVENOR, "--address", "mere@example.org", "--role", "author")
        tap.ok(team.may(CONVENOR, "status"), "a member of the group may connect")
        conf = rig.conf
        rig.configure(merged(conf, {"control": {"group": "mail"}}))
        read_again(rig, "conf.reloaded")
        tap.equal(grp.getgrgid(os.stat(rig.socket).st_gid).gr_name, "mail", "another group: the socket is its")
        tap.equal(team.ask(CONVENOR, "status").returncode, 69, "who is in the old one does not reach it")
        rig.configure(merged(conf, {"control": {"group": "no-such-group"}}))
        line = read_again(rig, "conf.refused")
        tap.ok('there is no group "no-such-group"' in line and
               grp.getgrgid(os.stat(rig.socket).st_gid).gr_name == "mail", "one that is not there is refused", line)
        rig.configure(merged(conf, {"control": {"group": None}}))
        read_again(rig, "conf.reloaded")
        tap.ok(os.stat(rig.socket).st_gid == os.getegid() and os.stat(rig.socket).st_mode & 0o777 == 0o660,
               "none: nobody's but the daemon's own")
        rig.configure(conf)
        read_again(rig, "conf.reloaded")
        tap.ok(team.may(CONVENOR, "status"), "and back")


def check(rig, as_user=None):
    """[dpupd -n, dpupctl config check] of the configuration: (exit status, what is wrong)."""
    commands = [program("dpupd"), "-n", "-c", rig.conf_path], [program("dpupctl"), "config", "check", rig.conf_path]
    tie = ["setpriv", f"--reuid={as_user}", f"--regid={as_user}", "--clear-groups"] if as_user else []
    done = [subprocess.run([*tie, *c], capture_output=True, text=True, timeout=60) for c in commands]
    return [(d.returncode, d.stderr) for d in done]


def looked_at_here(tap):
    """What this machine does not have is told with the line that names it, by both who check a file."""
    with Rig(start=False) as rig:
        rig.write("file", "")
        for conf, key, words in (({"templates": {"path": "/nonexistent"}}, "path = ", "templates.path: /nonexistent: No such file"),
                                 ({"templates": {"path": "file"}}, "path = ", "is no folder"),
                                 ({"control": {"group": "no-such-group"}}, "group = ", 'there is no group "no-such-group"'),
                                 ({"web": {"listen": "192.0.2.1:8080"}}, "listen = ", '"192.0.2.1:8080" may not be listened on'),
                                 ({"web": {"metrics_listen": "[::1]:1"}}, "metrics_listen = ", "")):
            rig.configure(conf)
            if not words:       # one that root may have: told, and no error
                words = "port 1 is for root alone" if os.geteuid() == 0 else "may not be listened on"
            with open(rig.conf_path) as f:
                lines = [n for n, line in enumerate(f, 1) if line.strip().startswith(key)]
            for code, text in check(rig):
                tap.ok(words in text and any(f"dpupd.conf:{n}: " in text for n in lines) and
                       (code == 0) == ("root alone" in text), f"{key}{words}", f"{code} {text}")
        if os.geteuid() == 0:
            rig.configure({"web": {"listen": "127.0.0.1:80"}})
            os.chmod(rig.folder, 0o755)
            os.chmod(rig.conf_path, 0o644)
            copy = rig.path("dpupctl")
            shutil.copy(program("dpupctl"), copy)
            os.chmod(copy, 0o755)
            done = subprocess.run(["setpriv", "--reuid=nobody", "--regid=daemon", "--clear-groups", "--bounding-set=-all", copy,
                                   "config", "check", rig.conf_path], capture_output=True, text=True, timeout=60)
            may = int(open("/proc/sys/net/ipv4/ip_unprivileged_port_start").read()) <= 80
            tap.ok(may or (done.returncode == 1 and "Permission denied; take a port from 1024" in done.stderr),
                   "a port that its user may not use", f"{done.returncode} {done.stderr}")
        port = free_port()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", port))
            taken.listen()
            rig.configure({"web": {"listen": str(port)}})
            tap.equal([code for code, _ in check(rig)], [0, 0], "one that somebody has may be our own")
        rig.configure({"templates": {"path": os.path.join(ROOT, "templates")}, "control": {"group": "daemon"}})
        tap.equal(check(rig), [(0, ""), (0, "")], "what is there is right")
        rig.configure({"templates": None})
        tap.equal([code for code, _ in check(rig)], [0, 0], "a default that is not installed is no fault of the file")


run(refused, group, looked_at_here)
