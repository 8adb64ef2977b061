# SPDX-License-Identifier: MIT
"""What people may ask of us about themselves, by mail alone: see, correct, move, pause, be
forgotten. Whoever only writes somebody's name into From gets nothing done."""
import contextlib
import datetime
import glob
import json
import sqlite3
import time

from mails import HUMAN, SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, announce, sign_up, state_of, wait_done
from ports import free_port
from rig import Rig, merged, run, wait
from web import Visitor, link, settings

AUTHSERV = "mx.example.govt.nz"


def rig_for_rights(conf=None):
    inboxes = {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]}
    rig = Rig(merged(merged(GENEROUS, inboxes), conf or {}))
    add_newsletter(rig)
    return rig


def proven(person, subject, text="", to=SERVICE):
    """A mail whose sender our mail host vouches for."""
    domain = person.rpartition("@")[2]
    return message(person, to, subject, text, headers=[
        ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}")])


def data_of(letter):
    parts = letter.attached("application/json")
    return json.loads(parts[0].get_content() if isinstance(parts[0].get_content(), str)
                      else parts[0].get_content().decode())


def my_data(tap):
    with rig_for_rights() as rig:
        sign_up(rig, "amy@example.org")
        rig.deliver(proven("amy@example.org", "my data"))
        letter = rig.letter("amy@example.org")
        tap.ok("What we hold" in letter.subject and "amy@example.org" in letter.text, "my data comes to a proven person")
        held = data_of(letter)
        tap.equal(held["person"]["address"], "amy@example.org", "the file says the address")
        tap.ok([c["act"] for c in held["consents"]] == ["asked", "given"], "and what was agreed to")
        tap.ok({"confirm", "welcome"} <= {m["kind"] for m in held["mail_to_you"]}, "and what was sent")
        tap.ok(len(held["mail_from_you"]) >= 2, "and what was received")
        rig.deliver(message("amy@example.org", SERVICE, "my data"))
        ask = rig.letter("amy@example.org")
        tap.ok(ask.subject.startswith("Was this you?") and not ask.attached("application/json"),
               "without proof the registered address is asked first")
        rig.deliver(reply(ask, "amy@example.org", "Yes"))
        tap.ok(data_of(rig.letter("amy@example.org"))["person"]["address"] == "amy@example.org", "and its yes brings it")
        rig.deliver(reply(ask, "amy@example.org", "Yes"))
        tap.ok("not open any more" in rig.letter("amy@example.org").subject, "once")
        welcome = sign_up(rig, "bea@example.org")
        rig.deliver(reply(welcome, "eve@example.net", "my data"))
        tap.ok("do not know" in rig.letter("eve@example.net").subject and not rig.letters("bea@example.org"),
               "who answers a mail that was forwarded to them asks for themselves, and is nobody we know")
        rig.deliver(proven("stranger@example.org", "my data"))
        tap.ok("do not know" in rig.letter("stranger@example.org").subject, "who is not known is told so")


def rows(rig):
    with contextlib.closing(sqlite3.connect(f"file:{rig.path('dpupd.db')}?mode=ro", uri=True)) as db:
        return db.execute("SELECT count(*) FROM subscriber").fetchone()[0]


def on_no_list(tap):
    """What is held of convenors, of staff, of whom to talk to at an organisation, of who once wrote: they see it, staff see
    it, and it can be forgotten, though none of them is on a list."""
    mere, kim, pat, sam = "mere@example.net", "kim@example.govt.nz", "pat@ngo.example.org", "sam@example.org"
    with rig_for_rights() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--purpose", "To meet", "--region", "Otago",
                "--convenor", mere)
        rig.ctl("staff", "add", "kim", "--address", kim, "--role", "author")
        rig.ctl("organisation", "add", "Trust", "--kind", "ngo", "--contact", "Pat Poe (Pat@NGO.example.org)")
        rig.deliver(message(sam, SERVICE, "help"))
        rig.letter(sam)
        for person, section, words in ((mere, "convenor_of", "You lead: Otago Community of Practice"),
                                       (kim, "staff", "You work with this service as: kim"),
                                       (pat, "contact_of", "whom we talk to at Trust. What we wrote down: Pat Poe"),
                                       (sam, "mail_from_you", "Mails you sent us: ")):
            tap.equal(len(rig.ctl("subscriber", "export", person)[section]), 1, f"export: {section}")
            for verb in ("show", "explain"):
                done = rig.ctl_run("subscriber", verb, person)
                tap.ok(done.returncode == 1 and "something is held of it" in done.stderr, f"{verb} says where to look", done.stderr)
            rig.deliver(proven(person, "my data"))
            letter = rig.letter(person)
            tap.ok("What we hold" in letter.subject and words in letter.text, "my data, vouched", letter.text)
            tap.equal(len(data_of(letter)[section]), 2 if person == sam else 1, "and in the file")
            rig.deliver(message(person, SERVICE, "my data"))
            rig.deliver(reply(rig.letter(person), person, "no"))
            rig.settle()
            tap.equal((rig.letters(person), rows(rig)), ([], 0), "asked without proof, who says no gets nothing, and leaves no row")
            rig.deliver(message(person, SERVICE, "my data"))
            asked = rig.letter(person)
            tap.ok("Was this you" in asked.subject, "without proof they are asked")
            rig.deliver(reply(asked, person, "yes"))
            tap.ok(words in rig.letter(person).text, "and a yes brings it")
            rig.settle()
        tap.equal(rows(rig), 0, "and nobody became a subscriber by that")
        for other in ("at@ngo.example.org", "ngo@example.org", "stranger@example.org"):
            done = rig.ctl_run("subscriber", "export", other)
            tap.ok(done.returncode == 1 and "nobody with that address" in done.stderr, f"nothing is held of {other}", done.stderr)
        for person in (mere, kim, pat, sam):
            rig.ctl("subscriber", "erase", person)
            tap.ok("forgotten" in rig.letter(person).subject, "staff can forget them")
        rig.settle()
        wait(lambda: not any(traces(rig, person.encode()) for person in (mere, kim, pat, sam)), "their traces to be gone")
        tap.equal((rig.ctl("community", "show", "otago")["convenors"], rig.ctl("staff", "list")[0]["address"],
                   rig.ctl("organisation", "list")[0]["contact"]), ([], None, None), "and all of it is gone")


def forget_me(tap):
    person = "Hinemoa.Tamati@example.org"
    needle = person.lower().encode()
    with rig_for_rights({"privacy": {"inbound_days": 30}}) as rig:
        sign_up(rig, person)
        sign_up(rig, "stays@example.org")
        wait_done(rig, announce(rig, "News", "Kia ora"))
        rig.letter(person)
        rig.deliver(message(person, SERVICE, "A question", f"Please ring me, {person}"))
        rig.letter(HUMAN)
        rig.letter(person)
        rig.deliver(proven(person, "correct name Hinemoa Tamati-Unique"))
        rig.letter(person)
        rig.deliver(proven(person, "forget me"))
        ask = rig.letter(person)
        tap.ok("delete everything" in " ".join(ask.text.split()), "forgetting is asked, also of a proven person")
        rig.deliver(message(person, ask.answer_to, "hm", "What is this?"))
        rig.settle()
        tap.ok(state_of(rig, person) == "active", "a reply that is no yes forgets nobody")
        rig.letters(person)
        rig.letters(HUMAN)
        rig.deliver(reply(ask, person, "YES"))
        receipt = rig.letter(person)
        tap.ok("forgotten you" in receipt.subject, "a receipt tells it")
        tap.ok(state_of(rig, person) is None, "nobody of that address is held")

        def is_gone():
            rig.ctl("status")
            return not traces(rig, needle)
        wait(is_gone, "the address to be gone from every file", 30)
        tap.ok(True, "the address is in no byte of database, write-ahead log and log")
        tap.equal(traces(rig, b"tamati-unique"), [], "nor the name")
        rig.restart()
        tap.equal(traces(rig, needle), [], "nor after a restart")
        backup = rig.path("backup.db")
        rig.ctl("backup", backup)
        with open(backup, "rb") as f:
            tap.ok(needle not in f.read().lower(), "nor in a backup made since")
        tap.ok([s["reason"] for s in rig.ctl("suppression", "list")] == ["erased"], "a keyed hash stays")
        tap.ok(rig.ctl_run("subscriber", "add", person, "--list", "newsletter", "--source", "a list").returncode == 1,
               "so staff cannot invite them again")
        tap.ok(state_of(rig, "stays@example.org") == "active", "others stay")
        late = (f"Return-Path: <>\r\nFrom: MAILER-DAEMON@example.org\r\nTo: {receipt.sender}\r\n"
                f"Delivered-To: {receipt.sender}\r\nSubject: Undelivered\r\nMessage-ID: <x1@example.org>\r\n"
                "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
                "--B\r\nContent-Type: text/plain\r\n\r\nno\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
                "Reporting-MTA: dns; example.org\r\n\r\n"
                f"Final-Recipient: rfc822; {person}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                f"Diagnostic-Code: smtp; 550 5.1.1 <{person}> unknown\r\n\r\n--B--\r\n").encode()
        rig.deliver(late)
        rig.settle()
        wait(lambda: not traces(rig, needle), "a late bounce to bring nothing back", 30)
        tap.ok(True, "a late bounce does not bring the address back")
        sign_up(rig, person)
        tap.ok(state_of(rig, person) == "active", "they themselves may come back")


def traces(rig, needle):
    """The files of the daemon that hold these bytes, in any case."""
    found = []
    for path in glob.glob(rig.path("dpupd.db*")) + [rig.log_path]:
        with open(path, "rb") as f:
            if needle in f.read().lower():
                found.append(path.rpartition("/")[2])
    return found


def forget_a_stranger(tap):
    with rig_for_rights() as rig:
        person = "wanderer@example.org"
        rig.deliver(message(person, SERVICE, "A question", "Where are you?"))
        rig.letter(HUMAN)
        rig.letter(person)
        rig.deliver(message(person, SERVICE, "forget me"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        tap.ok("forgotten" in rig.letter(person).subject, "who only ever wrote to us is forgotten too")
        wait(lambda: not traces(rig, person.encode()), "the stranger's address to be gone", 30)
        tap.ok(True, "with every byte")


def corrections(tap):
    with rig_for_rights() as rig:
        sign_up(rig, "amy@example.org")
        for words, key, value in (("correct name Mere Ngata", "name", "Mere Ngata"),
                                  ("correct organisation: Te Whare Tōtara Trust", "organisation", "Te Whare Tōtara Trust"),
                                  ("correct region to Otago", "region", "ota"),
                                  ("set language mi", "language", "mi")):
            rig.deliver(proven("amy@example.org", words))
            letter = rig.letter("amy@example.org")
            tap.ok("changed" in letter.subject, f"{words}: a receipt")
            tap.equal(rig.ctl("subscriber", "show", "amy@example.org")[key], value, f"{words}: it is so")
        rig.deliver(proven("amy@example.org", "correct region Atlantis"))
        tap.ok("did not understand" in rig.letter("amy@example.org").subject, "a region that is none is told")
        rig.deliver(message("amy@example.org", SERVICE, "correct name Mallory"))
        ask = rig.letter("amy@example.org")
        tap.ok("Mallory" not in ask.raw.decode(), "the question repeats nothing that was typed")
        rig.deliver(reply(ask, "amy@example.org", "no"))
        rig.settle()
        tap.equal(rig.ctl("subscriber", "show", "amy@example.org")["name"], "Mere Ngata", "a no changes nothing")
        for number in range(8):
            rig.deliver(message("amy@example.org", SERVICE, "pause", str(number)))
        rig.settle()
        tap.ok(len(rig.letters("amy@example.org")) <= 5, "who writes in somebody's name cannot make it a nuisance")


def pauses(tap):
    with rig_for_rights() as rig:
        sign_up(rig, "amy@example.org")
        sign_up(rig, "bob@example.org")
        rig.deliver(proven("amy@example.org", "pause until 1 February"))
        letter = rig.letter("amy@example.org")
        tap.ok("until 1 February" in letter.subject, "the receipt says until when")
        held = rig.ctl("subscriber", "show", "amy@example.org")
        tap.ok(held["paused_until"][5:] == "01-31T11:00:00Z", "midnight in New Zealand")
        wait_done(rig, announce(rig, "News", "Kia ora"))
        rig.letter("bob@example.org")
        tap.equal(rig.letters("amy@example.org"), [], "nothing is sent in the pause")
        rig.deliver(proven("amy@example.org", "resume"))
        tap.ok("again" in rig.letter("amy@example.org").subject, "resume: a receipt")
        wait_done(rig, announce(rig, "More news", "Kia ora"))
        tap.equal(rig.letter("amy@example.org").subject, "More news", "and mail comes again")
        rig.deliver(proven("amy@example.org", "pause 3 weeks"))
        tap.ok("A pause until" in rig.letter("amy@example.org").subject, "a span is understood")
        rig.deliver(proven("amy@example.org", "pause until 31 February"))
        tap.ok("no such day" in rig.letter("amy@example.org").text, "a day that is none is told")


def moves(tap):
    with rig_for_rights() as rig:
        old, new = "amy@example.org", "amy.new@example.net"
        welcome = sign_up(rig, old)
        rig.deliver(proven(old, f"change address to {new}"))
        question = rig.letter(new)
        tap.ok(old not in question.text and state_of(rig, old) == "active", "the new address is asked, and not told the old")
        rig.deliver(reply(question, new, "forget me"))
        tap.ok(rig.letter(new).subject.startswith("Was this you?"), "what else they say there is about themselves")
        rig.settle()
        tap.ok(state_of(rig, old) == "active" and rig.letters(old) == [],
               "before it has said yes its mail proves nothing of the person")
        rig.deliver(reply(question, new, "Yes, it is mine"))
        tap.ok("is changed" in rig.letter(new).subject, "its yes changes the address")
        notice = rig.letter(old)
        tap.ok("another address" in notice.subject and new not in notice.text, "the old one is told")
        tap.ok((state_of(rig, old), state_of(rig, new)) == (None, "active"), "lists and all")
        rig.deliver(reply(welcome, old, "pause"))
        rig.settle()
        tap.ok(rig.ctl("subscriber", "show", new)["paused_until"] is None, "old mails of the old address prove nothing")
        rig.letters(new), rig.letters(old)
        rig.deliver(reply(notice, old, "UNDO"))
        tap.ok("is changed" in rig.letter(old).subject and state_of(rig, old) == "active", "undo brings it back")
        rig.deliver(reply(notice, old, "UNDO"))
        tap.ok("not open" in rig.letter(old).subject, "once")
        sign_up(rig, "taken@example.org")
        rig.deliver(proven(old, "change address to taken@example.org"))
        rig.deliver(reply(rig.letter("taken@example.org"), "taken@example.org", "yes"))
        rig.letter(HUMAN)
        tap.ok(state_of(rig, old) == state_of(rig, "taken@example.org") == "active",
               "where both are registered a person decides")
        rig.deliver(proven(old, f"change address to {SERVICE}"))
        tap.ok("nobody reads" in rig.letter(old).text, "it cannot be our own")


def leaving(tap):
    with rig_for_rights() as rig:
        sign_up(rig, "amy@example.org")
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
        sign_up(rig, "amy@example.org", "subscribe-events")
        rig.deliver(proven("amy@example.org", "unsubscribe events"))
        goodbye = rig.letter("amy@example.org")
        tap.ok(state_of(rig, "amy@example.org", "events") == "left" and state_of(rig, "amy@example.org") == "active",
               "one list is left, the other stays")
        rig.deliver(reply(goodbye, "amy@example.org", "undo"))
        rig.letter("amy@example.org")
        tap.ok(state_of(rig, "amy@example.org", "events") == "active", "undo brings it back")
        rig.ctl("list", "add", "later", "--name", "Later", "--purpose", "Asked for only")
        rig.deliver(message("amy@example.org", sub("subscribe-later")))
        rig.letter("amy@example.org")
        rig.deliver(proven("amy@example.org", "unsubscribe all"))
        goodbye = rig.letter("amy@example.org")
        tap.ok(state_of(rig, "amy@example.org", "events") == state_of(rig, "amy@example.org") == "left", "all are left")
        tap.ok("the word UNDO" in goodbye.text, "and that can be undone too")
        rig.deliver(message("eve@example.net", goodbye.answer_to, "undo", "", headers=[("Auto-Submitted", "auto-replied")]))
        rig.settle()
        tap.equal(state_of(rig, "amy@example.org"), "left", "not by a robot")
        rig.deliver(reply(goodbye, "amy@example.org", "UNDO"))
        letter = rig.letter("amy@example.org")
        tap.ok("back on your lists" in letter.subject and "Events" in letter.text and "newsletter" in letter.text, "one mail says so")
        tap.equal([state_of(rig, "amy@example.org", slug) for slug in ("newsletter", "events", "later")],
                  ["active", "active", "left"], "what was had is back, what was only asked for is not")
        rig.deliver(reply(goodbye, "amy@example.org", "undo"))
        tap.ok("not open" in rig.letter("amy@example.org").subject, "once")
        rig.deliver(proven("amy@example.org", "unsubscribe all"))
        rig.letter("amy@example.org")
        rig.deliver(proven("amy@example.org", "unsubscribe all"))
        tap.ok("UNDO" in rig.letter("amy@example.org").text, "where nothing was left the goodbye says what can be brought back still")


def days_of_here(tap):
    """Half past midnight in Wellington is the day before by UTC: people are told the day it was to them."""
    port = free_port()
    with rig_for_rights(settings(port)) as rig:
        Visitor(port).wait_up()
        amy = "amy@example.org"
        welcome = sign_up(rig, amy)
        rig.stop()
        at = int(datetime.datetime(2026, 5, 2, 12, 30, tzinfo=datetime.timezone.utc).timestamp())     # NZST is 12 hours ahead
        with sqlite3.connect(rig.path("dpupd.db")) as db:
            db.execute("UPDATE subscription SET since_at = ?, asked_at = ?", (at, at))
            db.execute("UPDATE consent SET at = ?", (at,))
        rig.start()
        year = datetime.date.today().year + 2
        rig.deliver(proven(amy, f"pause until 20 December {year}"))
        tap.ok(f"until 20 December {year}" in rig.letter(amy).text, "a pause ends on the day they said")
        rig.deliver(proven(amy, "status"))
        tap.ok("since 3 May 2026" in rig.letter(amy).text, "status says the day of here")
        rig.deliver(proven(amy, "my data"))
        letter = rig.letter(amy)
        tap.ok("since 3 May 2026" in letter.text and "* 3 May 2026: given" in letter.text and
               "2026-05-02" not in letter.text, "so does my data, of lists and consents", letter.text)
        tap.ok(f"No mail until: 20 December {year}\n" in letter.text, "and of a pause", letter.text)
        tap.equal(data_of(letter)["person"]["subscriptions"][0]["since"], "2026-05-02T12:30:00Z", "the file has the time itself")
        Visitor(port).wait_up()
        page = Visitor(port).get(link(welcome, "p")).text
        tap.ok("since 3 May 2026" in page, "and their page", page)
        rig.deliver(proven(amy, "pause"))
        rig.letter(amy)
        rig.deliver(proven(amy, "my data"))
        tap.ok("No mail until: you tell us" in rig.letter(amy).text, "a pause without an end says so")


if __name__ == "__main__":
    run(my_data, on_no_list, forget_me, forget_a_stranger, corrections, pauses, moves, leaving, days_of_here)
