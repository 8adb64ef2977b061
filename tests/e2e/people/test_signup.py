# SPDX-License-Identifier: MIT
"""Signing up cannot be turned against others: forged requests by the thousand, and still the
people who really want it get through."""
import os
import random
import sqlite3

from mails import HUMAN, SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, sign_up, state_of
from ports import free_port
from reports import FULL, bounced
from rig import Rig, merged, run, wait
from test_rights import AUTHSERV, proven

FORGED = int(os.environ.get("FORGED", "10000"))
VICTIMS = 100


def bombing(tap):
    conf = {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}],
            "limits": {"confirms_total": 60, "answers_total": 100000}, "log": {"level": "warning"}}
    with Rig(conf) as rig:
        add_newsletter(rig)
        victims = [f"victim{n}@example.org" for n in range(VICTIMS)]
        draw = random.Random(4)
        for number in range(FORGED):
            victim = draw.choice(victims)
            if number % 7 == 0:     # one address in many spellings is one address
                victim = victim.replace("victim", draw.choice(("Victim", "VICTIM", "vicTim")))
            rig.deliver(message(victim, sub("subscribe") if number % 2 else SERVICE, "subscribe newsletter"))
            if number == FORGED // 2:
                rig.deliver(proven("real@example.net", "subscribe"))
        real = rig.letter("real@example.net", 240)
        rig.deliver(reply(real, "real@example.net", "yes"))
        rig.letter("real@example.net", 240)
        tap.ok(state_of(rig, "real@example.net") == "active", "a sign-up that a mail host vouches for passes")
        rig.deliver(message("last@example.net", sub("subscribe")))

        def settled():
            return rig.is_settled()
        from rig import wait
        wait(settled, "all forged sign-ups to be read", 300)
        per_person = {}
        for mail in rig.sink.mails:
            person = mail.recipient.lower()
            if person.startswith("victim"):
                per_person[person] = per_person.get(person, 0) + 1
        tap.ok(per_person and max(per_person.values()) == 1, "no victim got more than one mail")
        tap.equal(sum(per_person.values()), 60, "the valve for all of them held")
        tap.equal(rig.letters("last@example.net"), [], "and held for whom nobody vouches for")


def not_arrived(tap):
    """One question a day for each address: one that did not arrive was not asked."""
    with Rig() as rig:
        add_newsletter(rig)
        rig.sink.rule = lambda stage, *_: "550 5.1.1 no such user" if stage == "rcpt" else None
        rig.deliver(message("amy@far.example", sub("subscribe")))
        rig.settle()
        rig.sink.rule = None
        rig.deliver(message("amy@far.example", sub("subscribe")))
        rig.deliver(reply(rig.letter("amy@far.example"), "amy@far.example", "yes"))
        rig.letter("amy@far.example")
        tap.equal(state_of(rig, "amy@far.example"), "active", "refused, and asked again on the same day")

        rig.deliver(message("ben@far.example", sub("subscribe")))
        rig.deliver(bounced(rig.letter("ben@far.example"), FULL))
        rig.settle()
        rig.deliver(message("ben@far.example", sub("subscribe")))
        tap.ok(rig.letter("ben@far.example").token, "come back, and asked again on the same day")
        rig.deliver(message("ben@far.example", sub("subscribe")))
        rig.settle()
        tap.equal(rig.letters("ben@far.example"), [], "what arrived is asked once")


def by_number(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        for slug in ("events", "tools", "jobs"):
            rig.ctl("list", "add", slug, "--name", slug.title(), "--purpose", f"News about {slug}")
        rig.ctl("list", "update", "jobs", "--state", "closed")
        rig.deliver(message("amy@example.org", sub("subscribe")))
        question = rig.letter("amy@example.org")
        tap.ok("2  Events" in question.text and "3  Tools" in question.text and "Jobs" not in question.text,
               "the question offers the other open lists by number")
        tap.ok(len(question.raw) < 8192, "and stays small")
        rig.deliver(reply(question, "amy@example.org", "Yes 1, 3 and 4 99"))
        rig.letter("amy@example.org")
        rig.letter("amy@example.org")
        tap.equal([state_of(rig, "amy@example.org", slug) for slug in ("newsletter", "events", "tools", "jobs")],
                  ["active", None, "active", None], "a yes with numbers takes those lists, and open ones only")
        tap.ok(any(c["list"] == "tools" and c["act"] == "given" and "News about tools" in c["wording"]
                   for c in rig.ctl("subscriber", "explain", "amy@example.org")["consents"]),
               "each with its own proof")
        rig.deliver(message("bob@example.org", sub("subscribe")))
        rig.deliver(reply(rig.letter("bob@example.org"), "bob@example.org", "Yes. We are 3 people here, is that fine?"))
        rig.letter("bob@example.org")
        rig.settle()
        tap.ok(state_of(rig, "bob@example.org", "tools") is None, "a number in a sentence chooses nothing")


LAYOUTS = (     # what is answered, the lists that are taken besides, does a person read it
    ("YES\n2", "2", 0), ("Yes please\n\n2 and 3", "23", 0), ("Yes 2,3", "23", 0), ("yes number 2", "2", 0), ("Yes.2", "2", 0),
    ("yes and 2 too", "2", 0), ("yes 2 & 3", "23", 0), ("Kia ora\n\nYes 2\n\nAmy", "2", 0), ("Yes\n\n2\n3\n\nAmy\n04 123 4567", "23", 0),
    ("Yes 1", "", 0), ("Yes", "", 0), ("Yes\n\nDan\n0800 000 000", "", 0), ("yes\n03 477 1234", "", 0), ("Yes\n\n-- \nAmy\n2", "", 0),
    ("yes 2-3", "", 1), ("yes all", "", 1), ("Yes to all", "", 1), ("yes 99", "", 1), ("Yes\n\n2 Queens Drive\nDunedin", "", 1), ("yes 2 99", "2", 1),
    ("Yes\n\nAmy\n2", "", 1))


def layouts_of_numbers(tap):
    """Numbers behind a yes, as people write them: taken where that is clear, else a person reads it."""
    people = {f"p{n}@w{n}.example": row for n, row in enumerate(LAYOUTS)}
    with Rig(merged(GENEROUS, {"limits": {"forwards_per_hour": 100000}})) as rig:
        add_newsletter(rig)
        for slug in ("l2", "l3"):
            rig.ctl("list", "add", slug, "--name", slug.upper(), "--purpose", f"News about {slug}")
        for person in people:
            rig.deliver(message(person, sub("subscribe")))
        for person, (words, *_) in people.items():
            rig.deliver(reply(rig.letter(person), person, words))
        rig.settle()
        active = {(r["address"], r["list"]) for r in rig.ctl("subscriber", "list") if r["state"] == "active"}
        read = [letter.answer_to for letter in rig.letters(HUMAN)]
        for person, (words, numbers, count) in people.items():
            tap.equal([s for s in ("newsletter", "l2", "l3") if (person, s) in active],
                      ["newsletter", *(f"l{n}" for n in numbers)], f"{words!r}")
            tap.equal(read.count(person), count, "and a person reads it" if count else "and nobody has to read it")
        person = next(iter(people))
        rig.deliver(message("late@example.org", sub("subscribe")))
        question = rig.letter("late@example.org")
        rig.deliver(reply(question, "late@example.org", "yes"))
        rig.letter("late@example.org")
        rig.deliver(reply(question, "late@example.org", "yes 2"))
        tap.equal(rig.letter(HUMAN).answer_to, "late@example.org", "numbers behind a second yes are read by a person")


def numbers_that_were_offered(tap):
    """A yes with numbers agrees to what the question told of, and to nothing else."""
    slugs = ("l2", "l3", "l4", "l5", "l6", "l7", "l8")
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)

        def add(slug):
            rig.ctl("list", "add", slug, "--name", slug.upper(), "--purpose", f"News about {slug}")

        def taken(person):
            return [slug for slug in ("newsletter", *slugs) if state_of(rig, person, slug) == "active"]
        add("l2")
        rig.deliver(message("amy@example.org", sub("subscribe")))
        first = rig.letter("amy@example.org")
        for slug in slugs[1:]:
            add(slug)
        rig.deliver(reply(first, "amy@example.org", "Yes 2, 3"))
        rig.settle()
        tap.equal(taken("amy@example.org"), ["newsletter", "l2"], "a list that was made after the question is not taken by it")
        rig.deliver(message("bob@example.org", sub("subscribe")))
        rig.deliver(reply(rig.letter("bob@example.org"), "bob@example.org", "Yes 6 7 8"))
        rig.settle()
        tap.equal(taken("bob@example.org"), ["newsletter", "l6"], "nor one for which there was no room in it")
        rig.ctl("subscriber", "add", "cam@example.org", "--list", "newsletter", "--source", "a colleague")
        rig.deliver(reply(rig.letter("cam@example.org"), "cam@example.org", "Yes 2 3"))
        rig.settle()
        tap.equal(taken("cam@example.org"), ["newsletter"], "an invitation offers no others, and none are taken")
        # Once more for the same list: what an older question offered is not what the newer does.
        rig.deliver(message("dan@example.org", sub("subscribe")))
        rig.deliver(reply(rig.letter("dan@example.org"), "dan@example.org", "no"))
        rig.settle()
        rig.letters("dan@example.org")
        rig.ctl("subscriber", "add", "dan@example.org", "--list", "newsletter", "--source", "a colleague")
        rig.deliver(reply(rig.letter("dan@example.org"), "dan@example.org", "Yes 2"))
        rig.settle()
        tap.equal(taken("dan@example.org"), ["newsletter"], "what was offered before they said no is not, when they are asked anew")


def staff(tap):
    with Rig(merged(GENEROUS, {})) as rig:
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.deliver(reply(rig.letter("amy@example.org"), "amy@example.org", "yes"))
        rig.letter("amy@example.org")
        shown = rig.ctl("subscriber", "update", "amy@example.org", "--name", "Amy Rātā", "--region", "NZ-OTA", "--role", "yes")
        tap.ok((shown["name"], shown["region"], shown["role_address"]) == ("Amy Rātā", "ota", True), "update")
        tap.ok(rig.ctl_run("subscriber", "update", "amy@example.org", "--region", "Atlantis").returncode == 1,
               "a region that is none is refused")
        tap.ok(rig.ctl("subscriber", "update", "amy@example.org", "--name", "-")["name"] is None, "a dash takes it away")
        tap.ok(rig.ctl("subscriber", "pause", "amy@example.org", "--until", "3 weeks")["paused_until"], "pause")
        tap.ok(rig.ctl("subscriber", "resume", "amy@example.org")["paused_until"] is None, "resume")
        held = rig.ctl("subscriber", "export", "amy@example.org")
        tap.ok(held["person"]["address"] == "amy@example.org" and held["consents"], "export")
        tap.ok(rig.ctl("subscriber", "erase", "amy@example.org")["erased"], "erase")
        tap.ok("forgotten" in rig.letter("amy@example.org").subject, "and the person is told")
        tap.ok(rig.ctl_run("subscriber", "show", "amy@example.org").returncode == 1, "nobody is held")
        done = rig.ctl("audit")
        tap.equal([a["verb"] for a in done], ["list.add", "subscriber.update", "subscriber.update", "subscriber.pause",
                                              "subscriber.resume", "subscriber.erase"], "the audit log says what was done")
        looks = rig.ctl("audit", "--reads")
        tap.equal([(a["verb"], a["object"] == done[1]["object"]) for a in looks if a["verb"] != "subscriber.list"],
                  [("subscriber.export", True)], "who looked at what is held is written down too")
        tap.ok("amy" not in str(looks), "and names nobody")
        sign_up(rig, "bob@example.org")
        for _ in range(30):
            rig.ctl("subscriber", "show", "bob@example.org")
        wait(lambda: [a["verb"] for a in rig.ctl("audit", "--reads")].count("subscriber.show") == 30,
             "all of many to be written")
        rig.ctl("subscriber", "explain", "bob@example.org")
        rig.restart()
        tap.equal(rig.ctl("audit", "--reads")[-1]["verb"], "subscriber.explain", "the last is there after a stop")
        tap.equal(rig.ctl("audit", "--reads", "--since", "2100-01-01"), [], "since then")
        tap.ok("amy" not in str(done) and all(a["object"].startswith("address:") for a in done[1:]),
               "and names nobody")
        tap.ok(rig.ctl("audit", "--verify")["ok"], "its chain is whole")
        tap.ok(f"hash={done[-1]['hash']}" in rig.log(), "its newest hash is in the system's log")
        rig.stop()
        db = sqlite3.connect(rig.path("dpupd.db"))
        db.execute("UPDATE audit SET actor = 'nobody' WHERE id = 3")
        db.commit()
        db.close()
        rig.start()
        tap.ok(rig.ctl_run("audit", "--verify").returncode == 1, "a changed row is told")


def organisations(tap):
    with Rig() as rig:
        made = rig.ctl("organisation", "add", "Te Whare Tōtara", "--kind", "ngo", "--sectors", "health, housing",
                       "--region", "Hawkes Bay", "--foundational", "yes", "--contact", "Mere Ngata")
        tap.ok((made["sectors"], made["region"], made["foundational"], made["stage"]) ==
               ("housing health", "hkb", True, "not started"), "an organisation is added")
        tap.ok(rig.ctl_run("organisation", "add", "te whare totara", "--kind", "agency").returncode == 1,
               "a name is taken whatever its capitals and macrons")
        tap.ok(rig.ctl("organisation", "update", "Te whare totara", "--stage", "adopting",
                       "--foundational", "no")["stage"] == "adopting", "it is found and changed")
        shown = rig.ctl("organisation", "show", "Te Whare Tōtara")
        tap.ok((shown["sectors"], shown["foundational"], shown["contact"]) == ("housing health", False, "Mere Ngata"),
               "what was not given stays")
        rig.ctl("organisation", "add", "Ministry of Examples", "--kind", "agency", "--sectors", "justice")
        tap.equal([o["name"] for o in rig.ctl("organisation", "list", "--sector", "housing")], ["Te Whare Tōtara"],
                  "by sector")
        tap.equal(len(rig.ctl("organisation", "list", "--kind", "agency")), 1, "by kind")
        tap.ok(rig.ctl_run("organisation", "add", "X", "--kind", "ngo", "--sectors", "sport").returncode == 1,
               "a sector that is none is refused")


def what_was_shown(tap):
    """The purpose of a list changes between the question and the yes: nobody agreed to the new one (test_shown.py)."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)

        def agreed(person):
            return [c["wording"] for c in rig.ctl("subscriber", "explain", person)["consents"] if c["act"] == "given"][-1]

        rig.deliver(message("ana@example.org", sub("subscribe")))
        asked = rig.letter("ana@example.org")
        rig.deliver(message("ben@example.org", sub("subscribe")))
        rig.letter("ben@example.org")
        rig.ctl("list", "update", "newsletter", "--purpose", "Offers of our partners")
        rig.deliver(reply(asked, "ana@example.org", "yes"))
        rig.letter("ana@example.org")
        tap.equal(state_of(rig, "ana@example.org"), "pending", "an answer to the old question agrees to nothing")
        rig.deliver(message("ben@example.org", sub("subscribe")))
        again = rig.letter("ben@example.org")
        tap.ok("Offers of our partners" in again.text, "asked once more, they are shown the new purpose")
        rig.deliver(reply(again, "ben@example.org", "yes"))
        rig.letter("ben@example.org")
        tap.ok("partners" in agreed("ben@example.org"), "and agree to that")


def closed_meanwhile(tap):
    """A list that was closed: nobody new by an answer to a question of before, by mail, link or staff; told of to its
    members alone."""
    web = {"web": {"listen": f"127.0.0.1:{free_port()}", "base_url": "https://dpup.example.govt.nz"}}
    with Rig(merged(GENEROUS, web)) as rig:
        add_newsletter(rig)
        sign_up(rig, "member@example.org")
        for who in ("amy@example.org", "ben@example.org"):
            rig.deliver(message(who, sub("subscribe")))
        asked = {who: rig.letter(who) for who in ("amy@example.org", "ben@example.org")}
        rig.ctl("list", "update", "newsletter", "--state", "closed")
        rig.deliver(reply(asked["amy@example.org"], "amy@example.org", "yes"))
        tap.ok("not open any more" in rig.letter("amy@example.org").subject, "an old yes is told that it is one")
        tap.equal(state_of(rig, "amy@example.org"), "pending", "and subscribes nobody")
        added = rig.ctl_run("subscriber", "add", "eve@example.org", "--list", "newsletter", "--source", "me")
        tap.ok(added.returncode == 1 and "closed: nobody new" in added.stderr, "staff invite nobody to it", added.stderr)
        rig.deliver(message("stranger@example.org", SERVICE, "info newsletter"))
        told = rig.letter("stranger@example.org").text
        tap.ok("once a month" not in told and "DPUP newsletter" not in told, "a stranger is told nothing of it", told)
        rig.deliver(message("member@example.org", SERVICE, "info newsletter"))
        tap.ok("once a month" in rig.letter("member@example.org").text, "a member is")
        rig.ctl("list", "update", "newsletter", "--state", "open")
        rig.deliver(reply(asked["ben@example.org"], "ben@example.org", "yes"))
        rig.letter("ben@example.org")
        tap.equal(state_of(rig, "ben@example.org"), "active", "and when it is open again a yes counts")
        rig.deliver(message("stranger@example.org", SERVICE, "info newsletter"))
        tap.ok("once a month" in rig.letter("stranger@example.org").text, "and strangers are told of it")


if __name__ == "__main__":
    run(closed_meanwhile, what_was_shown, not_arrived, by_number, layouts_of_numbers, numbers_that_were_offered, staff, organisations, bombing)
