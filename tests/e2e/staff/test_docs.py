# SPDX-License-Identifier: MIT
"""What the documents show works as it is shown: the commands of the README and of the manuals in their
order, against a daemon; the manual's configurations as files (the README's: test_faults.py); a backup brought back. Every option of dpupctl
has its place in its manual, and the manual has no other."""
import json
import os
import re
import shlex
import signal
import subprocess

from mails import message, reply
from people import GENEROUS, add_newsletter, local_time, sign_up, state_of
from rig import ROOT, Rig, program, run

AMY = "amy@example.org"
SHOWN_DAY = "2026-12-01"        # which the documents name; here it is one that is still to come


def document(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as f:
        return f.read()


def plain(roff):
    """A display of a manual as a reader sees it."""
    return roff.replace("\\e", "\\").replace("\\-", "-")


def displays(name):
    return [plain(text) for text in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", document("docs", name), re.S | re.M)]


def commands(text):
    """The dpupctl commands in it, without prompts and remarks; a \\ at an end goes on with the next line."""
    for line in text.replace("\\\n", " ").splitlines():
        found = re.match(r"\s*(?:[$#] )?dpupctl (.*)", line)
        if found:
            yield found.group(1)


def files_of(rig):
    for name in ("november.md", "december.md"):
        rig.write(name, "Kia ora\n\nThe Toolkit has grown.\n")


def watch(rig, words):
    """Follows until the daemon has told where it is, and no longer."""
    child = subprocess.Popen([program("dpupctl"), "-s", rig.socket, *words], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
    line = child.stdout.readline()
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=10)
    return "scheduled" in line, line


def show(rig, line):
    """Runs one as it is shown; whether it worked, and what it said."""
    text, _, pipe = line.partition(" | ")
    words = shlex.split(text.replace(SHOWN_DAY, local_time(30 * 86400)[:10]), comments=True)
    if words[:2] == ["announce", "watch"]:
        return watch(rig, words)
    done = subprocess.run([program("dpupctl"), "-s", rig.socket, *words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, cwd=rig.folder)
    if pipe.startswith("jq "):
        return pipe[len("jq ."):] in json.loads(done.stdout), done
    return done.returncode == 0, done.stderr


def shown(tap, name, lines, prepare):
    with Rig(GENEROUS) as rig:
        files_of(rig)
        prepare(rig)
        lines = list(lines)
        for line in lines:
            is_good, said = show(rig, line)
            tap.ok(is_good, f"{name}: dpupctl {line}", said)
        rig.letters(AMY)
        return lines


def doctor_needs_more(line):
    """The check of a whole installation: a rig is none (its mail host's name resolves nowhere)."""
    return not line.startswith("doctor")


def examples(tap):
    readme = [line for line in commands(document("README.md")) if doctor_needs_more(line)]
    shown(tap, "README", readme, lambda rig: None)
    tap.ok(len(readme) >= 7, "the README shows some")

    def two_before(rig):
        """The manual's announcement is the third."""
        add_newsletter(rig)
        for _ in range(2):
            rig.ctl("announce", "new", "--list", "newsletter", "--subject", "s", "--body", rig.path("december.md"))

    manual = [line for text in displays("dpupctl.1") for line in commands(text)]
    tap.ok(len(manual) >= 12, "dpupctl(1) shows some")
    shown(tap, "dpupctl(1)", [line for line in manual if not line.startswith("list add newsletter")], two_before)


def accepted(rig, text):
    """What `dpupd -n` says of it, with the templates of this tree and credentials as systemd gives them."""
    ours = f'templates = {{ path = "{os.path.join(ROOT, "templates")}"; }};\n'
    return subprocess.run([program("dpupd"), "-n", "-c", rig.write("shown.conf", text + ours)], capture_output=True,
                          text=True, timeout=60, env={**os.environ, "CREDENTIALS_DIRECTORY": rig.folder})


def configurations(tap):
    """Each as it is shown; what one of them leaves out is taken from the one before."""
    least, elsewhere = (text for text in displays("dpupd.conf.5") if "inboxes" in text)
    identity = least.split("inboxes")[0]
    with Rig(GENEROUS, start=False) as rig:
        for name in re.findall(r'_credential = "(.+?)"', elsewhere):
            rig.write(name, "secret\n")
        for name, text in (("the least", least), ("elsewhere", identity + elsewhere)):
            done = accepted(rig, text)
            tap.equal((done.returncode, done.stderr), (0, ""), f"dpupd.conf(5), {name}: dpupd -n takes it")


def entries():
    """{"noun verb": its entry} of the manual's commands."""
    found = {}
    commands_only = document("docs", "dpupctl.1").split(".Sh ENVIRONMENT")[0]
    for part in re.split(r"^\.It ", commands_only, flags=re.M)[1:]:
        head = re.match(r"(?:Xo )?Ic ([a-z-]+(?: [a-z-]+)?)", part)
        if head:
            found[head.group(1)] = found.get(head.group(1), "") + re.split(r"^\.(?:El|Ss|Sh)", part, flags=re.M)[0]
    return found


def helped(name):
    """The options `dpupctl NAME --help` lists."""
    done = subprocess.run([program("dpupctl"), *name.split(), "--help"], capture_output=True, text=True, timeout=60)
    return done.returncode, set(re.findall(r"--([a-z][a-z-]+)", done.stdout)) - {"json", "yes", "help"}


def options(tap):
    manual = entries()
    for name, text in manual.items():
        code, has = helped(name)
        told = set(re.findall(r"Fl -([a-z][a-z-]+)", text)) - {"json", "yes"}
        if name == "organisation update":       # "and the options of add"
            told |= helped("organisation add")[1]
        tap.equal((code, sorted(has ^ told)), (0, []), f"dpupctl(1), {name}: its options")
    tap.ok(len(manual) > 60, "all commands were looked at")


# What stands for what a reader puts there.
SAMPLES = {"region": "Otago", "address": "new@example.org", "name": "Hēmi Tamati", "day": "1 February", "number": "3",
           "list": "newsletter", "words": "housing", "text": "Ask first."}
OF_STAFF = {"none", "confirm", "announce", "approve", "reject", "hold"}     # nobody writes them unasked


def ways(head):
    """The ways to write a word, of the line of the manual that shows them."""
    head = re.sub(r"\\\[u([0-9A-F]{4})\]", lambda m: chr(int(m.group(1), 16)), head.removesuffix(" ."))
    for way in re.split(r" [|,] ", re.sub(r" Op .*", "", head)):
        yield re.sub(r"\bAr (\w+)", lambda m: SAMPLES[m.group(1)], way.replace("Ic ", "").replace(" :", ":"))


def words(tap):
    """Each word of dpupd-mail(7) is one that is understood, and it leaves none out."""
    section = document("docs", "dpupd-mail.7").split(".Ss Words")[1].split(".Ss ")[0]
    heads = [a or b for a, b in re.findall(r"^\.It Ic (.*)$|^Also understood:\n\.Ic (.*)$", section, re.M)]
    asked = [way for head in heads for way in ways(head)] + ["yes", "no", "maybe", "pause until 1 February", "pause 3 weeks"]
    told = set()
    with Rig(GENEROUS, start=False) as rig:
        paths = [rig.write(f"{i}.eml", message(AMY, "dpup@example.govt.nz", way)) for i, way in enumerate(asked)]
        done = subprocess.run([program("dpupctl"), "parse", "--address", "dpup@example.govt.nz", "--words",
                               os.path.join(ROOT, "templates", "mi", "words"), *paths], capture_output=True, text=True, timeout=60)
    for way, line in zip(asked, done.stdout.splitlines(), strict=True):
        command = json.loads(line)["command"]
        tap.ok(command, f"dpupd-mail(7): {way}", line)
        told.add(command and command["verb"])
    names = set(re.findall(r'^\t\[COMMAND_\w+\] = "([a-z ]+)",', document("daemon", "mail", "command_verb.c"), re.M))
    tap.equal((sorted(names - told - OF_STAFF), len(names) > 30), ([], True), "dpupd-mail(7) has every word")


def restored(tap):
    """As dpupd(8) says: stopped, brought back, started, looked at, accepted."""
    steps = document("docs", "dpupd.8").split(".Sh BACKUP AND RESTORE")[1].split(".Sh ")[0]
    told = re.findall(r"^\.Dl # (.*)$", steps, re.M)
    tap.equal(told, ["dpupctl backup /var/lib/dpupd/backup.db", "systemctl stop dpupd", "dpupctl restore backup.db",
                     "systemctl start dpupd && dpupctl status", "dpupctl queue list --state held",
                     "dpupctl announce list --state paused", "dpupctl restore --accept"],
              "dpupd(8) says how a backup is brought back")
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        welcome = sign_up(rig, AMY)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.deliver(reply(welcome, AMY, "unsubscribe"))
        goodbye = rig.letter(AMY)
        rig.settle()
        rig.stop()
        rig.ctl("restore", rig.path("backup.db"), "--conf", rig.conf_path)
        rig.start()
        tap.equal(state_of(rig, AMY), "left", "who left since has left again")
        tap.equal(rig.ctl("queue", "list", "--state", "held"), [], "nothing waited then")
        tap.equal(rig.letters(AMY), [], "and nothing is sent before it is accepted")
        rig.ctl("restore", "--accept")
        rig.settle()
        tap.ok(goodbye.subject in [letter.subject for letter in rig.letters(AMY)] or state_of(rig, AMY) == "left",
               "what came since was read again")


run(examples, configurations, options, words, restored)
