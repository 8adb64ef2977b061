# SPDX-License-Identifier: MIT
"""Mail in one: who asked for a day's or a week's mail in one gets each announcement once, in a digest, whatever
dies in between; and who asked for text alone gets no HTML."""
import datetime
import sqlite3
import zoneinfo

from mails import SERVICE, message, reply
from people import GENEROUS, add_newsletter, announce, join, local_time, sign_up, state_of, unsubscribe_mailto, wait_done
from rig import Rig, merged, run, wait
from test_rights import AUTHSERV, proven

ALWAYS = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"},
                           "inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})
AMY, BEN, CAT = "amy@example.org", "ben@example.org", "cat@example.org"


def says(rig, person, words):
    rig.deliver(proven(person, words))
    return rig.letter(person)


def sent(rig, subject, body="Kia ora\n", audience="newsletter"):
    number = announce(rig, subject, body, audience)
    wait_done(rig, number)
    rig.settle()
    return number


def waiting(rig, person=AMY):
    return rig.ctl("subscriber", "export", person)["waiting_for_digest"]


def change(rig, sql, is_killed=False):
    """The clock of a digest is moved where it is kept; the daemon is stopped, or dies, meanwhile."""
    rig.settle()
    rig.kill() if is_killed else rig.stop()
    db = sqlite3.connect(rig.path("dpupd.db"))
    db.execute(sql)
    db.commit()
    db.close()
    rig.start()


def digests(tap):
    with Rig(ALWAYS) as rig:
        add_newsletter(rig)
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago")
        for person in (AMY, BEN, CAT):
            sign_up(rig, person)
        join(rig, AMY, "otago", "join otago")
        tap.ok("week in one" in says(rig, AMY, "set weekly").text, "set weekly: the receipt says what is set")
        says(rig, BEN, "set daily")
        number = sent(rig, "First", "One *thing*\n")
        sent(rig, "Second", "<b>no</b> & another\n")
        sent(rig, "Otago only", "Who comes\n", "otago")
        tap.equal([letter.subject for letter in rig.letters(CAT)], ["First", "Second"], "others get each at once")
        tap.equal(rig.letters(AMY) + rig.letters(BEN), [], "who wants a digest gets none of them now")
        rows = waiting(rig)
        tap.equal([r["list"] for r in rows], ["newsletter", "newsletter", "otago"], "they are kept, and my data shows it")
        due = datetime.datetime.fromisoformat(rows[0]["due"].replace("Z", "+00:00")).astimezone(
            zoneinfo.ZoneInfo("Pacific/Auckland"))
        now = datetime.datetime.now(datetime.timezone.utc)
        tap.ok((due.weekday(), due.hour, due.minute) == (0, 9, 0) and 0 < (due - now).total_seconds() <= 7 * 86400 + 3600,
               f"the weekly is due on Monday at nine: {due}")
        due = datetime.datetime.fromisoformat(waiting(rig, BEN)[0]["due"].replace("Z", "+00:00"))
        tap.ok(0 < (due - now).total_seconds() <= 90000, "the daily within a day")
        report = rig.ctl("announce", "report", number)
        tap.equal((report["sent"], report["cancelled"], report["collected"]), (1, 2, 2), "the report tells how many")
        told = next(d for d in rig.ctl("explain", AMY)["deliveries"] if d["announcement"] == number)
        tap.ok(told["state"] == "cancelled" and "digest" in told["reason"], "explain says where it went")
        tap.ok("Waiting for the next one: 3" in says(rig, AMY, "preferences").text, "and so does the page of preferences")
        start = local_time(3 * 86400)[:16]
        rig.ctl("meeting", "add", "otago", "--start", start, "--title", "A hui")
        tap.ok("A hui" in rig.letter(AMY).subject, "an invitation comes at once")
        change(rig, "UPDATE digest_item SET due_at = 1000", is_killed=True)
        letters = {letter["List-Id"].split("<")[1].split(".")[0]: letter for letter in (rig.letter(AMY), rig.letter(AMY))}
        letter = letters["newsletter"]
        tap.equal(letter.subject, "DPUP newsletter: 2 mails in one", "a digest, after a crash")
        tap.ok(letter.text.index("One thing") < letter.text.index("another") if "One thing" in letter.text else
               letter.text.index("First") < letter.text.index("Second"), "the oldest first")
        tap.ok("<em>thing</em>" in letter.html and "<b>no</b>" not in letter.html, "as HTML too, and safe")
        tap.ok("You get this because you asked for DPUP newsletter" in " ".join(letter.text.split()), "it says why")
        tap.equal(letters["otago"].subject, "Otago CoP: Otago only", "of one mail it has the name")
        tap.equal(rig.letter(BEN).subject, "DPUP newsletter: 2 mails in one", "the daily too")
        rig.restart()
        rig.settle()
        tap.equal((waiting(rig), rig.letters(AMY), rig.letters(BEN)), ([], [], []), "once")
        address, subject, _ = unsubscribe_mailto(letter)
        rig.deliver(message(AMY, address, subject, headers=[("Auto-Submitted", "auto-replied")]))
        wait(lambda: state_of(rig, AMY) == "left", "the button to unsubscribe to work")
        tap.equal((state_of(rig, AMY, "otago"), state_of(rig, BEN)), ("active", "active"), "and to leave that list alone")


def cancelled(tap):
    """What waits for a digest is taken out of it, whether the announcement is under way or done for all others."""
    with Rig(ALWAYS) as rig:
        add_newsletter(rig)
        for person in (AMY, BEN):
            sign_up(rig, person)
        says(rig, AMY, "set weekly")
        wrong, right = sent(rig, "Wrong"), sent(rig, "Right")
        tap.equal(rig.ctl("announce", "report", wrong)["state"], "done", "done, but for who waits for a digest")
        tap.equal(len(waiting(rig)), 2, "where both wait")
        answer = rig.ctl("announce", "cancel", wrong)
        tap.equal((answer["taken_out_of_digests"], answer["state"]), (1, "done"), "it is taken out, and stays what it is for who has it")
        tap.equal([row["announcement"] for row in waiting(rig)], [right], "and the other waits on")
        again = rig.ctl_run("--yes", "announce", "cancel", wrong)
        tap.ok(again.returncode == 1 and "is done" in again.stderr, "once", again.stderr)
        change(rig, "UPDATE digest_item SET due_at = 1")
        text = rig.letter(AMY).text
        tap.ok("Right" in text and "Wrong" not in text, "the digest has the other alone", text)


def changes(tap):
    """What waits when somebody changes their mind, leaves, or staff cancel."""
    with Rig(ALWAYS) as rig:
        add_newsletter(rig)
        for person in (AMY, BEN, CAT):
            sign_up(rig, person)
            says(rig, person, "set weekly")
        sent(rig, "First")
        says(rig, AMY, "set each")
        tap.equal(rig.letter(AMY).subject, "DPUP newsletter: First", "set each: what waits comes now")
        sent(rig, "Second")
        tap.equal(rig.letter(AMY).subject, "Second", "and then each by itself")
        rig.deliver(proven(BEN, "unsubscribe"))
        rig.letter(BEN)
        change(rig, "UPDATE digest_item SET due_at = 1000")
        tap.equal(rig.letter(CAT).subject, "DPUP newsletter: 2 mails in one", "who stayed gets it")
        rig.settle()
        tap.equal(rig.letters(BEN), [], "who left gets none")
        sent(rig, "Third")
        change(rig, "UPDATE announcement SET state = 'cancelled' WHERE subject = 'Third'")
        change(rig, "UPDATE digest_item SET due_at = 1000")
        rig.settle()
        tap.equal((rig.letters(CAT), waiting(rig, CAT)), ([], []), "what staff cancelled is not told")
        for number in range(3):
            sent(rig, f"Long {number}", f"{number} " * 14000)
        change(rig, "UPDATE digest_item SET due_at = 1000")
        letter = rig.letter(CAT)
        tap.ok(len(letter.raw) < 150000 and letter.text.count('write "get ') == 1, "of what would be too long the name is told")
        rig.deliver(proven(CAT, "forget me"))
        rig.deliver(reply(rig.letter(CAT), CAT, "yes"))
        rig.letter(CAT)
        rig.stop()
        db = sqlite3.connect(rig.path("dpupd.db"))
        tap.equal(db.execute("SELECT count(*) FROM digest_item").fetchone()[0], 0, "forgotten with the person")
        db.close()
        rig.start()


def one_that_cannot_be_made(tap):
    """It waits, and is seen; the others of the same turn get theirs."""
    with Rig(ALWAYS) as rig:
        add_newsletter(rig)
        for person in (AMY, BEN, CAT):
            sign_up(rig, person)
            says(rig, person, "set daily")
        sent(rig, "First")
        stuck = rig.ctl("subscriber", "show", BEN)["id"]
        change(rig, f"CREATE TRIGGER stuck BEFORE INSERT ON delivery WHEN new.kind = 'digest' AND new.subscriber_id = {stuck}"
                    " BEGIN SELECT raise(ABORT, 'stuck on purpose'); END")
        change(rig, "UPDATE digest_item SET due_at = 1000")
        tap.ok(rig.letter(AMY) and rig.letter(CAT), "who stood beside it gets their digest")
        tap.ok("stuck on purpose" in rig.log_says("schedule.setback", "task=digest", f"id={stuck}"), "the log says which, and why")
        tap.ok("\"digest\" of " in rig.ctl_run("doctor").stdout, "doctor tells of it")
        rig.settle()
        tap.equal((rig.letters(BEN), len(waiting(rig, BEN))), ([], 1), "nothing of it is lost")
        tap.ok(sum("schedule.setback" in line for line in rig.log().splitlines()) == 1, "and it is not tried at each turn")
        change(rig, "DROP TRIGGER stuck")
        change(rig, "UPDATE digest_item SET due_at = 1000")
        tap.equal(rig.letter(BEN).subject, "DPUP newsletter: First", "mended, it goes")
        sent(rig, "Marks", '"' * 8000)  # each is &quot; in HTML
        sent(rig, "More", '"' * 8000)
        change(rig, "UPDATE digest_item SET due_at = 1000")
        letter = rig.letter(AMY)
        tap.ok(letter.text.count('write "get ') == 1 and len(letter.raw) < 102_000, "what is too long as it goes is named only")


def window(tap):
    """A digest waits for the hours of its list."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo("Pacific/Auckland"))
    hours = "00:00-08:00" if now.hour >= 12 else "16:00-24:00"
    with Rig(merged(ALWAYS, {"sending": {"window": hours}})) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        says(rig, AMY, "set daily")
        sent(rig, "First")
        change(rig, "UPDATE digest_item SET due_at = 1000")
        rig.settle()
        rows = waiting(rig)
        tap.ok(rig.letters(AMY) == [] and len(rows) == 1 and rows[0]["due"] > "2020", f"outside of {hours} it waits")


def text_only(tap):
    with Rig(ALWAYS) as rig:
        add_newsletter(rig)
        for person in (AMY, BEN):
            sign_up(rig, person)
        says(rig, AMY, "set text")
        sent(rig, "News", "Kia *ora*\n")
        amy, ben = rig.letter(AMY), rig.letter(BEN)
        tap.ok(amy.parsed.get_content_type() == "text/plain" and "Kia" in amy.text, "text alone, in one part")
        tap.ok(ben.parsed.get_content_type() == "multipart/alternative" and "<em>ora</em>" in ben.html, "others have both")
        tap.ok(amy["List-Unsubscribe"] and amy["List-Unsubscribe"] != ben["List-Unsubscribe"], "each with a token of their own")
        says(rig, AMY, "set weekly")
        sent(rig, "More")
        change(rig, "UPDATE digest_item SET due_at = 1000")
        tap.equal(rig.letter(AMY).parsed.get_content_type(), "text/plain", "so is a digest")


if __name__ == "__main__":
    run(digests, cancelled, changes, one_that_cannot_be_made, window, text_only)
