# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Every act by every evidence through every door (design §4a.5): the rows of the table are read from daemon/core/loop/act.c, what
the contract says stands here a second time, and each cell has a person of their own, to whom it is done or not.
Beside each cell stands its counterpart: where it is not done the person still can, where it is nobody else does it."""
import os
import re

from mails import HUMAN, SERVICE, message, reply, sub
from people import announce, wait_done
from ports import free_port
from rig import ROOT, Refused, run
from test_meetings import attendance, local_time
from test_rights import AUTHSERV, proven, rig_for_rights
from web import Visitor, dump, link, settings

PROOFS = ("none", "vouched", "answered", "link", "staff", "self")

# Design §4a, in its own words.
CONTRACT = """
| subscribe | asks | asks | done | - |
| confirm | nothing | nothing | done, by a yes | done |
| leave | asks | done | done | done |
| read | asks | done | done | done |
| change | asks | done | done | done |
| my data | asks | to the registered address | to the registered address | to the registered address |
| address | asks | asks the new one, tells the old | as vouched | as vouched |
| forget | asks | asks | done | asks |
| rsvp | kept as unverified | done | done | done |
| order | read by a person | asks first | asks first | - |
"""
MEANING = (("asks the new one", "done"), ("as vouched", "done"), ("to the registered", "done"), ("asks", "asked"),
           ("nothing", "nothing"), ("done", "done"), ("kept", "kept"), ("read", "read"), ("-", "nothing"))


def contract():
    """{act: [what it means for each of none, vouched, answered, link]}"""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in CONTRACT.strip().splitlines()]
    return {row[0]: [next(rule for words, rule in MEANING if cell.startswith(words)) for cell in row[1:]] for row in rows}


def code():
    """The same of the code, with all of its columns."""
    with open(os.path.join(ROOT, "daemon/core/loop/act.c")) as f:
        text = f.read()
    names = dict(re.findall(r'\[ACT_IS_(\w+)\] = "(\w+)"', text))
    rows = re.findall(r'\[ACT_\w+\] = \{ "([^"]+)",\s+\{ ([A-Z, ]+) \} \}', text)
    return {name: [names[rule.strip()] for rule in rules.split(",")] for name, rules in rows}


def the_table(tap):
    wanted, got = contract(), code()
    tap.equal(sorted(got), sorted(wanted), "the code's table has the contract's acts")
    for act, rules in wanted.items():
        for proof, rule in zip(PROOFS, rules):
            tap.equal(got[act][PROOFS.index(proof)], rule, f"{act}, {proof}: the code says what the contract does")


# --- the cells ------------------------------------------------------------------------------

def judged(host, words):
    """What a mail host says of a mail."""
    return [("Authentication-Results", f"{host}; {words}")]


PASSED = "dkim=pass header.d=example.org; dmarc=pass header.from=example.org"
# How a mail comes to its evidence; those beside "none" prove as little, and may get no answer.
MAILS = {
    "none": ("none", ()),
    "failed": ("none", judged(AUTHSERV, "dkim=none; spf=fail; dmarc=fail header.from=example.org")),
    "of another host": ("none", judged("mx.evil.example", PASSED)),
    "of another domain": ("none", judged(AUTHSERV, "dkim=pass header.d=evil.example")),
    "vouched": ("vouched", judged(AUTHSERV, PASSED)),
    "answered": ("answered", ()),
}
SILENT = ("failed",)    # our mail host says that it is not theirs: nobody is written to

# What is asked for: its act, what is written, the page and its fields, and how staff do it. None: there is no such door.
WORDS = {
    "subscribe events": ("subscribe", ("p", {"do": "subscribe", "list": "events"}),
                         ("subscriber", "add", "{me}", "--list", "events", "--source", "Staff")),
    "join waikato": ("subscribe", None, ("subscriber", "add", "{me}", "--list", "waikato", "--source", "Staff")),
    "yes": ("confirm", ("c", {"answer": "yes"}), ("subscriber", "add", "{me}", "--list", "newsletter", "--source", "Staff")),
    "unsubscribe": ("leave", ("u", {"List-Unsubscribe": "One-Click"}), ("subscriber", "remove", "{me}", "--list", "newsletter")),
    "leave otago": ("leave", ("p", {"do": "leave", "list": "otago"}), ("subscriber", "remove", "{me}", "--list", "otago")),
    "status": ("read", None, None),
    "preferences": ("read", None, None),
    "meetings": ("read", None, None),
    "pause 3 weeks": ("change", ("p", {"do": "pause", "until": "3 weeks"}), ("subscriber", "pause", "{me}", "--until", "3 weeks")),
    "resume": ("change", ("p", {"do": "resume"}), ("subscriber", "resume", "{me}")),
    "correct name Mere Ngata": ("change", None, ("subscriber", "update", "{me}", "--name", "Mere Ngata")),
    "set language mi": ("change", ("p", {"do": "language", "language": "mi"}), ("subscriber", "update", "{me}", "--language", "mi")),
    "set weekly": ("change", ("p", {"do": "rhythm", "rhythm": "weekly"}), None),
    "my data": ("my data", ("p", {"do": "my-data"}), None),
    "change address to {other}": ("address", None, None),
    "add address {other}": ("address", None, None),
    "remove address {other}": ("address", None, None),
    "replace me with {other}": ("address", None, None),
    "forget me": ("forget", ("p", {"do": "forget"}), ("subscriber", "erase", "{me}")),
    "no": ("rsvp", ("r", {"answer": "no"}), None),
    "cancel, the hall is flooded": ("order", None, ("meeting", "cancel", "{meeting}", "--reason", "The hall is flooded")),
}
# Where less is done than the table allows. Being forgotten cannot be undone, and mails are passed on: only the answer to its
# own question does it. An order that answers no mail of ours does not say of which meeting it is.
DEPARTURES = {("forget", "answered"): "asked", ("order", "vouched"): "read"}
QUESTIONS = ("Was this you?", "Do you want to leave", "Please confirm", "An invitation", "Cancel ")


class Cell:
    """One person, one thing that is asked for, one way to ask."""

    def __init__(self, words, way, number):
        self.act, self.page, self.staff = WORDS[words]
        self.way = way
        self.proof = MAILS[way][0] if way in MAILS else way
        self.me = f"p{number}@example.org"
        self.other = f"p{number}.other@example.net"
        self.meeting = None
        self.words = words.replace("{other}", self.other)
        self.name = f"{words.replace('{other}', 'X')}, {way}"
        self.mail = None        # of ours, to answer
        self.got = []           # since it was asked for

    # --- what there is before ---

    def prepare(self, rig):
        if self.words == "resume":
            rig.ctl("subscriber", "pause", self.me, "--until", "9 weeks")
        if self.words.startswith("remove address"):
            rig.deliver(proven(self.me, f"add address {self.other}"))
            rig.deliver(reply(rig.letter(self.other), self.other, "yes"))
            rig.letter(self.other), rig.letter(self.me)
        if self.act == "order":
            rig.ctl("community", "add", self.slug, "--name", f"Community {self.slug}", "--region", "Otago", "--purpose", "To share.",
                    "--convenor", self.me)
            self.meeting = rig.ctl("meeting", "add", self.slug, "--start", local_time(20)[0])["id"]
            self.mail = rig.letter(self.me)

    @property
    def slug(self):
        return self.me.partition("@")[0]

    # --- what is done ---

    def ask(self, sender, headers):
        """The mail that asks for it."""
        if self.proof == "answered":
            subject = f"Re: {self.mail.subject}" if self.words in ("yes", "no") or self.act == "order" else self.words
            return reply(self.mail, sender, self.words, subject=subject, headers=headers)
        return message(sender, SERVICE, self.words, headers=headers)

    def carry_out(self, rig, web):
        if self.way == "link":
            return web.post(link(self.mail, self.page[0]), **self.page[1])
        if self.way == "staff":
            try:
                return rig.ctl(*(w.format(me=self.me, meeting=self.meeting) for w in self.staff))
            except Refused as refused:
                return refused
        return rig.deliver(self.ask(self.me, MAILS[self.way][1]))

    # --- what became of it ---

    def person(self, rig):
        try:
            return rig.ctl("subscriber", "show", self.me)
        except Refused:
            return None

    def is_done(self, rig):
        if self.act == "order":
            return rig.ctl("meeting", "show", self.meeting)["state"] == "cancelled"
        if self.words == "status":
            return any(m.subject == "What you get from us" and "DPUP newsletter" in m.text for m in self.got)
        if self.words == "preferences":
            return any(m.subject == "How you get our mail" for m in self.got)
        if self.words == "meetings":
            return any("our meetings" in m.subject for m in self.got)
        if self.words == "my data":
            return any(m.attached("application/json") for m in self.got)
        if self.act == "rsvp":
            row = attendance(rig, rig.meeting)[self.me]
            return row["answer"] == "no" and row["verified"]
        person = self.person(rig)
        if self.act == "forget" or person is None:
            return person is None
        if self.words.startswith("remove address"):
            return person["other_addresses"] == []
        if self.act == "address":
            return bool(rig.sink.to(self.other))
        lists = {s["list"]: s["state"] for s in person["subscriptions"]}
        return {"subscribe events": lists.get("events") == "active", "join waikato": lists.get("waikato") == "active",
                "yes": lists["newsletter"] == "active", "unsubscribe": lists["newsletter"] == "left",
                "leave otago": lists.get("otago") == "left", "pause 3 weeks": person["paused_until"] is not None,
                "resume": person["paused_until"] is None, "correct name Mere Ngata": person["name"] == "Mere Ngata",
                "set language mi": person["language"] == "mi", "set weekly": person["rhythm"] == "weekly"}[self.words]

    def question(self):
        return next((m for m in self.got if m.subject.startswith(QUESTIONS)), None)

    def outcome(self, rig):
        if self.is_done(rig):
            return "done"
        if self.question():
            return "asked"
        if self.act == "rsvp" and attendance(rig, rig.meeting)[self.me]["claimed"] == "no":
            return "kept"
        if self.act == "order" and any(self.words in m.subject and self.me in m.text for m in rig.read):
            return "read"
        return "nothing"

    def wanted(self, table):
        rule = table[self.act][PROOFS.index(self.proof)]
        if (self.act, self.proof) in DEPARTURES:
            return DEPARTURES[self.act, self.proof]
        if self.way in SILENT and rule == "asked":
            return "nothing"
        return rule


def cells():
    made = []
    for words, (_act, page, staff) in WORDS.items():
        for way in (*MAILS, "link", "staff"):
            if (way == "link" and page is None) or (way == "staff" and staff is None):
                continue
            made.append(Cell(words, way, len(made)))
    return made


def build(rig, made):
    """Everybody is on the newsletter and the community of Otago, and has the mails it takes."""
    for slug, name in (("otago", "Otago Community"), ("waikato", "Waikato Community")):
        rig.ctl("community", "add", slug, "--name", name, "--region", name.split()[0], "--purpose", "To share.", "--convenor", HUMAN)
    rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
    people = [c for c in made if c.act not in ("confirm", "order")]
    for c in people:
        rig.deliver(message(c.me, sub("subscribe")))
    for c in people:
        rig.deliver(reply(rig.letter(c.me), c.me, "yes", is_quoting=False))
    welcome = {c.me: rig.letter(c.me) for c in people}
    members = [c for c in people if c.act == "rsvp" or c.words in ("leave otago", "meetings")]
    for c in members:
        rig.deliver(message(c.me, sub("join-otago")))
    for c in members:
        rig.deliver(reply(rig.letter(c.me), c.me, "yes", is_quoting=False))
    for c in members:
        rig.letter(c.me)
    wait_done(rig, announce(rig, "News", "Kia ora"))
    for c in people:
        news = rig.letter(c.me)
        c.mail = news if c.way != "link" or c.page[0] == "u" else welcome[c.me]
    rig.meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0])["id"]
    for c in members:
        letter = rig.letter(c.me)
        c.mail = letter if c.act == "rsvp" else c.mail
    for c in made:
        if c.act == "confirm":
            rig.deliver(message(c.me, sub("subscribe")))
            c.mail = rig.letter(c.me)
        c.prepare(rig)
    rig.settle()
    for c in made:
        rig.letters(c.me)


def by_a_stranger(tap, rig, made):
    """The same mails, by somebody of whom the mail host says who they are: they do nothing to the person."""
    eves = [c for c in made if c.way in ("vouched", "answered") and c.act not in ("confirm", "order", "read", "my data") and
            not (c.act == "leave" and c.way == "answered")]
    for c in eves:
        rig.deliver(c.ask(f"eve{c.slug}@evil.example", judged(AUTHSERV, PASSED.replace("example.org", "evil.example"))))
    rig.settle()
    for c in eves:
        c.got = rig.letters(c.me)
        tap.equal((c.is_done(rig), [m.subject for m in c.got]), (False, []), f"{c.name}: not for who writes as somebody else")


def look(rig, web, c):
    """The tables that changed while the page was only looked at."""
    rig.settle()
    before = dump(rig)
    if web.get(link(c.mail, c.page[0])).status != 200:
        return ["no page"]
    after = dump(rig)
    return [table for table in after if after[table] != before[table]]


def counterpart(rig, c):
    """Of who was refused or asked: they still can."""
    question = c.question()
    if c.way in SILENT or c.outcome(rig) == "done":
        return None
    if c.way == "staff" or (c.act == "subscribe" and c.way == "link"):
        return None if question is None else reply(question, c.me, "yes")
    if question is not None:
        return reply(question, c.me, "Yes", headers=MAILS["vouched"][1])
    if c.act == "confirm":
        return reply(c.mail, c.me, "yes")
    if c.act == "order":
        return reply(c.mail, c.me, c.words, headers=MAILS["vouched"][1])
    if c.act == "rsvp":
        claim = next(m for m in c.got if m.subject.startswith("Did you answer"))
        return reply(claim, c.me, "no")
    return None


def the_cells(tap):
    port, table, made = free_port(), code(), cells()
    with rig_for_rights(settings(port)) as rig:
        web = Visitor(port)
        web.wait_up()
        rig.read = []
        build(rig, made)
        by_a_stranger(tap, rig, made)
        for c in made:
            if c.way == "link":
                # What the clock does beside it, it does not do twice.
                tap.ok(look(rig, web, c) == [] or look(rig, web, c) == [], f"{c.name}: to look at the page changes nothing")
        for c in made:
            c.carry_out(rig, web)
        rig.settle()
        rig.read = rig.letters(HUMAN)
        for c in made:
            c.got = rig.letters(c.me)
            tap.equal(c.outcome(rig), c.wanted(table), f"{c.name}: {c.wanted(table)}")
        later = [(c, mail) for c in made if (mail := counterpart(rig, c))]
        for c, mail in later:
            c.got = []
            rig.deliver(mail)
        rig.settle()
        for c, _mail in later:
            c.got = rig.letters(c.me)
            if c.act == "order" and c.question():       # which is asked first, always
                rig.deliver(reply(c.question(), c.me, "yes", headers=MAILS["vouched"][1]))
                rig.settle()
            tap.ok(c.is_done(rig), f"{c.name}: by their own answer it is done", [m.subject for m in c.got])
        done = {(c.act, c.proof) for c in made}
        tap.ok(all((act, proof) in done for act in table for proof in ("none", "vouched", "answered")), "each act came by each mail")


if __name__ == "__main__":
    run(the_table, the_cells)
