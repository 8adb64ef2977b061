# SPDX-License-Identifier: MIT
"""An approval is of a text, and of how many get it: by different people who did not write it, and void once
anything changed."""
import base64
import json
import os
import sqlite3
import time

from aging import DAY, age
from mails import HUMAN, reply
from people import add_newsletter, sign_up_many, wait_done
from rig import Rig, run, wait
from team import APPROVER, AUTHOR, GROUP, Team
from terminal import on_terminal
from test_convenor import plan

SECOND, THIRD = "lp", "uucp"    # further approvers
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Desk(Team):
    """Staff with their roles, a newsletter, and announcements by AUTHOR."""

    def __init__(self, approvals, **conf):
        super().__init__({"announcements": {"approvals": approvals}, **conf})

    def __enter__(self):
        super().__enter__()
        add_newsletter(self.rig)
        for account, roles in ((AUTHOR, "author,approver"), (APPROVER, "approver"), (SECOND, "approver,author"),
                               (THIRD, "approver")):
            self.rig.ctl("staff", "add", account, "--address", f"{account}@example.govt.nz", "--role", roles)
        self.body = self.rig.write("body.md", "Kia ora", 0o644)
        return self

    def new(self, *more, subject="News"):
        done = self.ask(AUTHOR, "announce", "new", *(more or ("--list", "newsletter")), "--subject", subject, "--body",
                        self.body)
        return json.loads(done.stdout)["id"]

    def submitted(self, *more):
        number = self.new(*more)
        assert self.may(AUTHOR, "announce", "submit", number)
        return number

    def show(self, number):
        return self.rig.ctl("announce", "show", number)

    def state(self, number):
        return self.show(number)["state"]

    def said(self, account, *args):
        """(whether it was done, what a refusal said)."""
        done = self.ask(account, "announce", *args)
        return done.returncode == 0, done.stderr


def needs_root(story):
    def wrapped(tap):
        if os.geteuid() != 0:
            tap.skip(story.__name__, "needs root, to be other accounts")
            return
        story(tap)
    wrapped.__name__ = story.__name__
    return wrapped


@needs_root
def so_many_people(tap):
    """N - 1 are not enough, N are; one person counts once; nobody who wrote it counts."""
    with Desk(3) as desk:
        number = desk.submitted()
        may, why = desk.said(AUTHOR, "approve", number)
        tap.ok(not may and "somebody else" in why, "its author does not count", why)
        tap.ok(desk.said(APPROVER, "approve", number)[0], "the first of three")
        tap.equal(desk.state(number), "checked", "is not enough")
        may, why = desk.said(APPROVER, "approve", number)
        tap.ok(not may and "approved it already; it has 1 of 3" in why, "the same person again is nobody more", why)
        tap.ok(desk.said(SECOND, "approve", number)[0], "the second")
        may, why = desk.said(AUTHOR, "schedule", number, "--now")
        tap.ok(not may and "has 2 of 3 approvals" in why and desk.state(number) == "checked", "N - 1: it may not go", why)
        tap.ok(desk.said(THIRD, "approve", number)[0], "the third")
        shown = desk.show(number)
        tap.equal(shown["state"], "approved", "N: it may")
        tap.equal([row["by"] for row in shown["approvals"]], [APPROVER, SECOND, THIRD], "and says by whom")
        tap.ok(desk.said(AUTHOR, "schedule", number, "--now")[0], "it goes")
        rows = [row for row in desk.rig.ctl("audit") if row["verb"] == "announce.approve"]
        tap.ok([row["actor"] for row in rows] == [APPROVER, SECOND, THIRD] and
               all(row["object"] == f"{number} text {shown['approvals'][0]['hash']}" for row in rows) and
               len(shown["approvals"][0]["hash"]) == 64, "the audit log says which text was approved by whom", rows)


@needs_root
def nobody_their_own(tap):
    """Who changed a draft is one of its writers, whoever began it."""
    with Desk(1) as desk:
        number = desk.submitted()
        tap.ok(desk.said(SECOND, "update", number, "--subject", "Better news")[0], "another author changes it")
        tap.ok(desk.said(SECOND, "submit", number)[0], "and submits it")
        may, why = desk.said(SECOND, "approve", number)
        tap.ok(not may and f"{SECOND} wrote or changed it" in why, "but does not approve it", why)
        may, why = desk.said(AUTHOR, "approve", number)
        tap.ok(not may and f"{AUTHOR} wrote or changed it" in why, "nor does who began it", why)
        tap.ok(desk.said(APPROVER, "approve", number)[0] and desk.state(number) == "approved", "who did neither does")


CHANGES = ("--subject", "Other news"), ("--body", "other.md"), ("--audience", "newsletter and lang:mi"), ("--list", "second")


@needs_root
def changed_since(tap):
    """Any change takes it back to draft, from wherever it was, and voids what was said of the text before."""
    with Desk(1) as desk:
        rig = desk.rig
        rig.ctl("list", "add", "second", "--name", "Second", "--purpose", "More news")
        rig.write("other.md", "Kia ora koutou", 0o644)
        for option, value in CHANGES:
            for is_scheduled in (False, True):
                number = desk.submitted()
                before = desk.show(number)["hash"]
                assert desk.said(APPROVER, "approve", number)[0]
                if is_scheduled:
                    assert desk.said(AUTHOR, "schedule", number, "--at", "2031-03-03 10:00")[0]
                value_here = rig.path(value) if value.endswith(".md") else value
                may, why = desk.said(AUTHOR, "update", number, option, value_here)
                shown = desk.show(number)
                name = f"{option} of what was {'scheduled' if is_scheduled else 'approved'}"
                tap.ok(may and shown["state"] == "draft" and shown["scheduled"] is None, f"{name}: a draft again", why)
                tap.ok(shown["hash"] != before and shown["approvals"][0]["void"] == f"{AUTHOR} changed it",
                       "another text, and why nothing is approved", shown["approvals"])
                tap.ok(not desk.said(AUTHOR, "schedule", number, "--now")[0], "so it cannot go")
                assert desk.said(AUTHOR, "submit", number)[0]
                tap.ok(not desk.said(AUTHOR, "schedule", number, "--now")[0], "nor once it is checked")
                tap.ok(desk.said(APPROVER, "approve", number)[0] and desk.state(number) == "approved",
                       "the same person may approve the new text")


@needs_root
def what_was_seen(tap):
    """The text changes between the preview and the approval."""
    with Desk(1) as desk:
        number = desk.submitted()
        tap.ok(desk.may(APPROVER, "announce", "preview", number), "somebody reads it")
        desk.said(AUTHOR, "update", number, "--subject", "Something else")
        may, why = desk.said(APPROVER, "approve", number)
        tap.ok(not may and "was changed since" in why, "meanwhile it is changed: no approval", why)
        desk.said(AUTHOR, "submit", number)
        may, why = desk.said(APPROVER, "approve", number)
        tap.ok(not may and "was changed since" in why, "nor when its author had it checked again", why)
        tap.ok(desk.may(APPROVER, "announce", "show", number), "they look again")
        tap.ok(desk.said(APPROVER, "approve", number)[0], "and approve what they saw")

        number = desk.submitted()
        shown, checked = desk.show(number)["hash"], json.loads(desk.ask(APPROVER, "announce", "check", number).stdout)["hash"]
        tap.ok(shown == checked and len(shown) == 24, "show and check say which text it is", shown)
        for wrong in (shown[:23], "0" * 24, shown + "0", "x" * 64):
            may, why = desk.said(APPROVER, "approve", number, "--hash", wrong)
            tap.ok(not may and "announce show" in why, f"--hash {wrong} is not it", why)
        may, why = desk.said(APPROVER, "approve", number, "--hash", shown, "--recipients", 3)
        tap.ok(not may and "would go to 0 people now" in why, "nor for three people", why)
        tap.ok(desk.said(APPROVER, "approve", number, "--hash", shown.upper())[0], "its digits are it")

        number = desk.submitted()
        tap.ok(desk.said(APPROVER, "approve", number)[0], "who looked at nothing approves what was checked last")


@needs_root
def images_too(tap):
    """The picture that a text shows is replaced in its folder."""
    with Desk(1, templates={"images": "images"}) as desk:
        rig = desk.rig
        os.mkdir(rig.path("images"), 0o755)
        rig.write("images/map.png", PIXEL, 0o644)
        rig.write("body.md", "Kia ora\n\n![A map](map.png)\n", 0o644)
        number = desk.submitted()
        assert desk.said(APPROVER, "approve", number)[0]
        rig.write("images/map.png", PIXEL + b"\0", 0o644)
        may, why = desk.said(AUTHOR, "schedule", number, "--now")
        shown = desk.show(number)
        tap.ok(not may and "its text or an image of it is not what was approved" in why, "another picture: refused", why)
        tap.ok(shown["state"] == "draft" and "not what was approved" in shown["reason"] and
               "not what was approved" in shown["approvals"][0]["void"], "and a draft again, which says why", shown)
        rig.log_says("announcement.void", f"id={number}", "image")
        tap.ok(True, "as does the log")


@needs_root
def two_texts(tap):
    """One approves one picture, one another: that is one approval of each, not two."""
    with Desk(2, templates={"images": "images"}) as desk:
        rig = desk.rig
        os.mkdir(rig.path("images"), 0o755)
        rig.write("images/map.png", PIXEL, 0o644)
        rig.write("body.md", "Kia ora\n\n![A map](map.png)\n", 0o644)
        number = desk.submitted()
        assert desk.may(APPROVER, "announce", "preview", number)
        assert desk.said(APPROVER, "approve", number)[0]
        rig.write("images/map.png", PIXEL + b"\0", 0o644)
        assert desk.may(SECOND, "announce", "show", number)
        tap.ok(desk.said(SECOND, "approve", number)[0], "another person approves the other picture")
        shown = desk.show(number)
        tap.ok(shown["state"] == "checked" and [bool(row["void"]) for row in shown["approvals"]] == [True, False],
               "the first approval is void", shown["approvals"])
        may, why = desk.said(APPROVER, "approve", number)
        tap.ok(not may and "was changed since" in why, "whose giver has not seen this one", why)
        assert desk.may(APPROVER, "announce", "show", number)
        tap.ok(desk.said(APPROVER, "approve", number)[0] and desk.state(number) == "approved", "and then gives another")


def people(n):
    return [f"p{i}@example.org" for i in range(n)]


def leave(rig, addresses):
    for address in addresses:
        rig.ctl("subscriber", "remove", address, "--list", "newsletter")


@needs_root
def how_many(tap):
    """100 people were shown: 2 more or less change nothing, 3 void the approval, when it is given, when it is scheduled,
    and when it begins."""
    with Desk(1) as desk:
        rig = desk.rig
        everybody = people(103)
        sign_up_many(rig, everybody[:100])
        first, second = desk.submitted(), desk.submitted()
        tap.equal(desk.show(first)["recipients"], 100, "a hundred get it")
        for number in (first, second):
            assert desk.said(APPROVER, "approve", number)[0]
        third = desk.submitted()
        assert desk.may(APPROVER, "announce", "check", third)
        tap.ok(desk.said(AUTHOR, "schedule", second, "--at", "2031-03-03 10:00")[0], "one is scheduled")
        leave(rig, everybody[:2])
        tap.ok(desk.said(AUTHOR, "schedule", second, "--at", "2031-03-03 11:00")[0], "98 of 100: still approved")
        leave(rig, everybody[2:3])
        may, why = desk.said(AUTHOR, "schedule", first, "--now")
        shown = desk.show(first)
        tap.ok(not may and "it would go to 97 people now, and was approved for 100" in why, "97: not any more", why)
        tap.ok(shown["state"] == "checked" and "97 people" in shown["reason"] and "97 people" in shown["approvals"][0]["void"],
               "it is checked again, and says why", shown)
        may, why = desk.said(APPROVER, "approve", third)
        tap.ok(not may and "97 people now, and you were shown 100" in why, "nor is approved what was shown for 100", why)
        may, why = desk.said(AUTHOR, "schedule", second, "--at", "2031-03-03 12:00")
        tap.ok(not may and desk.state(second) == "checked", "what was scheduled is taken back", why)
        tap.ok(desk.said(APPROVER, "approve", first)[0], "it is approved again, for 97")
        tap.ok(desk.said(AUTHOR, "schedule", first, "--now")[0], "and goes")
        tap.equal(wait_done(rig, first)["sent"], 97, "to 97")
        rig.settle()
        for address in everybody:
            rig.letters(address)


@needs_root
def when_it_begins(tap):
    """Between the schedule and its time the list has moved: it does not begin."""
    with Desk(1) as desk:
        rig = desk.rig
        sign_up_many(rig, people(3))
        number = desk.submitted()
        assert desk.said(APPROVER, "approve", number)[0]
        assert desk.said(AUTHOR, "schedule", number, "--at", "2031-03-03 10:00")[0]
        leave(rig, people(1))
        rig.stop()
        with sqlite3.connect(rig.path("dpupd.db")) as db:
            db.execute("UPDATE announcement SET scheduled_at = 1000, is_urgent = 1 WHERE id = ?", (number,))
        rig.start()
        wait(lambda: desk.state(number) == "checked", "it to be taken back")
        tap.ok("it would go to 2 people now, and was approved for 3" in desk.show(number)["reason"], "and it says why")
        rig.log_says("announcement.void", f"id={number}", "2 people")
        rig.settle()
        tap.ok(not [m for m in rig.sink.mails if m.header("Subject") == "News"], "nobody got it")
        for address in people(3):
            rig.letters(address)


@needs_root
def on_a_terminal(tap):
    """A person is shown what they approve, and asked."""
    with Desk(1) as desk:
        number = desk.submitted()
        command = ["setpriv", f"--reuid={APPROVER}", "--regid=daemon", "--clear-groups", desk.program, "-s", desk.rig.socket,
                   "announce", "approve", str(number)]
        text, status = on_terminal(command, b"no\n", columns=200)
        tap.ok(status == 1 and "nothing was done" in text and desk.state(number) == "checked", "a no approves nothing", text)
        shown = desk.show(number)
        tap.ok("News" in text and f"for 0 people of newsletter; by {AUTHOR}; text {shown['hash']}" in text,
               "what it is, for how many, by whom", text)
        text, status = on_terminal(command, b"yes\n", columns=200)
        tap.ok(status == 0 and desk.state(number) == "approved", "a yes approves it", f"{status} {text}")


def tests_to_staff(tap):
    """A test mail is no way to write to strangers in the service's name."""
    with Rig() as rig:
        add_newsletter(rig)
        number = rig.ctl("announce", "new", "--list", "newsletter", "--subject", "News", "--body",
                         rig.write("b.md", "Kia ora"))["id"]
        done = rig.ctl_run("announce", "test", number, "--to", "stranger@example.org")
        tap.ok(done.returncode == 1 and "an address of staff" in done.stderr, "a stranger gets none", done.stderr)
        rig.ctl("staff", "add", "kim", "--address", "Kim@example.govt.nz", "--role", "author")
        rig.ctl("announce", "test", number, "--to", "kim@EXAMPLE.govt.nz")
        tap.ok(rig.letter("kim@example.govt.nz").subject == "[test] News", "staff do")
        rig.ctl("staff", "remove", "kim")
        tap.ok(rig.ctl_run("announce", "test", number, "--to", "kim@example.govt.nz").returncode == 1, "while they are")
        rig.settle()
        tap.ok(not rig.letters("stranger@example.org"), "nothing went elsewhere")


def team_of_one(tap):
    """approvals = 0: whoever writes sends, and a list that moves changes nothing."""
    with Rig() as rig:
        add_newsletter(rig)
        number = rig.ctl("announce", "new", "--list", "newsletter", "--subject", "News", "--body",
                         rig.write("b.md", "Kia ora"))["id"]
        rig.ctl("announce", "check", number)
        sign_up_many(rig, people(2))
        rig.ctl("announce", "update", number, "--subject", "Newer")
        rig.ctl("announce", "approve", number)
        sign_up_many(rig, ["late@example.org"])
        rig.ctl("announce", "schedule", number, "--now")
        tap.equal(wait_done(rig, number)["sent"], 3, "it goes to all three")


@needs_root
def none_was_asked_for(tap):
    """Who wrote it approved it while no approvals were asked for: that counts for nothing when they are."""
    with Desk(0) as desk:
        rig = desk.rig
        sign_up_many(rig, people(1))
        first, second = desk.submitted(), desk.submitted()
        for number in (first, second):
            tap.ok(desk.said(AUTHOR, "approve", number)[0], "a team of one approves its own")
        assert desk.said(AUTHOR, "schedule", first, "--at", "2031-03-03 10:00")[0]
        rig.stop()
        rig.configure({"announcements": {"approvals": 1}, "control": {"group": GROUP}})
        with sqlite3.connect(rig.path("dpupd.db")) as db:
            db.execute("UPDATE announcement SET scheduled_at = 1000, is_urgent = 1 WHERE id = ?", (first,))
        rig.start()
        wait(lambda: desk.state(first) == "checked", "what was scheduled to be taken back")
        may, why = desk.said(AUTHOR, "schedule", second, "--now")
        tap.ok(not may and "has 0 of 1 approvals" in why, "nor is it scheduled", why)
        may, why = desk.said(AUTHOR, "approve", second)
        tap.ok(not may and "wrote or changed it" in why, "nor approved by them again", why)
        rig.settle()
        tap.ok(not rig.letters(people(1)[0]), "nobody got anything")
        tap.ok(desk.said(APPROVER, "approve", second)[0] and desk.said(AUTHOR, "schedule", second, "--now")[0] and
               wait_done(rig, second)["sent"] == 1, "somebody else's counts")


def due_and_paused(rig, number):
    """As a backup that is brought back leaves what was due meanwhile."""
    rig.stop()
    with sqlite3.connect(rig.path("dpupd.db")) as db:
        db.execute("UPDATE announcement SET state = 'paused', scheduled_at = 1000, started_at = ? WHERE id = ?",
                   (int(time.time()), number))
    rig.start()


@needs_root
def paused_before_it_began(tap):
    """A restored backup pauses what was due: to resume it is to begin it, with all that is looked at then."""
    with Desk(1, sending={"window": "always", "window_days": "all"}) as desk:
        rig = desk.rig
        sign_up_many(rig, people(3))
        first, second = desk.submitted(), desk.submitted()
        for number in (first, second):
            assert desk.said(APPROVER, "approve", number)[0]
            assert desk.said(AUTHOR, "schedule", number, "--at", "2031-03-03 10:00")[0]
        due_and_paused(rig, first)
        tap.ok(desk.said(AUTHOR, "resume", first)[0] and wait_done(rig, first)["sent"] == 3, "approved as it is, it goes when it is resumed")
        due_and_paused(rig, second)
        leave(rig, people(1))
        desk.said(AUTHOR, "resume", second)
        wait(lambda: desk.state(second) == "checked", "it to be taken back")
        tap.ok("it would go to 2 people now, and was approved for 3" in desk.show(second)["reason"], "approved for others, it does not")
        rig.settle()
        tap.equal([len(rig.letters(person)) for person in people(3)], [1, 1, 1], "and nobody got it")


@needs_root
def notes_by_mail(tap):
    """After the meeting the convenor's reply is for the members: it waits for approval where one is asked for, and who sent it
    by mail does not approve it as staff."""
    for approvals in (1, 0):
        with Desk(approvals, sending={"window": "always", "window_days": "all"}) as desk:
            rig = desk.rig
            convenor = f"{APPROVER}@example.govt.nz"
            copy = plan(rig, people(1)[0], convenor=convenor)[2]
            age(rig, 60 * DAY)
            rig.letters(convenor), rig.letters(people(1)[0])
            rig.deliver(reply(copy, convenor, "Kia ora koutou. We agreed to meet in May."))
            proof = rig.letter(convenor)
            rig.settle()
            tap.ok(not rig.letters(people(1)[0]), "nothing goes before they have seen it, whatever else is asked for")
            rig.deliver(reply(proof, convenor, "send"))
            if approvals == 0:
                tap.ok("meet in May" in rig.letter(people(1)[0]).text, "with none asked for they go when their writer says so")
                rig.deliver(reply(copy, convenor, "We agreed on TODO."))
                tap.ok("TODO" in rig.letter(HUMAN).text, "but not with a fault in them")
                continue
            told = rig.letter(convenor)
            tap.ok("Somebody looks at them first" in told.text, "who sent them is told that they wait", told.text)
            number = rig.ctl("announce", "list")[0]["id"]
            may, why = desk.said(APPROVER, "approve", number)
            tap.ok(not may and f"{APPROVER} wrote or changed it" in why, "who wrote them by mail wrote them", why)
            rig.settle()
            tap.ok(not rig.letters(people(1)[0]), "nothing goes")
            tap.ok(desk.said(SECOND, "approve", number)[0] and desk.said(AUTHOR, "schedule", number, "--now")[0] and
                   "meet in May" in rig.letter(people(1)[0]).text, "somebody else approves them")


@needs_root
def no_approver_any_more(tap):
    """Who may not approve any more did not approve what has not begun: an account is taken off because somebody else has it."""
    with Desk(2) as desk:
        rig = desk.rig
        sign_up_many(rig, ["a1@example.org"])
        half, scheduled, sent = desk.submitted(), desk.submitted(), desk.submitted()
        for number in (scheduled, sent):
            assert desk.said(APPROVER, "approve", number)[0] and desk.said(SECOND, "approve", number)[0]
        assert desk.said(APPROVER, "approve", half)[0]
        assert desk.said(AUTHOR, "schedule", scheduled, "--at", "2031-03-03 10:00")[0]
        assert desk.said(AUTHOR, "schedule", sent, "--now")[0]
        wait_done(rig, sent)
        rig.ctl("staff", "add", APPROVER, "--address", f"{APPROVER}@example.govt.nz", "--role", "author,admin")
        rig.ctl("staff", "remove", APPROVER, "--role", "approver")
        tap.equal(desk.state(scheduled), "scheduled", "with another role that approves, what they approved stands")
        rig.ctl("staff", "remove", APPROVER, "--role", "admin")
        shown = desk.show(scheduled)
        tap.equal((shown["state"], shown["scheduled"], [row["void"] for row in shown["approvals"]]),
                  ("checked", None, [f"{APPROVER} is no approver any more", None]), "what was scheduled does not go")
        tap.ok(f"{APPROVER} is no approver any more" in shown["reason"], "and says why", shown["reason"])
        tap.equal(desk.state(sent), "done", "what has gone has gone")
        tap.ok(desk.said(THIRD, "approve", half)[0] and desk.state(half) == "checked", "theirs does not count with the next")
        tap.ok(desk.said(SECOND, "approve", half)[0] and desk.state(half) == "approved", "another's does")
        rig.ctl("staff", "remove", SECOND)
        tap.equal(desk.state(half), "checked", "taken off altogether, likewise")
        rig.ctl("staff", "add", SECOND, "--address", f"{SECOND}@example.govt.nz", "--role", "approver")
        tap.equal(desk.state(half), "checked", "who is one again")
        tap.ok(desk.said(SECOND, "approve", half)[0] and desk.state(half) == "approved", "approves again")


run(so_many_people, nobody_their_own, changed_since, what_was_seen, images_too, two_texts, how_many, when_it_begins,
    on_a_terminal, tests_to_staff, team_of_one, none_was_asked_for,
    paused_before_it_began, notes_by_mail, no_approver_any_more)
