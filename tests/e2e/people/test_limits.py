# SPDX-License-Identifier: MIT
"""Limits never silence the honest: junk in anybody's name uses up no budget but its own, what a limit holds back
waits and is done, or is shown to staff, and what was asked for by many spellings goes to one mailbox."""
import json

from aging import DAY, age
from mails import HUMAN, SERVICE, message, reply, sub
from people import add_newsletter, announce, sign_up, state_of, wait_done
from reports import complaint
from rig import Rig, merged, run, wait
from test_convenor import CONVENOR, plan
from test_rights import AUTHSERV, proven

HOUR = 3600
VOUCHED = {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]}
SEAL = [("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from={CONVENOR.partition('@')[2]}")]
PASS = [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]
HELP = "Write one of these"


def outcomes(rig):
    return [row["outcome"] for row in reversed(rig.ctl("inbound", "list"))]


def waiting(rig):
    """{limit: how much waits for room}, and the same of what was given up."""
    rows = rig.status()["limits"]
    return ({r["limit"]: r["waiting"] for r in rows if r["waiting"]},
            {r["limit"]: r["dropped"] for r in rows if r["dropped"]})


def doctor(rig):
    done = rig.ctl_run("--json", "doctor")
    row = next(r for r in json.loads(done.stdout) if r["check"] == "limits")
    return row["ok"], row["text"], done.returncode


def junk_for_an_hour(tap):
    """As many junk mails as anybody may be answered in an hour, and one more."""
    limit = 40
    with Rig(merged(VOUCHED, {"limits": {"answers_total": limit}})) as rig:
        add_newsletter(rig)
        for i in range(limit):
            rig.deliver(message(f"junk{i}@far.example", subject="help"))
        rig.settle()
        tap.equal((outcomes(rig).count("help sent"), waiting(rig)), (limit, ({}, {})), "as many as may be are answered")
        for i in range(2):
            rig.deliver(message(f"late{i}@far.example", subject="help"))
        rig.settle()
        tap.equal(waiting(rig)[0], {"answers_total": 2}, "what is more waits")
        tap.equal([r["state"] for r in rig.ctl("inbound", "list", "--state", "waiting")], ["waiting"] * 2, "and is shown")
        tap.ok(outcomes(rig).count("help sent") == limit and not rig.letters("late0@far.example"),
               "and nobody says that it was answered")
        rig.deliver(proven("amy@example.org", "subscribe"))
        rig.deliver(reply(rig.letter("amy@example.org"), "amy@example.org", "yes"))
        rig.letter("amy@example.org")
        tap.equal(state_of(rig, "amy@example.org"), "active", "who is vouched for has a budget that junk cannot use up")
        tap.ok(doctor(rig)[0], "what waits for less than an hour is no trouble")
        rig.restart()
        tap.equal(waiting(rig)[0], {"answers_total": 2}, "it waits also after a restart")
        rig.deliver(message("later@far.example", subject="help"))
        rig.settle()
        tap.equal(waiting(rig)[0], {"answers_total": 3}, "and what was sent is counted still")
        metrics = rig.ctl("metrics")["text"]
        tap.ok('dpupd_held_back{limit="answers_total"} 3' in metrics and
               'dpupd_limited_total{limit="answers_total"} 3' in metrics, "the metrics tell", metrics)
        age(rig, HOUR + 60)
        for person in ("late0", "late1", "later"):
            tap.ok(HELP in rig.letter(f"{person}@far.example").text, f"{person} is answered when there is room")
        rig.settle()
        tap.equal((waiting(rig), outcomes(rig).count("help sent")), (({}, {}), limit + 3), "then all is done")


def what_waits_is_bounded(tap):
    with Rig(merged(VOUCHED, {"limits": {"answers_total": 1, "waiting": 10}})) as rig:
        add_newsletter(rig)
        rig.deliver(message("first@far.example", subject="help"))
        rig.settle()
        for i in range(12):
            rig.deliver(message(f"more{i}@far.example", subject="help"))
        rig.settle()
        tap.equal(waiting(rig), ({"answers_total": 10}, {"answers_total": 2}), "ten wait, what is more is shown to staff")
        is_ok, text, code = doctor(rig)
        tap.ok(not is_ok and code == 1 and "2 " in text and "answers_total" in text, "doctor tells of it", text)
        rows = rig.ctl("inbound", "list", "--state", "limited")
        tap.ok(len(rows) == 2 and all("sent" not in r["outcome"] for r in rows), "they can be found", str(rows))
        rig.ctl("inbound", "replay", rows[0]["id"])
        rig.letter(f"more{11 if rows[0]['id'] > rows[1]['id'] else 10}@far.example")
        rig.settle()
        tap.equal(waiting(rig)[1], {"answers_total": 1}, "and done by staff, whatever the limit")


def waits_too_long(tap):
    with Rig(merged(VOUCHED, {"limits": {"messages_per_sender": 1}})) as rig:
        add_newsletter(rig)
        rig.deliver(message("amy@far.example", subject="A question", text="What is it about?"))
        rig.deliver(message("amy@far.example", subject="Another", text="And when is it?"))
        rig.settle()
        tap.equal(waiting(rig)[0], {"messages_per_sender": 1}, "the second of a day waits where one may be")
        age(rig, HOUR + 60)
        is_ok, text, code = doctor(rig)
        tap.ok(not is_ok and code == 1 and "messages_per_sender" in text, "after an hour doctor tells of it", text)
        age(rig, DAY)
        tap.equal([rig.letter(HUMAN).subject.rpartition("] ")[2] for _ in range(2)], ["A question", "Another"], "it is read")
        tap.ok(doctor(rig)[0], "and then all is well")


def forged_in_a_name(tap):
    """200 mails in a person's name that prove nothing, and then their own."""
    amy, bob = "amy@example.org", "bob@example.org"
    with Rig(VOUCHED) as rig:
        add_newsletter(rig)
        for person in (amy, bob):
            sign_up(rig, person)
            for i in range(210):
                rig.deliver(message(person, subject="help" if i % 2 else f"Question {i}", text="What about it?\n"))
            rig.settle()
        got = [len(rig.letters(person)) for person in (amy, bob)]
        tap.ok(all(1 <= n <= 13 for n in got), "a mailbox gets some of what others ask for in its name", str(got))
        rig.deliver(proven(amy, "help"))
        tap.ok(HELP in rig.letter(amy).text, "their own question is answered")
        rig.deliver(proven(amy, "unsubscribe"))
        rig.letter(amy)
        tap.equal(state_of(rig, amy), "left", "their real \"unsubscribe\" is done at once")
        rig.deliver(proven(bob, "forget me"))
        rig.deliver(reply(rig.letter(bob), bob, "yes"))
        tap.ok("forgotten" in rig.letter(bob).subject and state_of(rig, bob) is None, "and their real \"forget me\"")
        is_ok, text, _ = doctor(rig)
        tap.ok(not is_ok and "answers_per_sender" in text, "staff are told of the flood", text)
        rows = rig.ctl("inbound", "list", "--state", "limited")
        tap.ok(rows and not any(r["outcome"].endswith(" sent") for r in rows), "nothing that was held back is said to be sent",
               str({r["outcome"] for r in rows}))


def kinds(rig, state):
    return sorted(r["id"] for r in rig.ctl("inbound", "list", "--state", state))


def rights_in_a_flood(tap):
    """What a person has a right to is asked about at once, whoever else writes in that name, and however often."""
    amy = "amy@example.org"
    for settings in ({}, VOUCHED):      # nobody judges mail; somebody does, and says nothing of hers
        with Rig(settings) as rig:
            add_newsletter(rig)
            sign_up(rig, amy)
            for words in ["status", "meetings", "pause", "help", "unsubscribe", "correct name Evil"] * 5:
                rig.deliver(message(amy, subject=words))
            rig.settle()
            rig.letters(amy)
            for words in ("forget me", "my data", "change address to amy@new.example", "correct organisation Te Puna"):
                rig.deliver(message(amy, subject=words))
                tap.ok("Was this you" in rig.letter(amy).subject, f"{words}: she is asked, below thirty others")
            rig.deliver(message(amy, subject="pause 3 weeks"))
            rig.settle()
            tap.equal(rig.letters(amy), [], "of what was asked about today the newest waits")
            newest = rig.ctl("inbound", "list")[0]
            tap.equal(newest["state"], "waiting", "and is not lost")
            age(rig, DAY + 60)
            rig.settle()
            tap.ok(rig.ctl("inbound", "show", newest["id"])["outcome"] == "asked whether it was them" and
                   any("Was this you" in m.subject for m in rig.letters(amy)), "on the next day she is asked about it")


def pushed_out(tap):
    """What came first, and waits, is not pushed out by what comes after it, nor by being many of another kind."""
    amy = "amy@example.org"
    with Rig({"limits": {"answers_per_sender": 2}}) as rig:
        add_newsletter(rig)
        sign_up(rig, amy)
        age(rig, 2 * DAY)
        for words in ("lists", "help", "my data", "my data", "my data", "help", "status"):
            rig.deliver(message(amy, subject=words))
        rig.settle()
        rig.letters(amy)
        first = kinds(rig, "waiting")
        tap.equal(len(first), 3, "one of each kind waits")
        for words in ["pause", "correct name X", "help", "latest", "my data"] * 12:
            rig.deliver(message(amy, subject=words))
        rig.settle()
        rig.letters(amy)
        then = kinds(rig, "waiting")
        tap.ok(set(first) <= set(then) and len(then) == 2 * 5 + 1, "two of each kind wait, the oldest among them",
               (first, then, waiting(rig)))
        is_ok, text, code = doctor(rig)
        tap.ok(not is_ok and code == 1 and "limits.answers_per_sender" in text and "limits.asks_per_person" not in text,
               "doctor tells of it, and names keys that there are", text)
        given_up = rig.ctl("inbound", "list", "--state", "limited")
        tap.ok(given_up and all(r["note"] == "one like it waits" for r in given_up), "what is given up says why")
        age(rig, DAY + 60)
        rig.deliver(message(amy, subject="lists"))
        rig.settle()
        done = [r["outcome"] for r in rig.ctl("inbound", "list") if r["id"] in first[:1]]
        tap.equal(done, ["asked whether it was them"], "on the next day the right is asked about")
        got = rig.letters(amy)
        tap.ok(len([m for m in got if HELP in m.text]) == 1 and not any("lists" in m.subject.lower() for m in got),
               "status and help have the room for two, what has less weight waits", [m.subject for m in got])
        for _ in range(5):
            age(rig, DAY + 60)
            rig.settle()
        tap.equal(waiting(rig)[0], {}, "within days none waits any more")
        tap.ok(not doctor(rig)[0], "for a week doctor tells of what was given up")
        rig.ctl("inbound", "seen", rig.ctl("inbound", "list")[0]["id"])
        tap.ok(doctor(rig)[0], "or until somebody has seen it")


def below_a_passed_on_mail(tap):
    """Who got her newsletter passed on answers it in her name, as often as may be; what is vouched for is hers."""
    amy = "amy@example.org"
    judged = merged(VOUCHED, {"sending": {"window": "always", "window_days": "all"}})
    with Rig(judged) as rig:
        add_newsletter(rig)
        sign_up(rig, amy)
        wait_done(rig, announce(rig, "News", "Would you like a workshop?\n"))
        news = rig.letter(amy)
        for i in range(24):
            rig.deliver(reply(news, amy, "status" if i % 2 else "forget me", headers=[("X-Number", str(i))]))
        rig.settle()
        rig.letters(amy)
        for words in ("forget me", "help", "replace me with heir@example.org"):
            rig.deliver(reply(news, amy, words, headers=PASS))
            tap.ok(rig.letter(amy), f"{words}: her own reply is answered")
        outcome = [r["outcome"] for r in rig.ctl("inbound", "list")[:3]]
        tap.ok("asking limited" not in outcome and "not answered: too many" not in outcome, "and nothing of it is lost", outcome)


def complaint_in_a_flood(tap):
    """A complaint that names a mail of ours is done, whoever else writes in that name."""
    amy = "amy@example.org"
    with Rig({"limits": {"messages_per_sender": 5, "answers_total": 5}}) as rig:
        add_newsletter(rig)
        news = sign_up(rig, amy)
        for i in range(20):
            rig.deliver(message(amy, subject=f"Question {i}", text="What about it?\n"))
        rig.settle()
        rig.deliver(complaint(news))
        wait(lambda: state_of(rig, amy) == "left", "the complaint to be done")
        tap.ok(True, "a complaint never waits")


def who_leaves_need_not_wait(tap):
    """Nobody vouches for anybody here, and all that may be answered was."""
    amy = "amy@example.org"
    with Rig({"limits": {"answers_total": 3}}) as rig:
        add_newsletter(rig)
        sign_up(rig, amy)
        for i in range(10):
            rig.deliver(message(f"junk{i}@far.example", subject="help"))
        rig.settle()
        rig.deliver(message(amy, subject="unsubscribe"))
        rig.deliver(reply(rig.letter(amy), amy, "yes"))
        rig.letter(amy)
        tap.equal(state_of(rig, amy), "left", "the question whether to leave has a budget of its own")


def questions_for_a_convenor(tap):
    """What members ask is forwarded to the convenor, and is not what the convenor asked for."""
    people = [f"p{i}@example.org" for i in range(12)]
    with Rig(merged(VOUCHED, {"limits": {"answers_per_sender": 4}})) as rig:
        meeting, _, copy = plan(rig)
        for person in people:       # who have it from somebody the convenor showed it to
            rig.deliver(reply(copy, person, "cancel, I do not like it"))
        rig.settle()
        tap.equal(len(rig.letters(CONVENOR)), 12, "what others write about it reaches the convenor")
        rig.deliver(reply(copy, CONVENOR, "cancel, the hall is flooded", headers=SEAL))
        rig.deliver(reply(rig.letter(CONVENOR), CONVENOR, "yes", headers=SEAL))
        wait(lambda: rig.ctl("meeting", "show", meeting)["state"] == "cancelled", "the meeting to be off")
        tap.ok(True, "and their order is asked back and done")


def orders_of_a_convenor(tap):
    with Rig(merged(VOUCHED, {"limits": {"orders_per_convenor": 5, "answers_per_sender": 2}})) as rig:
        _, _, copy = plan(rig)
        for i in range(6):
            rig.deliver(reply(copy, CONVENOR, "move to a better day", headers=[*SEAL, ("X-Number", str(i))]))
        rig.settle()
        tap.equal((len(rig.letters(CONVENOR)), waiting(rig)[1]), (5, {"orders_per_convenor": 1}),
                  "a convenor's orders have their own limit, and staff see the one that is past it")


def two_lists_in_a_day(tap):
    """One question a day is what anybody can have sent to anybody; the second is not lost without a word."""
    with Rig(VOUCHED) as rig:
        add_newsletter(rig)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "News about events.")
        for words in ("subscribe newsletter", "subscribe newsletter", "subscribe events"):
            rig.deliver(message("amy@example.org", subject=words))
        rig.settle()
        tap.equal((len(rig.letters("amy@example.org")), waiting(rig)), (1, ({"confirms_per_address": 1}, {})),
                  "who has a question need not have it again; another one waits")
        for words in ("subscribe newsletter", "subscribe events"):
            rig.deliver(proven("bob@example.org", words))
        rig.settle()
        tap.equal(len(rig.letters("bob@example.org")), 2, "who is vouched for is asked about both")
        age(rig, DAY + 60)
        tap.ok("Events" in rig.letter("amy@example.org").text, "and is asked on the next day")


def one_mailbox(tap):
    with Rig(VOUCHED) as rig:
        add_newsletter(rig)
        for i in range(60):
            rig.deliver(message(f"victim+{i}@far.example", subject="help"))
            rig.deliver(message(f"Victim+{i}@far.example", sub("subscribe")))
        rig.settle()
        got = [m for m in rig.sink.mails if m.recipient.lower().startswith("victim")]
        tap.ok(1 <= len(got) <= 10, "names with a plus are one mailbox", str(len(got)))
        tap.equal(len([m for m in got if "confirm" in (m.header("Subject") or "").lower()]), 1, "which is asked once")
        for dotted in ("jane.doe", "j.anedoe", "jan.e.doe", "janedoe"):
            for host in ("gmail.com", "googlemail.com"):
                rig.deliver(message(f"{dotted}@{host}", sub("subscribe")))
            rig.deliver(message(f"{dotted}@far.example", sub("subscribe")))
        rig.settle()
        tap.equal([len([m for m in rig.sink.mails if "jane" in m.recipient.replace(".", "") and m.recipient.endswith(end)])
                   for end in ("mail.com", "far.example")], [1, 4], "so are its dotted spellings, where the host takes no dots")


def a_share_of_each_domain(tap):
    """One domain vouches for as many mailboxes as it likes: it uses up a quarter of what there is, and nobody is silenced."""
    people = [f"p{i}@{'hr.' if i % 2 else ''}agency.govt.nz" for i in range(51)]     # all invited at once

    def read(rig, count):
        wait(lambda: [r["state"] for r in rig.ctl("inbound", "list")] == ["done"] * count, f"{count} mails to be read")

    def answered():
        return len({m.recipient for m in rig.sink.mails if m.recipient in people})

    with Rig(merged(VOUCHED, {"limits": {"answers_total": 40, "waiting": 160}})) as rig:
        add_newsletter(rig)
        for person in people[:10]:
            rig.deliver(proven(person, "help"))
        read(rig, 10)
        wait(lambda: answered() == 10, "ten answers")
        tap.equal(waiting(rig), ({}, {}), "a quarter of an hour's answers goes to one domain at once")
        for person in people[10:50]:
            rig.deliver(proven(person, "help"))
        read(rig, 50)
        tap.equal((answered(), waiting(rig)), (10, ({"share_of_domain": 40}, {})), "what is more waits")
        rig.deliver(proven(people[50], "help"))
        read(rig, 51)
        tap.equal(waiting(rig)[1], {"share_of_domain": 1}, "past a quarter of the line it is one for staff to see")
        for i in range(30):
            rig.deliver(proven(f"amy@agency{i}.govt.nz", "help"))
        read(rig, 81)
        tap.ok(all(rig.letter(f"amy@agency{i}.govt.nz") for i in range(30)), "all the rest is there for others")
        for hour in range(1, 5):
            age(rig, HOUR + 60)
            wait(lambda: answered() == 10 + 10 * hour, f"ten more answers in hour {hour}")
        rig.settle()
        tap.equal((answered(), waiting(rig)[0]), (50, {}), "ten more go each hour, until each of them is answered")


run(junk_for_an_hour, what_waits_is_bounded, waits_too_long, forged_in_a_name, rights_in_a_flood, pushed_out,
    below_a_passed_on_mail, complaint_in_a_flood,
    who_leaves_need_not_wait, questions_for_a_convenor, orders_of_a_convenor, two_lists_in_a_day,
    one_mailbox, a_share_of_each_domain)
