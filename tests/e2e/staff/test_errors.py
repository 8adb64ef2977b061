# SPDX-License-Identifier: MIT
"""What dpupctl says to whoever gets it wrong: one line, that says what to do instead, and an exit
status. Each row is a command that cannot be done, and words its error must have."""
import os
import shlex
import signal
import sqlite3
import subprocess

from people import GENEROUS, add_newsletter, local_time, sign_up
from rig import Rig, merged, program, run, wait

AMY = "amy@example.org"
BODY = "body.md"        # a file in the rig's folder

# Of the command line itself: refused before the daemon is asked.
USAGE = (
    ("", "a command is missing"),
    ("lst add", 'did you mean "list"'),
    ("list ad", 'did you mean "list add"'),
    ("list add", "slug is missing"),
    ("list add x", "--name is missing"),
    ("list add x --name '' --purpose p", "--name is empty"),
    ("list add x --nam n", "did you mean --name"),
    ("list add x y --name n --purpose p", "one word too many"),
    ("list update newsletter", "nothing is to be changed"),
    ("list update newsletter --state shut", "one of open|closed"),
    ("subscriber update amy@example.org", "nothing is to be changed"),
    ("subscriber list --state dead", "pending|active|left"),
    ("subscriber remove amy@example.org --list newsletter", "add --yes"),
    ("announce list --state flying", "draft|checked"),
    ("announce show one", "must be a number"),
    ("announce show -1", "there is no option -1;"),
    ("announce new --list newsletter --subject s", "--body is missing"),
    ("announce preview 1 --format pdf", "text|html|raw"),
    ("meeting move 1 --reason x", "nothing is to be changed"),
    ("meeting add otago --start 10:00 --length 'an hour'", "a span like 90m"),
    ("organisation add Org --kind club", "agency|ngo|provider|other"),
    ("report delivery --last 0", "a span like 90m"),
    ("retention run --dryrun", "did you mean --dry-run"),
    ("status --watch=5", "takes no value"),
)

# Of what there is, and of the state it is in: the daemon's to say.
REFUSED = (
    ("list add 'Bad Slug!' --name n --purpose p", "a-z, 0-9 and -"),
    ("list add newsletter --name n --purpose p", "exists already"),
    ("list add x --name " + "n" * 81 + " --purpose p", "at most 80 bytes"),
    ("list show nope", '"dpupctl list list"'),
    ("list show otago", '"dpupctl community show otago"'),
    ("list update newsletter --window 25:00-99:00", '"08:00-18:00"'),
    ("community show newsletter", '"dpupctl list show newsletter"'),
    ("community add x --name X --purpose P --region Atlantis", "NZ-OTA"),
    ("community update otago --convenor nobody", "the convenor: the address has no @; write it like"),
    ("community update otago" + "".join(f" --convenor c{n}@example.net" for n in range(9)), "at most 8 convenors"),
    ("meeting add otago --start '2027-03-03 10:00' --convenor a@b.nz,,c@d.nz", "the convenor: "),
    ("series add otago --start '2027-03-03 10:00' --rule FREQ=MONTHLY;BYDAY=1WE --dry-run --convenor x", "the convenor: "),
    ("community update otago --convenor dpup+help@example.govt.nz", "the convenor: dpup+help@example.govt.nz is our own address"),
    ("subscriber add dpup@example.govt.nz --list newsletter --source s", "our own address"),
    ("community update otago --reminders soon", "say 7d, 2h or 30m"),
    ("resource add ftp:/x --title t --summary s", "https://"),
    ("resource update 99 --title x", '"dpupctl resource list"'),
    ("resource remove 0", "1 or more"),
    ("organisation show None", '"dpupctl organisation list"'),
    ("organisation add Org --kind ngo --sectors sport", "welfare, housing"),
    ("subscriber add junk --list newsletter --source x", "like name@example.org"),
    ("subscriber add amy@example.org --list newsletter --source x", "active on"),
    ("subscriber add amy@example.org --list nope --source x", '"dpupctl list list"'),
    ("subscriber show zed@example.org", '"dpupctl subscriber list"'),
    ("subscriber show junk", "like name@example.org"),
    ("subscriber list --list nope", '"dpupctl list list"'),
    ("--yes subscriber remove amy@example.org --list otago", '"dpupctl subscriber show"'),
    ("--yes subscriber erase zed@example.org", '"dpupctl subscriber list"'),
    ("subscriber update amy@example.org --region Mordor", "NZ-OTA"),
    ("subscriber pause amy@example.org --until whenever", '"3 weeks"'),
    ("subscriber pause amy@example.org --until 2001-01-01", "past"),
    ("import /nope.csv --list newsletter --source x", "cannot read /nope.csv: No such file or directory; nothing was done"),
    ("import . --list newsletter --source x", "is not a file"),
    ("export --list nope", '"dpupctl list list"'),
    ("announce new --list newsletter --subject s --body /nope", "/nope cannot be read"),
    ("announce new --list nope --subject s --body body.md", '"dpupctl list list"'),
    ("announce new --subject s --body body.md", "--audience"),
    ("announce new --audience 'newsletter or foo:bar' --subject s --body body.md", 'there is no "foo"'),
    ("announce show 77", '"dpupctl announce list"'),
    ("announce approve 77", '"dpupctl announce list"'),
    ("announce watch 77", '"dpupctl announce list"'),
    ("announce schedule 1", "--at"),
    ("announce schedule 1 --at noonish", '"tomorrow 9:00"'),
    ("announce schedule 1 --at 2001-01-01", "say --now"),
    ("announce schedule 1 --now", "comes first"),
    ("announce pause 1", "is draft, so it cannot become paused: \"dpupctl announce submit\" comes next"),
    ("announce resume 1", "not paused"),
    ("announce test 1 --to junk", "like name@example.org"),
    ("announce preview 1 --to zed@example.org", "nobody with that address"),
    ("announce preview 2 --to amy@example.org", "without --to"),
    ("announce submit 4", '"dpupctl announce check 4"'),
    ("announce submit 3", "is cancelled already: \"dpupctl announce new\""),
    ("announce update 3 --subject s", "cannot be changed any more; \"dpupctl announce new\""),
    ("meeting add otago --start sometime", '"tomorrow 9:00"'),
    ("meeting add newsletter --start 10:00", "is a newsletter, not a community"),
    ("meeting add otago --start 2001-01-01", "in the past"),
    ("meeting add otago --start 10:00 --link javascript:x", "https://"),
    ("meeting show 9", '"dpupctl meeting list"'),
    ("meeting move 9 --reason x --place y", '"dpupctl meeting list"'),
    ("--yes meeting cancel 9 --reason x", '"dpupctl meeting list"'),
    ("meeting notes 1 --body body.md", "did not take place yet"),
    ("meeting list --community nope", '"dpupctl community list"'),
    ("series add otago --start 10:00 --rule FREQ=HOURLY", "WEEKLY, MONTHLY or YEARLY"),
    ("series show 4", '"dpupctl series list"'),
    ("tip approve 4", '"dpupctl tip list"'),
    ("report communities --community nope", '"dpupctl community list"'),
    ("report delivery --announcement 77", '"dpupctl announce list"'),
    ("who --list nope", '"dpupctl list list"'),
    ("explain 77777", '"dpupctl queue list"'),
    ("explain zed@example.org", '"dpupctl subscriber list"'),
    ("queue show 77777", '"dpupctl queue list"'),
    ("queue retry 77777", '"dpupctl queue list"'),
    ("queue release 1", "is sent: it cannot be released"),
    ("inbound show 777", '"dpupctl inbound list"'),
    ("inbound release 1", '"dpupctl inbound list"'),
    ("--yes suppression remove zed@example.org", "not suppressed"),
    ("staff add x --address a@b.nz --role king", "author, approver, convenor, privacy, admin"),
    ("staff add x --address a@b.nz --role convenor", "with --community"),
    ("staff remove x", '"dpupctl staff list"'),
    ("audit --since whenever", '"tomorrow 9:00"'),
    ("backup /nonexistent/x.db", "a folder its user may write to"),
    ("backup body.md", "name a new file"),
)


def ask(folder, line, *before):
    return subprocess.run([program("dpupctl"), *before, *shlex.split(line)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, cwd=folder)


def fits(done, code, words):
    """One line on standard error that says it; a usage error may show what there is on the other."""
    return (done.returncode == code and words in done.stderr and done.stderr.count("\n") == 1 and
            done.stderr.startswith("dpupctl: ") and len(done.stderr) < 400 and "(null)" not in done.stderr and
            (code == 64 or done.stdout == ""))


def table(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago")
        sign_up(rig, AMY)
        rig.write(BODY, "Kia ora\n")
        for slug in ("newsletter", "otago", "newsletter"):
            rig.ctl("announce", "new", "--list", slug, "--subject", "s", "--body", rig.path(BODY))
        rig.ctl("--yes", "announce", "cancel", 3)
        rig.ctl("announce", "new", "--list", "newsletter", "--subject", "s", "--body", rig.write("html.md", "<p>Kia ora</p>\n"))
        said = rig.ctl_run("announce", "check", 4)
        tap.ok(said.returncode == 1 and "nothing of it can be read: HTML is not sent" in said.stdout,
               "a text of HTML alone would be an empty mail", said.stdout)
        rig.ctl("meeting", "add", "otago", "--start", local_time(7 * 86400))
        rig.settle()
        before = (rig.ctl("subscriber", "show", AMY), rig.ctl("announce", "show", 1), rig.ctl("list", "list"))
        for code, rows in ((64, USAGE), (1, REFUSED)):
            for line, words in rows:
                done = ask(rig.folder, line, "-s", rig.socket)
                tap.ok(fits(done, code, words), f"{line[:60]}: {words}", (done.returncode, done.stderr, done.stdout[:200]))
        tap.equal((rig.ctl("subscriber", "show", AMY), rig.ctl("announce", "show", 1), rig.ctl("list", "list")), before,
                  "none of it changed anything")
        tap.equal(rig.letters(AMY), [], "and nobody was written to")


def environment(tap):
    """What a daemon was given that cannot be: told at the start where nothing goes without it, else by doctor."""
    missing = {"control": {"socket": "/nonexistent/c.sock"}}
    with Rig(merged(GENEROUS, missing), start=False) as rig:
        done = subprocess.run([program("dpupd"), "-c", rig.conf_path], capture_output=True, text=True, timeout=60)
        tap.ok(done.returncode == 73 and "name another in control.socket" in done.stderr, "no folder for the socket", done.stderr)
    with Rig(GENEROUS, start=False) as rig:
        rig.write("control.sock", "somebody's file")
        done = subprocess.run([program("dpupd"), "-c", rig.conf_path], capture_output=True, text=True, timeout=60)
        tap.ok(done.returncode == 73 and "is no socket" in done.stderr, "a file in the place of the socket", done.stderr)
        with open(rig.socket) as f:
            tap.equal(f.read(), "somebody's file", "it is left alone")
    with Rig(GENEROUS, start=False) as rig:
        db = sqlite3.connect(rig.path("dpupd.db"))
        db.execute("CREATE TABLE precious (a)")
        db.commit()
        done = subprocess.run([program("dpupd"), "-c", rig.conf_path], capture_output=True, text=True, timeout=60)
        tap.ok(done.returncode == 73 and "is not dpupd's" in done.stderr, "another program's database", done.stderr)
        tap.equal(db.execute("SELECT name FROM sqlite_master").fetchall(), [("precious",)], "it is left alone")
        db.close()
    with Rig(GENEROUS) as rig, Rig(merged(GENEROUS, {"store": {"path": "link/dpupd.db"}}), start=False) as second:
        os.symlink(rig.folder, second.path("link"))
        done = subprocess.run([program("dpupd"), "-c", second.conf_path], capture_output=True, text=True, timeout=60)
        tap.ok(done.returncode == 75 and "another dpupd is running" in done.stderr,
               "a store that is in use, by another way to its folder", done.stderr)
        rig.stop()
        second.start()
        tap.equal(second.status()["store"]["state"], "ok", "by which it can be opened, too")
    with Rig(merged(GENEROUS, {"templates": {"path": "/nonexistent"}})) as rig:
        done = rig.ctl_run("doctor")
        tap.ok(done.returncode == 1 and "NOT OK  templates" in done.stdout and "/nonexistent: No such" in done.stdout,
               "no templates: doctor says so, and exits 1", done.stdout)
        rig.configure(GENEROUS)
        rig.process.send_signal(signal.SIGHUP)
        wait(lambda: rig.ctl_run("doctor").returncode == 0, "doctor to be content after a reload")
        tap.ok("ok      templates" in rig.ctl_run("doctor").stdout, "with them, after a reload, all is well")


run(table, environment)
