# SPDX-License-Identifier: MIT
"""Random histories of a community against a small model of what is promised about its meetings: who is
told of what, once; who is reminded, and who is not; that SEQUENCE never goes back. The daemon is the real
one, killed and restarted on the way; time goes on by aging.py. A history is told by its seed."""
import datetime
import random
import re
import time
import zoneinfo

from aging import age
from mails import SERVICE, Letter, message, reply
from people import GENEROUS
from rig import Rig, merged

AUCKLAND = zoneinfo.ZoneInfo("Pacific/Auckland")
CONVENOR = "kaihautu@example.net"
DAY = 86400
LATE_S = 3600       # meetings.max_late
LEFT_S = 30 * 86400   # privacy.left_days
ACTS_S = 900        # more than all acts between two jumps take
OFFSETS = ("7d", "1d")
CONF = {"sending": {"window": "always", "window_days": "all"}}


class Member:
    def __init__(self, address):
        self.address = address
        self.is_active = self.is_paused = False
        self.since = 0
        self.last = None        # a mail of ours to reply to: its token proves the person
        self.invited = {}       # meeting -> answer
        self.letters = {}       # meeting -> the newest invitation
        self.has = set()        # meetings that stand in their calendar
        self.missed = set()     # those they were not told of as they are now, by a pause
        self.until = 0          # when the pause ends by itself
        self.sequence = {}      # UID -> the newest SEQUENCE


class Meeting:
    def __init__(self, number, title, start):
        self.number, self.title, self.start = number, title, start
        self.is_planned = True
        self.pending = {}       # offset -> due
        self.fired = set()


class History:
    """One history. `tap` hears of what differs from the model; expected and got are compared after each act."""

    def __init__(self, tap, rig, seed, members, meetings):
        self.tap, self.rig = tap, rig
        self.random = random.Random(seed)
        self.members = [Member(f"m{n}@example.org") for n in range(members)]
        self.meetings, self.most = [], meetings
        self.ahead = 0          # how much the daemon's clock is ahead of ours
        self.taken = 0          # mails of the sink that were looked at
        self.seen = set()       # Message-IDs: after a crash one may come twice
        self.expected = []      # (address, what, title)
        self.day = 3
        self.wrong = self.reminders = 0
        self.counts = {}

    def now(self):
        return time.time() + self.ahead

    def coming(self):
        return [m for m in self.meetings if m.is_planned and m.start > self.now()]

    def active(self):
        return [m for m in self.members if m.is_active]

    # --- what comes ------------------------------------------------------------------------

    def expect(self, member, what, meeting):
        """A paused person gets nothing that waits for consent; of meetings they hear when the pause is over. Nobody is
        told to take out of a calendar what never stood there."""
        if what in ("cancelled", "withdrawn") and meeting not in member.has:
            member.missed.discard(meeting)
        elif member.is_paused and what != "withdrawn":
            if what != "reminder":
                member.missed.add(meeting)
        else:
            self.expected.append((member.address, what, meeting.title))
            if what != "reminder":
                (member.has.add if what == "invited" else member.has.discard)(meeting)
                member.missed.discard(meeting)

    def make_up(self, member):
        """The pause is over."""
        member.is_paused, member.until = False, 0
        missed, member.missed = member.missed, set()
        for meeting in missed:
            if meeting.start > self.now():
                self.expect(member, "invited" if meeting.is_planned else "cancelled", meeting)

    def classify(self, letter):
        """invitation, cancelled, withdrawn, reminder, or None for what is not about a meeting."""
        title = next((m.title for m in self.meetings if m.title in letter.subject), None)
        part = letter.attached("text/calendar")
        if part:
            text = part[0].get_content().replace("\r\n ", "")
            method = re.search(r"^METHOD:(\w+)", text, re.M).group(1)
            uid, sequence = re.search(r"^UID:(\S+)", text, re.M).group(1), int(re.search(r"^SEQUENCE:(\d+)", text, re.M).group(1))
            what = "invited" if method == "REQUEST" else "cancelled" if "STATUS:CANCELLED" in text else "withdrawn"
            return what, title, uid, sequence
        return ("reminder" if letter.subject.startswith("In ") else None), title, None, None

    def take(self):
        """All mail since the last look, as (address, what, title)."""
        got = []
        mails = self.rig.sink.mails[self.taken:]
        self.taken += len(mails)
        by_address = {m.address: m for m in self.members}
        for mail in mails:
            letter = Letter(mail)
            member = by_address.get(mail.recipient)
            if member is None or letter.message_id in self.seen:
                continue
            self.seen.add(letter.message_id)
            member.last = letter
            what, title, uid, sequence = self.classify(letter)
            if uid:
                if sequence <= member.sequence.get(uid, -1):
                    self.blame(f"SEQUENCE of {member.address}, {title}: {sequence} after {member.sequence[uid]}")
                member.sequence[uid] = sequence
            if what == "invited":
                member.letters[title] = letter
            self.reminders += what == "reminder"
            if what:
                got.append((member.address, what, title))
        return got

    def blame(self, text):
        self.wrong += 1
        self.tap.ok(False, f"the model holds: {text}")

    def check(self, act):
        self.rig.settle()
        got, wanted = sorted(self.take()), sorted(self.expected)
        self.expected = []
        for row in [r for r in got if got.count(r) > wanted.count(r)][:3]:
            self.blame(f"after {act}: {row} came, but should not")
        for row in [r for r in wanted if wanted.count(r) > got.count(r)][:3]:
            self.blame(f"after {act}: {row} should have come")

    # --- acts ------------------------------------------------------------------------------

    def maybe_kill(self):
        """Sometimes the daemon dies in the middle of it."""
        if self.random.random() < 0.15:
            time.sleep(self.random.random() * 0.03)
            self.rig.kill()
            self.rig.start()
            self.counts["kill"] = self.counts.get("kill", 0) + 1

    def join(self):
        member = self.random.choice([m for m in self.members if not m.is_active] or [None])
        if member is None:
            return
        self.rig.deliver(message(member.address, subject="join Otago"))
        self.rig.settle()
        self.take()
        self.rig.deliver(reply(member.last, member.address, "yes"))
        self.maybe_kill()
        member.is_active, member.since = True, self.now()
        self.remember_pause(member)
        for meeting in self.coming():
            member.invited[meeting] = "none"
            self.expect(member, "invited", meeting)

    def remember_pause(self, member):
        """Who left so long ago that retention has forgotten them comes back without their pause; nobody else."""
        if member.is_paused and self.rig.ctl("subscriber", "show", member.address)["paused_until"] is None:
            if self.now() - member.left < LEFT_S:
                self.blame(f"the pause of {member.address} is forgotten")
            member.is_paused, member.until = False, 0

    def leave(self):
        member = self.random.choice(self.active() or [None])
        if member is None:
            return
        self.rig.deliver(reply(member.last, member.address, "leave Otago", is_quoting=False))
        self.maybe_kill()
        for meeting in self.meetings:
            is_missed = meeting in member.missed and not meeting.is_planned     # it was cancelled during their pause
            if meeting.start > self.now() and ((meeting.is_planned and meeting in member.invited) or is_missed):
                self.expect(member, "withdrawn", meeting)
        member.is_active, member.invited, member.left = False, {}, self.now()
        member.has, member.missed = set(), set()

    def pause(self):
        member = self.random.choice(self.active() or [None])
        if member is None:
            return
        word = "resume" if member.is_paused else self.random.choice(["pause", "pause 1 week", "pause 3 weeks"])
        self.rig.deliver(reply(member.last, member.address, word, is_quoting=False))
        self.maybe_kill()
        self.rig.settle()
        if member.is_paused:
            self.make_up(member)
            return
        member.is_paused = True
        shown = self.rig.ctl("subscriber", "show", member.address)["paused_until"]
        member.until = datetime.datetime.fromisoformat(shown.replace("Z", "+00:00")).timestamp() + self.ahead

    def flicker(self):
        """Resume and pause again at once: some of it goes, some not. What did not goes at the next resume, which is said
        twice."""
        member = self.random.choice([m for m in self.active() if m.is_paused] or [None])
        if member is None:
            return
        for word in ("resume", "pause"):
            self.rig.ctl("subscriber", word, member.address)
        self.rig.settle()
        wanted = {m.title: m for m in member.missed if m.start > self.now()}
        for address, what, title in self.take():
            meeting = wanted.pop(title, None)
            if address != member.address or meeting is None or (what == "invited") != meeting.is_planned:
                self.blame(f"between two words of {member.address}: {what} of {title} for {address}")
                continue
            member.missed.discard(meeting)
            (member.has.add if meeting.is_planned else member.has.discard)(meeting)
        for word in ("resume", "resume"):
            self.rig.ctl("subscriber", word, member.address)
        self.maybe_kill()
        self.make_up(member)

    def answer(self):
        choices = [(m, c) for m in self.active() for c in m.invited if c in self.coming() and c.title in m.letters]
        if not choices:
            return
        member, meeting = self.random.choice(choices)
        word = self.random.choice(["yes", "no", "maybe"])
        letter = member.letters[meeting.title]
        way = self.random.choice(["words", "button", "alone"])
        if way == "alone" and len([c for c in member.invited if c in self.coming()]) == 1:
            self.rig.deliver(message(member.address, subject=word))
            self.maybe_kill()
            return          # a From line proves nothing: it is kept beside the answer, which stands
        elif way == "button":
            self.rig.deliver(self.button(member, letter, word))
        else:
            self.rig.deliver(reply(letter, member.address, word))
        self.maybe_kill()
        member.invited[meeting] = word

    def button(self, member, letter, word):
        text = letter.attached("text/calendar")[0].get_content().replace("\r\n ", "")
        uid, sequence = re.search(r"^UID:(\S+)", text, re.M).group(1), re.search(r"^SEQUENCE:(\d+)", text, re.M).group(1)
        stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        partstat = {"yes": "ACCEPTED", "no": "DECLINED", "maybe": "TENTATIVE"}[word]
        lines = ["BEGIN:VCALENDAR", "PRODID:-//Example//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid}",
                 f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}", f"ATTENDEE;PARTSTAT={partstat}:MAILTO:{member.address}",
                 "END:VEVENT", "END:VCALENDAR", ""]
        content = "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + "\r\n".join(lines)
        return message(member.address, SERVICE, "Answer", content=content.encode())

    def new_day(self):
        """A local noon of its own for each meeting: never two on a day."""
        self.day += self.random.randint(1, 5)
        day = datetime.datetime.fromtimestamp(time.time(), AUCKLAND).date() + datetime.timedelta(days=self.day)
        return f"{day} 12:00", datetime.datetime(day.year, day.month, day.day, 12, tzinfo=AUCKLAND).timestamp() + self.ahead

    def plan(self):
        if len(self.meetings) == self.most:
            return
        title = f"Hui-{len(self.meetings):02d}-"
        words, start = self.new_day()
        shown = self.rig.ctl("meeting", "add", "otago", "--start", words, "--title", title,
                             *(a for o in OFFSETS for a in ("--remind", o)))
        meeting = Meeting(shown["id"], title, start)
        self.meetings.append(meeting)
        self.read_reminders(meeting)
        self.maybe_kill()
        for member in self.active():
            member.invited[meeting] = "none"
            self.expect(member, "invited", meeting)

    def read_reminders(self, meeting):
        """When they are due, of those that have not been sent; what is due already is never sent."""
        for row in self.rig.ctl("meeting", "show", meeting.number)["reminders"]:
            due = datetime.datetime.fromisoformat(row["due"].replace("Z", "+00:00")).timestamp() + self.ahead
            if row["offset_s"] in meeting.fired:
                continue
            meeting.pending.pop(row["offset_s"], None)
            if due > self.now():
                meeting.pending[row["offset_s"]] = due
            else:
                meeting.fired.add(row["offset_s"])

    def move(self):
        meeting = self.random.choice(self.coming() or [None])
        if meeting is None:
            return
        words, start = self.new_day()
        self.rig.ctl("meeting", "move", meeting.number, "--start", words, "--reason", "Another day.")
        meeting.start = start
        self.read_reminders(meeting)
        self.maybe_kill()
        self.tell(meeting, "invited")

    def tell(self, meeting, what):
        for member in self.active():
            if meeting in member.invited or what == "invited":
                member.invited[meeting] = "none"
                self.expect(member, what, meeting)

    def cancel(self):
        meeting = self.random.choice(self.coming() or [None])
        if meeting is None or len(self.coming()) < 2:
            return
        self.rig.ctl("meeting", "cancel", meeting.number, "--reason", "Snow.")
        meeting.is_planned = False
        self.maybe_kill()
        for member in self.active():
            if meeting in member.invited:
                self.expect(member, "cancelled", meeting)

    def remind(self, meeting, offset, due):
        for member in self.active():
            if member.invited.get(meeting, "none") != "no" and member.since <= due:
                self.expect(member, "reminder", meeting)
        meeting.fired.add(offset)

    def clear_of_pauses(self, span):
        """As much or a little more, so that no pause ends by itself while the next acts are done: only jumps end one."""
        for until in sorted(m.until for m in self.members if m.is_paused):
            if -60 < until - (self.now() + span) < ACTS_S:
                span = until - self.now() + 60
        return span

    def jump(self):
        """Time goes on: mostly to just behind the next reminder, sometimes far behind it."""
        dues = sorted(due for m in self.coming() for due in m.pending.values())
        if not dues:
            return
        span = dues[0] - self.now() + 60
        if self.random.random() < 0.15:
            span += LATE_S + 600
        if self.random.random() < 0.2:
            span = max(600, span / 2)
        span = self.clear_of_pauses(span)
        before = self.now()
        age(self.rig, int(span))
        self.ahead += int(span)
        self.day = max(3, self.day - int(span // DAY))
        for member in self.members:
            if member.is_paused and member.until <= self.now():
                self.make_up(member)
        for meeting in self.meetings:
            if not meeting.is_planned:
                continue
            for offset, due in list(meeting.pending.items()):
                if before < due <= self.now():
                    del meeting.pending[offset]
                    if meeting.start > self.now() and self.now() - due <= LATE_S:
                        self.remind(meeting, offset, due)

    def restart(self):
        self.rig.restart()

    def forget_past(self):
        """Meetings that are over are nobody's to be told of."""
        for member in self.members:
            member.invited = {m: a for m, a in member.invited.items() if m.start > self.now()}
            member.missed = {m for m in member.missed if m.start > self.now()}

    def live(self, acts, seconds):
        self.rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                     "--purpose", "To share.")
        until = time.monotonic() + seconds
        weights = {"join": 6, "leave": 2, "pause": 3, "flicker": 1, "answer": 6, "plan": 3, "move": 2, "cancel": 1, "jump": 5, "restart": 1}
        done = 0
        while done < acts and time.monotonic() < until and self.wrong < 5:
            name = "join" if done < 4 else self.random.choices(list(weights), list(weights.values()))[0]
            getattr(self, name)()
            self.check(f"{name} ({done})")
            self.forget_past()
            self.counts[name] = self.counts.get(name, 0) + 1
            done += 1
        return done


def live(tap, seed, members, meetings, acts, seconds):
    """A history; true to the model or not."""
    print(f"# seed {seed}: {members} members, {meetings} meetings, {acts} acts")
    with Rig(merged(GENEROUS, CONF)) as rig:
        history = History(tap, rig, seed, members, meetings)
        done = history.live(acts, seconds)
        print(f"# {done} acts: {history.counts}")
        tap.ok(not history.wrong, f"seed {seed}: each mail of {done} acts is as the model has it")
        tap.ok(history.reminders > 0 and len(history.seen) > done, f"{len(history.seen)} mails, {history.reminders} reminders")
