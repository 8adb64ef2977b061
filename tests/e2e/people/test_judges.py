# SPDX-License-Identifier: MIT
# tests/run: limit 900 s
"""Every kind of mail, with names and subjects that nobody should have: each passes the judges (judge.py, and
dkimpy for its signatures), says its names whole, and gains no header and no recipient.

A kind that is not made here stands in ELSEWHERE with the test that makes it; each rig judges its mails, too."""
import email
import email.policy
import glob
import os
import sqlite3

import judge
from dkim_keys import dkim, is_good, keys, signed_fields
from mails import HUMAN, SERVICE, message, reply, sub
from people import GENEROUS, announce, local_time
from ports import free_port
from rig import ROOT, Failure, Refused, Rig, merged, run, wait

AUTHSERV = "mx.example.govt.nz"
CONVENOR = "convenor@example.org"
AMY, BEN = "amy@example.org", "ben@example.org"

# Each at most 80 characters, what a list's name may have.
HOSTILE = {
    "markup": "A&B <b>\"c\"</b> 'd' \\ `e` *f* [g](http://evil.example) <!-- h",
    "placeholders": "{{organisation}} {{{x}}} {{#a}} ${b} %s %n {{/c}}",
    "other scripts": "Whānau Ōtautahi — “Tūhono” 信頼 עברית 😀👩🏽‍🦰 ﷽ ŉ",
    "one long word": "W" * 50 + "ā" * 15,
    "an encoded word": "=?utf-8?Q?=0D=0ABcc=3A_x@evil.example?= =?utf-8?B?DQpYOiB5?=",
    "an address": "Boss\" <boss@evil.example>, (comment) ;:@ group: x@evil.example;",
    "dots": ". .. ...From me -- > quoted $& ^ ~ | #hash",
}
# Never in any name: they end lines or turn what is read around.
REFUSED = ("a\r\nBcc: x@evil.example", "a\nb", "a\x01b", "a\x7fb", "a\u202eb", "a\u2028b", "a\x85b", " ", "x" * 2000)

PARTIALS = {"consent", "purpose", "footer", "why"}
ELSEWHERE = {
    "confirm-again": "test_signup.py", "expired": "test_story.py", "declined": "test_story.py",
    "address-asked": "test_evidence.py", "address-stopped": "test_evidence.py", "address-withdrawn": "test_evidence.py",
    "address-changed": "test_rights.py", "address-check": "test_rights.py", "address-left": "test_rights.py", "address-gone": "test_moved.py",
    "unknown": "test_rights.py", "forgotten": "test_rights.py", "confirm-unclear": "test_evidence.py",
    "probe": "test_scores.py", "warning": "test_scores.py", "reachable": "test_scores.py",
    "replace": "test_mails_successor.py", "replaced": "test_mails_successor.py", "restored": "test_rights.py",
    "digest": "test_mails_digest.py", "address-add": "test_mails_addresses.py", "addresses": "test_mails_addresses.py",
    "yearly": "test_yearly.py", "yearly-reminder": "test_yearly.py", "stays": "test_yearly.py",
    "unchanged": "test_short_answers.py", "say": "test_short_answers.py",
    "change-check": "test_convenor.py", "not-convenor": "test_convenor.py",
    "tip": "test_tips.py", "tip-receipt": "test_tips.py", "tip-shown": "test_tips.py", "tip-which": "test_tips.py", "tip-named": "test_tips.py",
    "tip-withdrawn": "test_tips.py", "tip-own": "test_tips.py", "vacancy": "test_offices.py",
    "stopped": "test_silence.py", "mail-again": "test_silence.py", "tips": "test_tips.py",
    "place": "test_meetings.py", "claim": "test_meetings.py", "coming": "test_bare.py", "attendance": "test_meetings.py", "noted": "test_meetings.py", "notes-check": "test_meetings.py",
    "reminder": "test_meetings.py",
}


def proven(person, subject, text="", **more):
    """A mail whose sender our mail host vouches for."""
    return message(person, SERVICE, subject, text, headers=[
        ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")], **more)


def world(name):
    """The settings of a service that is called so."""
    return merged(GENEROUS, {
        "identity": {"organisation": name, "postal": f"{name}, Wellington"},
        "inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}],
        "web": {"listen": f"127.0.0.1:{free_port()}", "base_url": "https://dpup.example.govt.nz"},
    })


def signing(rig, conf):
    records = keys(rig)
    relay = dict(rig.conf["relays"][0], dkim={"selector": "rsa", "key_file": "rsa.pem"})
    rig.configure(merged(conf, {"relays": [relay]}))
    rig.start()
    return records


def live(rig, name):
    """What makes nearly every kind of mail, with `name` wherever a name may stand."""
    rig.ctl("list", "add", "news", "--name", name, "--purpose", f"To tell of {name}")
    rig.ctl("community", "add", "otago", "--name", name, "--region", "Otago", "--purpose", f"To share {name}",
            "--convenor", CONVENOR)
    rig.deliver(message(AMY, sub("subscribe-news"), name, name, name=name))
    rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
    rig.letter(AMY)
    for person in (AMY, BEN):
        rig.deliver(message(person, SERVICE, "join otago", name=name))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)
    rig.deliver(message(AMY, sub("subscribe-news")))
    for words in (f"correct name {name}", f"correct organisation {name}", "status", "preferences", "my data", "lists", "communities", "help",
                  "info news", "meetings", "pause 3 weeks", "resume", "toolkit", "index news", "join Atlantis", "correct region Atlantis", "unsubscrib"):
        rig.deliver(proven(AMY, words, name=name))
    rig.deliver(message(BEN, SERVICE, "my data", name=name))
    rig.deliver(message(BEN, SERVICE, "unsubscribe otago", name=name))
    rig.deliver(message("stranger@example.org", SERVICE, name, f"{name}\n{name}", name=name))
    rig.deliver(message("stranger@example.org", sub("subscribe-" + "x" * 40), name, name=name))
    rig.settle()
    subject = tell(rig, name)
    rig.deliver(proven(AMY, "get 1"))
    rig.ctl("subscriber", "add", "invited@example.org", "--list", "news", "--source", name[:60])
    meet(rig, name)
    rig.deliver(proven(AMY, "unsubscribe all"))
    rig.settle()
    return subject


def tell(rig, name):
    """Announces by that name; what the check before approval does not let through, as code and in a subject of its
    own. Returns the subject."""
    for subject, body in ((name, f"# {name}\n\n{name}\n\n> {name}\n\n{name * 20}\n"), (name, f"~~~~\n{name}\n~~~~\n"),
                          ("He pānui", "Some news.\n")):
        try:
            number = announce(rig, subject, body, "news")
        except Refused:
            continue
        wait(lambda: rig.ctl("announce", "report", number)["state"] == "done", "the announcement to be out")
        return subject
    raise Failure("no announcement passes the check")


def meet(rig, name):
    start = local_time(20 * 86400)[:16].replace("T", " ")
    meeting = rig.ctl("meeting", "add", "otago", "--start", start, "--title", name, "--place", name,
                      "--agenda", rig.write("agenda.md", f"# {name}\n\n{name}\n"))["id"]
    rig.settle()
    for letter in rig.letters(BEN):
        if letter.attached("text/calendar"):
            rig.deliver(reply(letter, BEN, f"yes +1 {name}"))
    rig.settle()
    rig.ctl("meeting", "move", meeting, "--start", local_time(21 * 86400)[:16].replace("T", " "), "--reason", name)
    rig.settle()
    rig.deliver(proven(AMY, "leave otago"))
    rig.settle()
    rig.ctl("meeting", "cancel", meeting, "--reason", name)
    rig.settle()


def kinds(rig):
    with sqlite3.connect(f"file:{rig.path('dpupd.db')}?mode=ro", uri=True) as db:
        return {row[0] for row in db.execute("SELECT DISTINCT kind FROM delivery")}


def judged(tap, what, rig, name, subject, records):
    """Beyond what each rig judges: signatures, recipients, and that the name came through whole."""
    for mail in rig.sink.mails:
        parsed = email.message_from_bytes(mail.data, policy=email.policy.default)
        to = [a.addr_spec for a in parsed["To"].addresses]
        if to != mail.recipients or parsed["Cc"] or parsed["Bcc"] or "evil.example" in str(parsed["From"].addresses[0].addr_spec):
            tap.ok(False, f"{what}: {parsed['Subject']!r} goes to {to}, envelope {mail.recipients}")
        if records and not is_good(mail.data, records, 0):
            tap.ok(False, f"{what}: the signature of {parsed['Subject']!r} does not hold")
        one_click = {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(parsed.keys())
        if records and not one_click <= set(signed_fields(mail.data)):
            tap.ok(False, f"{what}: one click is not signed (RFC 8058): {signed_fields(mail.data)}")
    texts = [judge.text_of(mail.data) for mail in rig.sink.to(AMY)]
    flat = ["".join((found + text).split()) for found, text in texts]
    wanted = "".join(name.split())
    without = [found for (found, _), text in zip(texts, flat) if wanted not in text]
    tap.ok(len(texts) > 15 and not without, f"{what}: each of {len(texts)} mails to a member says the name whole", without)
    one_click = sum(mail.header("List-Unsubscribe-Post") is not None for mail in rig.sink.mails)
    tap.ok(one_click >= 3, f"{what}: {one_click} can be left by one click")
    subjects = [found for found, _ in texts]
    tap.ok(subject in subjects, f"{what}: the subject of an announcement came through: {subject!r}", subjects)


def hostile(tap):
    seen = set()
    for what, name in HOSTILE.items():
        with Rig(world(name), start=False) as rig:
            records = signing(rig, world(name)) if dkim else None
            judged(tap, what, rig, name, live(rig, name), records)
            seen |= kinds(rig)
    if dkim is None:
        tap.skip("signatures", "python3-dkim is not installed")
    templates = {os.path.basename(path)[:-4] for path in glob.glob(os.path.join(ROOT, "templates", "en", "*.txt"))} - PARTIALS
    tap.equal(sorted(templates - seen - set(ELSEWHERE)), [], "every kind of mail was made")
    tap.equal(sorted(seen & set(ELSEWHERE)), [], "and no more are excused than need be")
    tap.equal(sorted(kind for kind, test in ELSEWHERE.items() if kind not in templates or
                     not glob.glob(os.path.join(ROOT, "tests", "e2e", "*", test))), [], "whose tests there are")


def refused(tap):
    with Rig(GENEROUS) as rig:
        for number, name in enumerate(REFUSED):
            try:
                rig.ctl("list", "add", f"bad{number}", "--name", name, "--purpose", "A purpose")
                tap.ok(False, f"a list called {name[:20]!r} is refused")
            except Refused as error:
                tap.ok(error.code in (1, 64), f"a list called {name[:20]!r} is refused: {error.text[:60]}")


run(hostile, refused)
