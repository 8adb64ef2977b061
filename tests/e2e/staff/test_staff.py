# SPDX-License-Identifier: MIT
"""Who may do what with dpupctl, by the account the kernel says they have. Other accounts can only be
had by root: where the tests run as somebody else, those stories are skipped (the unit test of
staff_access.c has the table)."""
import contextlib
import json
import os
import re
import sqlite3
import subprocess

from people import add_newsletter, local_time, sign_up
from rig import Rig, program, run
from team import APPROVER, AUTHOR, CONVENOR, STRANGER, Team

def verbs(rig):
    return [(row["actor"], row["verb"]) for row in rig.ctl("audit")]


def first_run(tap):
    """The one who runs the daemon needs nobody to begin."""
    with Rig() as rig:
        add_newsletter(rig)
        tap.equal(rig.ctl("staff", "list"), [], "nobody is staff at first, and the owner works all the same")
        rig.ctl("staff", "add", "kim", "--address", "kim@example.govt.nz", "--role", "author,privacy")
        row = rig.ctl("staff", "list")[0]
        tap.equal((row["account"], row["roles"]), ("kim", ["author", "privacy"]), "two roles at once")
        for args, words in ((("lee", "--address", "kim@example.govt.nz", "--role", "author"), "kim has that address"),
                            (("lee", "--address", "lee@example.govt.nz", "--role", "boss"), "no role is called"),
                            (("lee", "--address", "lee@example.govt.nz", "--role", "convenor"), "say which"),
                            (("lee", "--address", "lee@example.govt.nz", "--role", "author", "--community", "x"),
                             "--community is for convenors")):
            done = rig.ctl_run("staff", "add", *args)
            tap.ok(done.returncode == 1 and words in done.stderr, f"refused: {words}")
        tap.equal(len(rig.ctl("staff", "list")), 1, "what was refused left nothing")
        rig.ctl("staff", "remove", "kim", "--role", "author")
        tap.equal(rig.ctl("staff", "list")[0]["roles"], ["privacy"], "one role less")
        rig.ctl("staff", "remove", "kim")
        tap.equal(rig.ctl("staff", "list"), [], "and out")
        tap.ok(rig.ctl_run("staff", "remove", "kim").returncode == 1, "once")


def roles(tap):
    if os.geteuid() != 0:
        tap.skip("roles", "needs root, to be other accounts")
        return
    with Team({"announcements": {"approvals": 1}}) as team:
        rig = team.rig
        add_newsletter(rig)
        done = team.ask(STRANGER, "status")
        tap.ok(done.returncode == 1 and "nobody is not staff here" in done.stderr, "who is not staff is told so")
        rig.ctl("staff", "add", AUTHOR, "--address", "author@example.govt.nz", "--role", "author")
        rig.ctl("staff", "add", APPROVER, "--address", "approver@example.govt.nz", "--role", "approver")
        body = rig.write("body.md", "Kia ora", 0o644)
        new = ("announce", "new", "--list", "newsletter", "--subject", "News", "--body", body)
        tap.ok(not team.may(APPROVER, *new), "an approver does not write")
        number = json.loads(team.ask(AUTHOR, *new).stdout)["id"]
        tap.ok(team.may(AUTHOR, "announce", "submit", number), "an author writes and submits")
        tap.ok(team.may(AUTHOR, "announce", "preview", number), "and sees an example of it")
        done = team.ask(AUTHOR, "announce", "preview", number, "--to", "zed@example.org")
        tap.ok(done.returncode == 1 and "it is for privacy, admin" in done.stderr, "but not who would get it", done.stderr)
        done = team.ask(AUTHOR, "announce", "approve", number)
        tap.ok(done.returncode == 1 and "it is for approver, admin" in done.stderr, "and does not approve")
        rig.ctl("staff", "add", AUTHOR, "--address", "author@example.govt.nz", "--role", "approver")
        done = team.ask(AUTHOR, "announce", "approve", number)
        tap.ok(done.returncode == 1 and "somebody else" in done.stderr, "nor, with both roles, their own")
        tap.ok(team.may(APPROVER, "announce", "approve", number), "somebody else does")
        tap.ok(team.may(AUTHOR, "announce", "schedule", number, "--now"), "then it is scheduled")
        for verb in (("subscriber", "list"), ("staff", "add", "x", "--address", "x@example.org", "--role", "admin"),
                     ("inbound", "list"), ("queue", "flush")):
            tap.ok(not team.may(AUTHOR, *verb), f"{' '.join(verb[:2])} is not an author's")
        tried = verbs(rig)
        tap.ok((STRANGER, "refused: status") in tried and (AUTHOR, "refused: staff.add") in tried,
               "what was tried is in the audit log")
        rig.ctl("staff", "remove", AUTHOR)
        tap.ok(not team.may(AUTHOR, "status"), "who is out is out at once")
        tap.ok((AUTHOR, "announce.new") in verbs(rig), "what they did stays in the audit log")
        tap.equal(rig.ctl("audit", "--verify")["ok"], True, "whose chain is whole")


def convenors(tap):
    if os.geteuid() != 0:
        tap.skip("convenors", "needs root, to be other accounts")
        return
    with Team() as team:
        rig = team.rig
        for slug in ("otago", "nelson"):
            rig.ctl("community", "add", slug, "--name", f"CoP {slug}", "--purpose", "To meet", "--region", slug.title())
        rig.ctl("staff", "add", CONVENOR, "--address", "mere@example.org", "--role", "convenor", "--community", "otago")
        numbers = {slug: rig.ctl("meeting", "add", slug, "--start", local_time(5 * 86400))["id"]
                   for slug in ("otago", "nelson")}
        tap.ok(team.may(CONVENOR, "community", "members", "otago"), "a convenor sees who is in their community")
        tap.ok(not team.may(CONVENOR, "community", "members", "nelson"), "not in another")
        tap.ok(team.may(CONVENOR, "meeting", "attendance", numbers["otago"]), "and who comes to its meetings")
        tap.ok(not team.may(CONVENOR, "meeting", "attendance", numbers["nelson"]), "not to another's")
        tap.ok(not team.may(CONVENOR, "meeting", "cancel", numbers["nelson"], "--reason", "x"), "nor cancels them")
        tap.ok(not team.may(CONVENOR, "meeting", "cancel", 999, "--reason", "x"), "nor what is not there")
        draft = rig.ctl("announce", "new", "--list", "nelson", "--subject", "S", "--body", rig.write("b.md", "B"))["id"]
        tap.ok(not team.may(CONVENOR, "announce", "update", draft, "--subject", "T"), "another's draft is not theirs")
        body = rig.write("body.md", "Kia ora", 0o644)
        own = json.loads(team.ask(CONVENOR, "announce", "new", "--list", "otago", "--subject", "S",
                                  "--body", body).stdout)["id"]
        tap.ok(not team.may(CONVENOR, "announce", "update", own, "--list", "nelson"), "nor moved to another's list")
        tap.ok(team.may(CONVENOR, "announce", "update", own, "--subject", "T"), "their own is")
        add_newsletter(rig)
        news = rig.ctl("announce", "new", "--list", "newsletter", "--subject", "N", "--body", rig.write("b.md", "B"))["id"]
        for verb in ("show", "check", "preview", "report"):
            for number in (draft, news, 999):
                done = team.ask(CONVENOR, "announce", verb, number)
                tap.ok(done.returncode == 1 and "for your own only" in done.stderr and "S" not in done.stdout,
                       f"announce {verb} of another's is not for them to read", done.stderr)
            tap.ok(team.may(CONVENOR, "announce", verb, own), "of their own it is")

        made = {slug: rig.ctl("series", "add", slug, "--start", local_time(5 * 86400), "--rule", "FREQ=YEARLY")["id"]
                for slug in ("otago", "nelson")}
        for noun, mine, every in (("meeting", "otago", set(numbers.values())), ("series", "otago", set(made.values()))):
            shown = json.loads(team.ask(CONVENOR, noun, "list").stdout)
            tap.ok(shown and {row["community"] for row in shown} == {mine}, f"{noun} list shows them theirs", str(shown))
            other = team.ask(CONVENOR, noun, "list", "--community", "nelson")
            tap.equal(json.loads(other.stdout), [], f"and nothing of another's")
            tap.ok(every <= {row["id"] for row in rig.ctl(noun, "list")}, "an admin all of them")
        tap.ok(team.may(CONVENOR, "series", "show", made["otago"]), "series show is for their own")
        done = team.ask(CONVENOR, "series", "show", made["nelson"])
        tap.ok(done.returncode == 1 and "for your own only" in done.stderr and "nelson" not in done.stdout, "and no other", done.stderr)
        tap.ok(not team.may(CONVENOR, "series", "update", made["nelson"], "--convenor", "mere@example.org"), "nor do they name who leads it")
        tap.ok(team.may(CONVENOR, "series", "update", made["otago"], "--convenor", "mere@example.org"), "but of their own")

        def numbers_of(account):
            return [row["id"] for row in json.loads(team.ask(account, "announce", "list").stdout)]
        tap.equal(numbers_of(CONVENOR), [own], "announce list shows them theirs")
        rig.ctl("staff", "add", CONVENOR, "--address", "mere@example.org", "--role", "convenor", "--community", "nelson")
        tap.equal(numbers_of(CONVENOR), [own, draft], "of each community they lead")
        rig.ctl("staff", "remove", CONVENOR, "--role", "convenor", "--community", "otago")
        tap.equal(numbers_of(CONVENOR), [draft], "as long as they do")
        rig.ctl("staff", "add", CONVENOR, "--address", "mere@example.org", "--role", "approver")
        tap.equal((numbers_of(CONVENOR), team.may(CONVENOR, "announce", "show", own)), ([news, own, draft], True),
                  "with another role they read what that may")


def two_names(tap):
    """A frame of one's own making that names one's community and another: rights were asked of the one, and the other
    was changed."""
    if os.geteuid() != 0:
        tap.skip("two names", "needs root, to be other accounts")
        return
    with Team() as team:
        rig = team.rig
        for slug in ("otago", "nelson"):
            rig.ctl("community", "add", slug, "--name", f"CoP {slug}", "--purpose", "To meet", "--region", slug.title())
        rig.ctl("staff", "add", CONVENOR, "--address", "mere@example.org", "--role", "convenor", "--community", "otago")
        start = local_time(5 * 86400)
        attacks = [("meeting.add", {"slug": "otago", "community": "nelson", "start": start}),
                   ("meeting.add", {"list": "otago", "community": "nelson", "start": start}),
                   ("series.add", {"slug": "otago", "community": "nelson", "start": start, "rule": "FREQ=WEEKLY"}),
                   ("announce.new", {"slug": "otago", "list": "nelson", "subject": "S", "body": "B"}),
                   ("announce.new", {"community": "otago", "audience": "nelson and lang:en", "subject": "S", "body": "B"}),
                   ("subscriber.add", {"slug": "otago", "list": "nelson", "address": "zed@example.org", "source": "me"}),
                   ("community.members", {"slug": "nelson", "community": "otago"}),
                   ("community.members", {"slug": "nelson", "list": "otago"})]
        for verb, fields in attacks:
            said, text = team.frame(CONVENOR, verb, **fields)
            tap.ok(said == "refused" and "it has no field" in text, f"{verb} with {' and '.join(fields)}: {text}")
        tap.ok(not rig.ctl("meeting", "list") and not rig.ctl("series", "list") and
               not rig.ctl("announce", "list"), "nothing of it was done")
        tap.ok((CONVENOR, "refused: meeting.add") in verbs(rig), "that it was tried is in the audit log")
        said, text = team.frame(CONVENOR, "meeting.add", community="otago", start=start)
        tap.ok(said == "ok", "their own is", text)
        for audience in ("nelson", "otago or nelson", "otago and (lang:mi or nelson)", "otago and nelson"):
            tap.ok(not team.may(CONVENOR, "who", "--list", audience), f"who --list {audience!r} is not for them")
            tap.ok(not team.may(CONVENOR, "announce", "new", "--audience", audience, "--subject", "S", "--body",
                                rig.write("b.md", "B", 0o644)), f"nor is announce new --audience {audience!r}")


VALUES = {"ID": "1", "N": "1", "SPAN": "60m", "SPANS": "7d,1d", "FILE": None, "HOURS": "always", "AUDIENCE": "news",
          "ADDRESS": "zed@example.org", "SLUG": "nowhere", "LIST": "nowhere", "NAME": "x"}
OFFLINE = {"config check", "parse", "check-dkim", "render", "announce watch", "import", "export"}


def options_are_known(tap):
    """Each option dpupctl has is a field that its verb declares: a verb that forgets one refuses its own command."""
    with Rig() as rig:
        body = rig.write("body.md", "Kia ora")
        commands = re.findall(r"^  ([a-z][a-z-]*(?: [a-z-]+)?) {2,}", subprocess.run([program("dpupctl"), "help"], text=True,
                              capture_output=True).stdout, re.M)
        tried = 0
        for command in commands:
            if command in OFFLINE or command == "restore":     # one of two forms, and the daemon must be stopped for one
                continue
            words = command.split()
            usage = subprocess.run([program("dpupctl"), *words, "--help"], text=True, capture_output=True).stdout
            usage = usage.splitlines()[0].split(" ".join(words), 1)[1]
            arguments = [VALUES.get(a, "x") for a in re.sub(r"\[?--\S+( [^\s\[\]]+)*\]?", "", usage).split()]
            if command == "backup":
                arguments = [rig.path("copy.db")]
            options = []
            for name, value in re.findall(r"--([a-z-]+)(?: ([^\]]+?))?(?=\]| --| \[|$)", usage):
                if name in ("watch", "limit", "after"):
                    continue
                value = value and (body if value == "FILE" else VALUES.get(value, value.split("|")[0]))
                options += [f"--{name}"] + ([value] if value else [])
            done = rig.ctl_run("--yes", *words, *arguments, *options)
            tried += 1
            if done.returncode == 64 or "it has no field" in done.stderr or "of another type" in done.stderr or \
                    "takes nothing beside" in done.stderr:
                tap.ok(False, f"{command} {arguments} {options}", done.stderr)
        tap.ok(tried > 60, f"{tried} commands with all their options")


def invited(tap):
    """Whoever may invite somebody, and is not for people's data, is not shown it by that."""
    if os.geteuid() != 0:
        tap.skip("invited", "needs root, to be other accounts")
        return
    with Team() as team:
        rig = team.rig
        add_newsletter(rig)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "What is on")
        sign_up(rig, "ana@example.org")
        rig.ctl("subscriber", "update", "ana@example.org", "--name", "Ana Tamihana", "--organisation", "Women's Refuge Nelson")
        rig.ctl("staff", "add", AUTHOR, "--address", "author@example.govt.nz", "--role", "author")
        done = team.ask(AUTHOR, "subscriber", "add", "ana@example.org", "--list", "events", "--source", "she asked at a hui")
        tap.ok(done.returncode == 0 and "Ana" not in done.stdout and "Refuge" not in done.stdout, "an author invites, and is shown nothing", done)
        done = rig.ctl("subscriber", "add", "ben@example.org", "--list", "events", "--source", "he asked at a hui")
        tap.equal(done["address"], "ben@example.org", "an admin is")


def hashed(tap):
    """People stand in the audit log by a keyed hash of their address, whichever field it came in."""
    if os.geteuid() != 0:
        tap.skip("hashed", "needs root, to be other accounts")
        return
    with Team() as team:
        rig = team.rig
        add_newsletter(rig)
        ana = "ana@example.org"
        sign_up(rig, ana)
        rig.ctl("staff", "add", AUTHOR, "--address", "author@example.govt.nz", "--role", "author")
        for tried in (("subscriber", "show", ana), ("subscriber", "list", "--list", ana), ("export", "--list", ana),
                      ("who", "--list", f"newsletter and ({ana})"), ("community", "members", ana),
                      ("staff", "add", ana, "--address", ana, "--role", f"author,{ana}"), ("explain", f"<{ana}>"),
                      ("who", "--list", f"region:otago,{ana.upper()}")):
            tap.ok(not team.may(AUTHOR, *tried), f"{tried[0]} {tried[1]} is not an author's")
        rig.ctl_run("export", "--list", ana)
        rig.ctl("list", "add", "events", "--name", "Events @ Otago", "--purpose", "What is on")
        rig.ctl("staff", "add", "kim@agency.example", "--address", "kim@example.govt.nz", "--role", "author")
        rig.ctl("staff", "remove", "kim@agency.example")
        rows = [row for row in rig.ctl("audit") if row["verb"].startswith("refused")]
        tap.equal((len(rows), sum("address:" in row["object"] for row in rows)), (8, 8), "each of them by its hash")
        tap.equal([row["object"].split()[0] for row in rig.ctl("audit") if row["verb"] in ("staff.add", "staff.remove")],
                  [AUTHOR] + ["kim@agency.example"] * 2, "an account of staff stands there as it is called")
        rig.ctl("subscriber", "erase", ana)
        rig.settle()
        tap.equal(traces(rig, ana), [], "and nothing anywhere has the address of who was forgotten")


def a_flood(tap):
    """Whoever asks for what they may not, again and again, does not fill a log that is never disposed of."""
    if os.geteuid() != 0:
        tap.skip("a flood", "needs root, to be other accounts")
        return
    with Team() as team:
        rig = team.rig
        rig.ctl("staff", "add", AUTHOR, "--address", "author@example.govt.nz", "--role", "author")
        before = len(rig.ctl("audit"))
        team.frames(STRANGER, [("subscriber.list", {"list": f"list{n}"}) for n in range(400)])
        rows = rig.ctl("audit")[before:]
        tap.equal((len(rows), rows[0]["object"], rows[-1]["object"]), (100, "list0", "list99"), "a hundred have a row each")
        tap.equal(rig.log().count("request.refusals"), 1, "that there are more is said once")
        tap.ok(not team.may(AUTHOR, "queue", "flush") and (AUTHOR, "refused: queue.flush") in verbs(rig),
               "another account has rows of its own")
        rig.stop()
        rig.start()
        row = rig.ctl("audit")[-1]
        tap.equal((row["actor"], row["verb"], row["object"]), (STRANGER, "refused", "300 more within an hour"),
                  "and of the others there is the number")
        tap.ok(rig.ctl("audit", "--verify")["ok"], "in the same chain")


def traces(rig, address):
    """The tables that hold this text."""
    db = sqlite3.connect(f"file:{rig.path('dpupd.db')}?mode=ro", uri=True)
    with contextlib.closing(db):
        return [name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                if any(address in str(row).lower() for row in db.execute(f'SELECT * FROM "{name}"'))]


def own_data(tap):
    """Staff who subscribe see that they are staff; when forgotten, their address goes and their account stays."""
    with Rig() as rig:
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        rig.ctl("staff", "add", "amy", "--address", "amy@example.org", "--role", "author")
        held = rig.ctl("subscriber", "export", "amy@example.org")
        tap.equal(held["staff"][0]["roles"], ["author"], "my data says what they may do here")
        rig.ctl("subscriber", "erase", "amy@example.org")
        row = rig.ctl("staff", "list")[0]
        tap.equal((row["account"], row["address"], row["roles"]), ("amy", None, ["author"]),
                  "forgotten: the address is gone, the account works")


if __name__ == "__main__":
    run(invited, first_run, roles, convenors, two_names, options_are_known, hashed, a_flood, own_data)
