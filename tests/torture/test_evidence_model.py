# SPDX-License-Identifier: MIT
# tests/run: limit 1800 s
"""Ten people and their mailboxes, whatever they write in whosever name: no row of a person changes without that person's
evidence in the same step (design §4a). The model knows who has read which mail of ours, and whose mailbox it went to; what
a step may change follows from that alone, and the daemon is asked for nothing but its rows before and after.

    MODEL_SEED      the first history's (1; `make torture` takes any, and prints it)
    MODEL_HISTORIES how many (20), each with a seed one higher
    MODEL_ACTS      steps of each (60)
"""
import base64
import collections
import functools
import os
import random
import re
import sqlite3
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e", *group) for group in ((), ("meetings",), ("people",))]

from aging import DAY, age, make_older
from mails import SERVICE, Letter, message, sub
from people import announce, wait_done
from ports import free_port
from rig import run
from test_meetings import local_time
from test_rights import AUTHSERV, rig_for_rights
from web import Visitor, links, settings

PEOPLE = 10
ACTS = int(os.environ.get("MODEL_ACTS", "60"))
PER_RIG = 5         # histories that one daemon lives through
HOUR = 3600
CONF = {"sending": {"window": "always", "window_days": "all"}, "limits": {"answers_per_sender": 100000}}
# What comes about in any run worth the name: where one of these never happens the test shows nothing.
WANTED = ("leave", "confirm", "join", "undo", "profile", "address", "alias", "rsvp", "erased", "asked", "yearly")

HOLDER = {"leave", "confirm", "yearly"}                         # with a mail of ours, from whichever address; of one they left: leave
PERSON = HOLDER | {"profile", "rsvp", "join", "undo", "asked", "alias"}     # who answers from the address that was asked
VOUCHED = {"leave", "profile", "rsvp", "alias", "asked"}        # whose mail host says that it is they

WORDS = {
    "unsubscribe": 3, "unsubscribe all": 2, "leave otago": 1, "unsubscribe events": 1, "subscribe": 6, "subscribe events": 4,
    "join otago": 4, "pause 3 weeks": 3, "resume": 2, "correct name {name}": 3, "set language mi": 1, "set language en": 1,
    "set weekly": 1, "status": 1, "my data": 1, "forget me": 2, "change address to {other}": 6, "add address {other}": 5, "remove address {other}": 2,
    "replace me with {other}": 2, "yes": 9, "no": 4, "maybe": 1, "undo": 4, "What is this?": 1,
}


class Mail:
    """A mail of ours, and who it was for when it went."""

    def __init__(self, sent, kind, number, owners, subject_of):
        self.sent = sent
        self.to = sent.recipient
        self.kind = kind
        self.number = number
        self.owners = owners            # whose its address was, by their numbers
        self.subject_of = subject_of    # whom the question is about, where that is somebody else

    @functools.cached_property
    def letter(self):
        return Letter(self.sent)

    def __str__(self):
        return f"{self.kind} to {self.to} (delivery {self.number})"


def number_of(sent):
    """Of the delivery: five bytes of the token in its Message-ID."""
    found = re.match(r"<m-([a-z2-7]+)@", sent.message_id or "")
    if not found:
        return None
    text = found.group(1).upper()
    return int.from_bytes(base64.b32decode(text + "=" * (-len(text) % 8))[1:6], "big")


class Rows:
    """What is held about everybody, read from the database itself."""

    def __init__(self, db):
        self.people, self.at, self.since = {}, {}, {}
        for row in db.execute("SELECT id, address, name, organisation, region, language, paused_until IS NULL, rhythm, format,"
                              " max(created_at, coalesce(moved_at, 0)) FROM subscriber"):
            self.people[row[0]] = {"address": row[1], "profile": row[2:9], "alias": set(), "lists": {}, "rsvp": {}, "consent": [],
                                   "yearly": None}
            self.at[row[1]] = row[0]
            self.since[row[1]] = row[9]
        for who, address, since in db.execute("SELECT subscriber_id, address, confirmed_at FROM alias"):
            self.people[who]["alias"].add(address)
            self.at[address] = who
            self.since[address] = since
        for who, one, state in db.execute("SELECT subscriber_id, list_id, state FROM subscription"):
            self.people[who]["lists"][one] = state
        for who, meeting, answer, guests in db.execute("SELECT subscriber_id, meeting_id, answer, guests FROM rsvp"):
            self.people[who]["rsvp"][meeting] = (answer, guests)
        for who, act in db.execute("SELECT subscriber_id, act FROM consent WHERE subscriber_id IS NOT NULL ORDER BY id"):
            if who in self.people:
                self.people[who]["consent"].append(act)
        for who, state in db.execute("SELECT subscriber_id, state FROM yearly"):
            if who in self.people:
                self.people[who]["yearly"] = state

    def addresses(self, who):
        p = self.people.get(who)
        return {p["address"]} | p["alias"] if p else set()


def list_change(old, new):
    """What became of one subscription."""
    if old == new:
        return None
    if new == "pending":
        return "asked"
    if new == "active":
        return {"pending": "confirm", "left": "undo"}.get(old, "join")
    return "leave"


def changes_of(old, new):
    """The kinds of change from one state of a person to the next."""
    kinds = set()
    for one in old["lists"].keys() | new["lists"].keys():
        kinds.add(list_change(old["lists"].get(one), new["lists"].get(one)))
    for meeting, said in new["rsvp"].items():
        before = old["rsvp"].get(meeting, ("none", 0))
        is_taken_back = said[0] == "none" and "leave" in kinds      # with the membership goes the answer
        is_place = before[0] == "waiting" and said[0] == "yes"      # that got free
        if before != said and not is_taken_back and not is_place:
            kinds.add("rsvp")
    kinds.add("profile" if old["profile"] != new["profile"] else None)
    kinds.add("address" if old["address"] != new["address"] else None)
    kinds.add("alias" if old["alias"] != new["alias"] else None)
    more = new["consent"][len(old["consent"]):]
    if old["consent"] != new["consent"][:len(old["consent"])]:
        kinds.add("proof")      # what is written down is never written anew
    if "given" in more and not kinds & {"confirm", "join", "undo"}:
        kinds.add("yearly")
    if {"withdrawn", "refused"} & set(more) and "leave" not in kinds:
        kinds.add("leave")
    return kinds - {None}


class Step:
    """One thing that somebody does, and what shows who they are."""

    def __init__(self, text, sender=None, is_vouched=False, mails=(), page=None):
        self.text = text
        self.sender = sender
        self.is_vouched = is_vouched
        self.mails = list(mails)
        self.page = page


class History:
    def __init__(self, rig, web, seed, number):
        self.rig, self.web = rig, web
        self.seed = seed
        self.random = random.Random(seed)
        self.names = [f"h{number}p{n}" for n in range(PEOPLE)]
        self.boxes = {f"{kind}@{name}.example": name for name in self.names for kind in ("main", "home")}
        self.held = {name: [] for name in self.names}      # mails of ours they have read
        self.until = {}                                     # (person, address they had): the second in which they left it
        self.taken = len(rig.sink.mails)
        self.counts = collections.Counter()
        self.plan = []      # what somebody is about to do, step by step
        self.db = self.rows = None
        self.rows = self.read()

    def open(self):
        """The store, to be read; anew after each start."""
        if self.db is None:
            self.db = sqlite3.connect(f"file:{self.rig.path('dpupd.db')}?mode=ro", uri=True)
        return self.db

    def shut(self):
        if self.db is not None:
            self.db.close()
        self.db = None

    def read(self):
        rows = Rows(self.open())
        for who in self.rows.people.keys() & rows.people.keys() if self.rows else ():
            if rows.people[who]["address"] != self.rows.people[who]["address"]:
                self.until[who, self.rows.people[who]["address"]] = rows.since[rows.people[who]["address"]]
        return rows

    def ask_rows(self, sql, *values):
        return self.open().execute(sql, values).fetchall()

    # --- mail of ours ---

    def collect(self, before):
        """Who has a mailbox reads what came there."""
        sent, self.taken = self.rig.sink.mails[self.taken:], len(self.rig.sink.mails)
        for mail in sent:
            name = self.boxes.get(mail.recipient)
            if name is None:
                continue
            number = number_of(mail)
            row = self.ask_rows("SELECT kind, subscriber_id FROM delivery WHERE id = ?", number)
            kind, about = row[0] if row else ("erased", None)
            wish = self.ask_rows("SELECT subscriber_id FROM wish WHERE delivery_id = ?", number)
            owners = {rows.at.get(mail.recipient) for rows in (before, self.rows)} - {None}
            self.held[name].append(Mail(mail, kind, number, owners, wish[0][0] if wish else about))

    def owners_of(self, mail):
        """Whose mail it was: also who got the address in the very second it went, which is as far as times tell; and whom it
        was about, if the address was theirs after it (by their yes to it, say) and is not now."""
        owner, row = self.rows.at.get(mail.to), self.ask_rows("SELECT created_at FROM delivery WHERE id = ?", mail.number)
        sent = row[0][0] if row else 0
        owners = mail.owners | {who for (who, box), until in self.until.items()
                                if box == mail.to and mail.subject_of == who and sent <= until}
        return owners | {owner} if owner and sent >= self.rows.since[mail.to] else owners

    # --- what a step may change ---

    def may(self, step):
        """{number of a person: kinds of change}, and what may come about at an address nobody has."""
        rows, allowed, fresh = self.rows, collections.defaultdict(set), collections.defaultdict(set)
        if step.sender:
            fresh[step.sender] |= {"created", "asked"}      # a question is asked of anybody
            if step.sender in rows.at:
                allowed[rows.at[step.sender]] |= VOUCHED if step.is_vouched else {"asked"}
        for mail in step.mails:
            self.may_by(step, mail, allowed, fresh)
        return allowed, fresh

    def may_by(self, step, mail, allowed, fresh):
        rows = self.rows
        for who in self.owners_of(mail):
            own = rows.addresses(who)
            allowed[who] |= HOLDER if mail.to in own else {"leave"}
            if mail.to in own and (step.sender in own or step.page in ("p", "r")):
                allowed[who] |= PERSON
                if mail.kind == "ask":
                    allowed[who].add("erased")
        if step.sender == mail.to and rows.at.get(mail.to) is None:
            fresh[mail.to] |= {"join"}
        if mail.kind in ("address-check", "address-left", "address-asked", "address-add") and step.sender == mail.to or \
                (mail.kind == "address-add" and step.sender in rows.addresses(rows.at.get(mail.to))):
            allowed[mail.subject_of] |= {"address", "alias"}
        if mail.kind == "address-check" and step.sender == mail.to:     # it names the lists, and what they are for
            allowed[mail.subject_of] |= {"yearly"}
        if mail.kind == "address-left" and step.sender == mail.to:      # what the new address agreed to goes with it
            allowed[mail.subject_of] |= {"proof"}
            if rows.at.get(mail.to):        # who signed up there since becomes one person with who comes back
                allowed[rows.at[mail.to]] |= {"erased"}
                allowed[mail.subject_of] |= {"join", "confirm", "undo", "asked", "rsvp"}
        if mail.kind in ("address-check", "address-left", "address-asked", "replace") and rows.at.get(mail.to):
            allowed[rows.at[mail.to]] |= {"unused"}
        if mail.kind == "replace":
            allowed[mail.subject_of] |= {"leave"}
            fresh[mail.to] |= {"created", "join"}
            if rows.at.get(mail.to):
                allowed[rows.at[mail.to]] |= {"join", "confirm", "undo", "asked"}

    def wrong(self, step, before):
        """What changed that may not; an empty list where all is well."""
        allowed, fresh = self.may(step)     # by the rows before
        found = []
        after = self.read()
        for who in before.people.keys() | after.people.keys():
            old, new = before.people.get(who), after.people.get(who)
            if new is None:
                kinds, may = {"erased"}, allowed[who]
                if not before.people[who]["lists"] and "unused" in may:
                    kinds = set()
            elif old is None:
                old = {"address": new["address"], "profile": new["profile"], "alias": set(), "lists": {}, "rsvp": {}, "consent": [],
                       "yearly": None}
                kinds, may = changes_of(old, new) | {"created"}, fresh[new["address"]]
            else:
                kinds, may = changes_of(old, new), allowed[who]
            self.counts.update(kinds)
            if kinds - may:
                found.append(f"{(new or old)['address']} ({who}): {sorted(kinds - may)}, may {sorted(may)}\n  {old}\n  {new}")
        self.rows = after
        return found

    # --- what people do ---

    def words(self):
        text = self.random.choices(list(WORDS), list(WORDS.values()))[0]
        return text.format(name=self.random.choice(("Mere", "Tama", "Mallory")), other=self.random.choice(list(self.boxes)))

    def own_box(self, name):
        own = [box for box, whose in self.boxes.items() if whose == name]
        return self.random.choice(own) if own else None

    def any_box(self):
        """Somebody who is known, mostly."""
        return self.random.choice(list(self.boxes))

    def fields(self, name, sender):
        """What the mail host says of this From: the truth."""
        domain = sender.rpartition("@")[2]
        if self.boxes.get(sender) == name:
            if self.random.random() < 0.5:
                return True, [("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from={domain}")]
        elif self.random.random() < 0.3:
            return False, [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=evil.example; dmarc=fail header.from={domain}")]
        elif self.random.random() < 0.2:
            return False, [("Authentication-Results", f"evil.example; dmarc=pass header.from={domain}")]
        return False, []

    def write(self, name):
        """In one's own name, or another's."""
        sender = self.own_box(name) if self.random.random() < 0.6 else self.any_box()
        if sender is None:
            return None
        is_vouched, headers = self.fields(name, sender)
        words = self.words()
        self.rig.deliver(message(sender, SERVICE, words, headers=headers))
        return Step(f"{name} writes {words!r} as {sender}{', vouched for' if is_vouched else ''}", sender, is_vouched)

    def wish(self, name):
        """In one's own name, vouched for, about oneself; and yes to what is asked then."""
        sender = next((b for b in self.boxes if self.boxes[b] == name and b in self.rows.at), None)
        if sender is None:
            return None
        other = next((b for b in self.boxes if self.boxes[b] == name and b not in self.rows.at), sender)
        words = self.random.choice((f"change address to {other}", f"change address to {other}", f"add address {other}",
                                    f"add address {other}", "subscribe events", "unsubscribe", "unsubscribe all", "forget me", "join otago"))
        headers = [("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from={sender.rpartition('@')[2]}")]
        self.rig.deliver(message(sender, SERVICE, words, headers=headers))
        if not self.plan and self.random.random() < 0.7:
            self.plan = [lambda: self.held[name] and self.send_answer(name, self.held[name][-1], self.held[name][-1].to, "yes")]
        return Step(f"{name} asks {words!r} as {sender}, vouched for", sender, True)

    def answer(self, name):
        """A mail of ours that they have, from the address that was asked or another, by whichever sign of it."""
        if not self.held[name]:
            return None
        mail = self.random.choice(self.held[name][-12:])
        senders = [mail.to] * 5 + [self.any_box()] * 2 + [self.own_box(name) or mail.to] * 2
        return self.send_answer(name, mail, self.random.choice(senders), self.words())

    def send_answer(self, name, mail, sender, words):
        is_vouched, headers = self.fields(name, sender)
        mails, to, subject = [mail], mail.letter.answer_to, f"Re: {mail.letter.subject}"
        if words.split()[0] not in ("yes", "no", "maybe", "undo", "What"):
            subject = words
        sign = self.random.random()
        if sign < 0.25:
            to, headers = SERVICE, headers + [("In-Reply-To", mail.letter.message_id)]
        elif sign < 0.5:
            headers = headers + [("In-Reply-To", mail.letter.message_id)]
        elif sign < 0.6:        # of one mail the address, of another the rest
            other = self.random.choice(self.held[name])
            mails.append(other)
            subject = f"Re: {other.letter.subject}"
            headers = headers + [("In-Reply-To", other.letter.message_id)]
        self.rig.deliver(message(sender, to, subject, words, headers=headers))
        return Step(f"{name} answers {' and '.join(map(str, mails))} as {sender}: {words!r}{', vouched for' if is_vouched else ''}",
                    sender, is_vouched, mails)

    def honest(self, name):
        """The newest question, or an invitation, or a goodbye, as its reader is meant to; now and then in another's name."""
        asked = [m for m in self.held[name] if m.kind not in ("welcome", "expired", "announcement", "reachable", "preferences", "status")]
        if not asked:
            return None
        mail = self.random.choice(asked[-3:])
        words = "undo" if mail.kind in ("goodbye", "address-left") else self.random.choice(("yes", "yes", "yes", "no"))
        return self.send_answer(name, mail, mail.to if self.random.random() < 0.8 else self.any_box(), words)

    def leave_by_header(self, name):
        mails = [m for m in self.held[name] if "+" in (m.letter["List-Unsubscribe"] or "")]
        if not mails:
            return None
        mail = self.random.choice(mails)
        found = re.search(r"<mailto:([^?>]+)", mail.letter["List-Unsubscribe"])
        self.rig.deliver(message(self.any_box(), found.group(1).replace("%2B", "+"), "unsubscribe"))
        return Step(f"{name} leaves by the header of {mail}", None, False, [mail])

    def visit(self, name):
        """A page of any mail they have: looked at, or pressed."""
        pages = [(m, path) for m in self.held[name] for path in links(m.letter) if path[1:2] in "cupra" and path[2:3] == "/"]
        if not pages:
            return None
        mail, path = self.random.choice(pages[-12:])
        fields = self.random.choice({
            "c": [{"answer": "yes"}, {"answer": "no"}], "u": [{"List-Unsubscribe": "One-Click"}, {"by": "page", "all": "1"}],
            "a": [{"List-Unsubscribe": "One-Click"}], "r": [{"answer": "yes"}, {"answer": "no"}, {"answer": "maybe"}],
            "p": [{"do": "pause", "until": "2 weeks"}, {"do": "resume"}, {"do": "language", "language": "mi"}, {"do": "leave-all"},
                  {"do": "my-data"}, {"do": "forget"}, {"do": "leave", "list": "newsletter"}]}[path[1]])
        if self.random.random() < 0.3:
            self.web.get(path)
            return Step(f"{name} looks at {path[:3]} of {mail}")
        status = self.web.post(path, **fields).status
        return Step(f"{name} presses {fields} on {path[:3]} of {mail}: {status}", None, False, [mail], path[1])

    def pass_on(self, name):
        """A mail is forwarded to another, who may do with it what its reader could."""
        if self.held[name]:
            self.held[self.random.choice(self.names)].append(self.random.choice(self.held[name]))
        return None

    def inherit(self, name):
        """A mailbox has another reader from now on: what went there before stays with the first."""
        box = self.own_box(name)
        if box:
            self.boxes[box] = self.random.choice(self.names)
        return None

    def turn_against(self, name):
        """Asks for something in one's own name, and answers the question in another's."""
        sender = self.own_box(name)
        if self.plan or sender is None:
            return None
        words = self.random.choice(("unsubscribe", "unsubscribe all", "pause 3 weeks", "forget me", "subscribe events",
                                    f"change address to {self.own_box(name)}", f"add address {self.own_box(name)}"))
        is_vouched, headers = self.fields(name, sender)
        known = [box for box in self.boxes if box in self.rows.at and self.boxes[box] != name]

        def answer():
            return self.held[name] and known and self.send_answer(
                name, self.held[name][-1], self.random.choice(known), self.random.choice(("yes", "yes", "no", "undo")))

        self.plan = [answer, answer]
        self.rig.deliver(message(sender, SERVICE, words, headers=headers))
        return Step(f"{name} asks {words!r} as {sender}{', vouched for' if is_vouched else ''}", sender, is_vouched)

    def succession(self, name):
        """An office changes hands: who had its address moves away, and a while later the next signs up there. Whoever went
        remembers what came to the office in their time."""
        office = next((b for b in self.boxes if self.boxes[b] == name and b in self.rows.at), None)
        home = next((b for b in self.boxes if self.boxes[b] == name and b not in self.rows.at), None)
        heir = self.random.choice([other for other in self.names if other != name])
        if self.plan or office is None or home is None:
            return None
        old = [mail for mail in self.held[name] if mail.to == office]

        def ask(sender, whose, words):
            headers = [("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from={sender.rpartition('@')[2]}")]
            self.rig.deliver(message(sender, SERVICE, words, headers=headers))
            return Step(f"{whose} asks {words!r} as {sender}, vouched for", sender, True)

        def say_yes(box, whose):
            mail = next((m for m in reversed(self.held[whose]) if m.to == box and m.kind in ("address-check", "confirm")), None)
            return mail and self.send_answer(whose, mail, box, "yes")

        def remember():
            return old and self.send_answer(name, self.random.choice(old), office, self.words())

        def hand_over():
            self.boxes[office] = heir
            self.kill()

        self.plan = [lambda: ask(office, name, f"change address to {home}"), lambda: say_yes(home, name), hand_over,
                     lambda: ask(office, heir, "subscribe"), lambda: say_yes(office, heir), remember, remember, remember]
        return None

    # --- the life of it ---

    def kill(self):
        """It dies in the middle of what it does, and an hour later lives again."""
        self.shut()
        self.rig.kill()
        make_older(self.rig, HOUR)
        self.until = {which: at - HOUR for which, at in self.until.items()}
        self.rig.start()

    def begin(self):
        """All sign up, a year goes by, and there are mails about everything."""
        for box in list(self.boxes)[::2]:
            self.rig.deliver(message(box, sub("subscribe")))
        self.turn(Step("all sign up"), is_checked=False)
        for name in self.names:
            self.rig.deliver(message(self.held[name][-1].to, self.held[name][-1].letter.answer_to, "Re: yes", "yes"))
        self.turn(Step("all say yes"), is_checked=False)
        for name in self.names[:6]:
            self.rig.deliver(message(self.held[name][-1].to, self.held[name][-1].letter.answer_to, "join otago"))
        self.turn(Step("some join"), is_checked=False)
        if self.seed % 4 == 0:
            self.age_a_year()
        number = announce(self.rig, f"News {self.seed}", f"Kia ora {self.seed}")
        wait_done(self.rig, number)
        self.rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--capacity", "3")
        self.turn(Step("news and a meeting"), is_checked=False)

    def age_a_year(self):
        self.shut()
        age(self.rig, 366 * DAY)
        self.turn(Step("a year later"), is_checked=False)

    def settle(self):
        """As the rig's, which asks less often than a thousand steps want."""
        folder = os.path.join(self.rig.maildir, "new")
        until = time.monotonic() + 30
        while os.listdir(folder) and time.monotonic() < until:
            time.sleep(0.002)
        self.rig.settle()

    def turn(self, step, is_checked=True):
        before = self.rows
        self.settle()
        if is_checked:
            found = self.wrong(step, before)
        else:
            self.rows, found = self.read(), []
        self.collect(before)
        return found

    def live(self):
        self.begin()
        doing = {self.write: 20, self.wish: 12, self.answer: 24, self.honest: 30, self.visit: 10, self.leave_by_header: 2,
                 self.pass_on: 5, self.inherit: 2, self.succession: 3, self.turn_against: 5}
        steps, found = 0, []
        while steps < ACTS:
            if self.plan:
                step = self.plan.pop(0)()
            else:
                step = self.random.choices(list(doing), list(doing.values()))[0](self.random.choice(self.names))
            if not step:
                continue
            steps += 1
            if self.random.random() < 0.02:
                step.text += ", and the daemon dies"
                self.kill()
            found = self.turn(step)
            if found:
                break
        self.shut()
        return f"seed {self.seed}, step {steps}: {step.text}\n" + "\n".join(found) if found else ""


def live(tap, seeds, counts, first):
    port = free_port()
    with rig_for_rights(settings(port, CONF)) as rig:
        rig.tap = None      # how the mails look is for others to judge
        web = Visitor(port)
        web.wait_up()
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
        rig.ctl("community", "add", "otago", "--name", "Otago Community", "--region", "Otago", "--purpose", "To share.")
        for seed in seeds:
            history = History(rig, web, seed, seed - first)
            wrong = history.live()
            counts.update(history.counts)
            tap.ok(not wrong, f"seed {seed}: {ACTS} steps change nothing without evidence", wrong)


def no_row_without_evidence(tap):
    first, many = int(os.environ.get("MODEL_SEED", "1")), int(os.environ.get("MODEL_HISTORIES", "20"))
    counts, seeds = collections.Counter(), list(range(first, first + many))
    while seeds:
        live(tap, seeds[:PER_RIG], counts, first)
        seeds = seeds[PER_RIG:]
    print(f"# {dict(counts)}")
    if many * ACTS >= 1000:
        tap.equal([kind for kind in WANTED if not counts[kind]], [], "and what people ask for by proof comes about")


if __name__ == "__main__":
    run(no_row_without_evidence)
