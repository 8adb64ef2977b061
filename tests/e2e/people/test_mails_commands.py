# SPDX-License-Identifier: MIT
"""Every word that people may write (design §4), as four people write it: one answers a mail of ours from
Outlook, one writes HTML from a phone, one's subject is an encoded word, one writes plain text and no
subject. Each mail goes through a real Postfix into a real Dovecot and so does each answer; what
was changed is asked of dpupctl."""
import email.header
import itertools
import json
import re

from mails import SERVICE, message
from mailservers import World, why_not
from people import announce, local_time, wait_done
from rig import Failure, run, wait

ASKS = "Was this you|Do you want to leave|Please confirm|Did you answer"
SHAPES = {}


def shape(make):
    SHAPES[make.__name__] = make
    return make


@shape
def outlook(person, command, letter):
    """Above the whole of a mail of ours, quoted with a block of its headers. The reply goes where that mail
    says, so it proves who writes."""
    text = (f"{command}\n\nAmy Rātā | Senior Adviser\n\n________________________________\n"
            f"From: DPUP <{letter.answer_to}>\nSent: Monday, 2 November 2026 9:14 am\nTo: Amy <{person}>\n"
            f"Subject: {letter.subject}\n\n{letter.text}\n")
    return message(person, letter.answer_to, f"RE: {letter.subject}", text, headers=[
        ("In-Reply-To", letter.message_id), ("References", letter.message_id), ("Thread-Topic", "Welcome"),
        ("X-Mailer", "Microsoft Outlook 16.0")])


@shape
def phone(person, command, _letter):
    page = (f'<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
            f'<body dir="auto"><div>{command}</div><div><br></div><div id="AppleMailSignature">Sent from my iPhone</div>'
            f"</body></html>")
    return message(person, SERVICE, "", name="Ben", headers=[("X-Mailer", "iPhone Mail (20F66)")], content=(
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + page.encode() + b"\r\n"))


@shape
def encoded_subject(person, command, _letter):
    """Quoted-printable, also where ASCII would do, folded where it is long."""
    words = [f"=?utf-8?Q?{''.join(f'={b:02X}' for b in part.encode())}?=" for part in
             (command[i:i + 12] for i in range(0, len(command), 12))]
    raw = message(person, SERVICE, "X-REPLACED")
    made = raw.replace(b"X-REPLACED", "\r\n ".join(words).encode())
    assert str(email.header.make_header(email.header.decode_header("\r\n ".join(words)))) == command
    return made


@shape
def plain(person, command, _letter):
    return message(person, SERVICE, "", f"Kia ora,\n\n{command}\n\n-- \nDan\n0800 000 000")


PEOPLE = dict(zip(SHAPES, ("ana", "bea", "cia", "dan")))


class Row:
    """What is written, what the answer's subject says, whether people are asked first unless they answer a mail
    of ours ("always": also then), and what must be so afterwards: state(who) -> value, and the value. Another
    word for the same is written by one of the four, each in turn."""

    turns = itertools.cycle(SHAPES)

    def __init__(self, command, subject, asks=False, state=None, value=None, text="", also=False):
        self.shapes = [next(self.turns)] if also else list(SHAPES)
        self.command, self.subject, self.asks = command, subject, asks
        self.state, self.value, self.text = state, value, text


def on(slug):
    def state(who):
        return next((s["state"] for s in who["subscriptions"] if s["list"] == slug), None)
    return state


def held(key):
    return lambda who: who[key]


def paused(who):
    return bool(who["paused_until"])


def answered(who):
    """What the attendance list says of the one meeting."""
    row = next(r for r in who["world"].rig.ctl("meeting", "attendance", 1)["people"] if r["address"] == who["address"])
    return row["answer"], row["guests"]


def hold_meeting(world):
    world.rig.ctl("meeting", "add", "otago", "--start", local_time(3 * 86400)[:16], "--title", "A hui")
    for user in PEOPLE.values():
        assert "A hui" in world.letter(user).subject


def cancel_meeting(world):
    world.rig.ctl("meeting", "cancel", 1, "--reason", "Too wet")
    for user in PEOPLE.values():
        assert "Cancelled" in world.letter(user).subject


# A function among the rows is what happens in between.
def shared(who):
    """The state of the first tip: staff see that there are some, my data who gave them."""
    tips = who["world"].rig.ctl("tip", "list")
    return tips[0]["state"] if len(tips) == len(SHAPES) else f"{len(tips)} tips"


ROWS = [
    Row("subscribe events", "Welcome to Events", True, on("events"), "active"),
    Row("sub events", "You already get Events", also=True),
    Row("hono mai", "You already get DPUP newsletter", also=True),
    Row("subscribe nonsense", "What you can subscribe to", text="do not have"),
    Row("join Otago", "Welcome to Otago", True, on("otago"), "active"),
    Row("join NZ-WKO", "Welcome to Waikato", True, on("waikato"), "active", also=True),
    Row("tip otago: Ask people once, and keep their answer", "Thank you for your tip", state=shared, value="waiting",
        text="tip for Otago Community of Practice"),
    Row("join Atlantis", "Communities of Practice you can join"),
    hold_meeting,
    Row("meetings", "Your meetings", True, text="A hui"),
    Row("āe", "You are coming", True, state=answered, value=("yes", 0)),
    Row("yes +2", "You are coming", True, state=answered, value=("yes", 2)),
    Row("maybe", "You may be coming", True, state=answered, value=("maybe", 0)),
    Row("can't make it", "You are not coming", True, state=answered, value=("no", 0)),
    Row("I'll be there", "You are coming", True, state=answered, value=("yes", 0), also=True),
    cancel_meeting,
    Row("leave Otago", "You have left Otago", True, on("otago"), "left"),
    Row("status", "What you get from us", True, text="Events"),
    Row("my subscriptions", "What you get from us", True, also=True),
    Row("pause until 1 February", "A pause until 1 February", True, paused, True),
    Row("resume", "You get our mail again", True, paused, False),
    Row("vacation", "^A pause", True, paused, True, also=True),
    Row("nomail", "^A pause", True, paused, True, also=True),
    Row("whakatā", "^A pause", True, paused, True, also=True),
    Row("pause 3 weeks", "^A pause until", True, paused, True, also=True),
    Row("unpause", "You get our mail again", True, paused, False),
    Row("set language mi", "is changed", True, held("language"), "mi"),
    Row("set language en", "is changed", True, held("language"), "en"),
    Row("set weekly", "is changed", True, held("rhythm"), "weekly"),
    Row("daily digest", "is changed", True, held("rhythm"), "daily", also=True),
    Row("set each", "is changed", True, held("rhythm"), "each"),
    Row("set text", "is changed", True, held("format"), "text"),
    Row("set html", "is changed", True, held("format"), "html"),
    Row("set hourly", "How you get our mail$", True, held("rhythm"), "each", "did not understand"),
    Row("preferences", "How you get our mail$", True, text="You get each mail by itself"),
    Row("my settings", "How you get our mail$", True, also=True),
    Row("correct name Mere Rātā", "We have changed", True, held("name"), "Mere Rātā"),
    Row("correct organisation Te Whare Tōtara", "We have changed", True, held("organisation"), "Te Whare Tōtara"),
    Row("correct region Otago", "We have changed", True, held("region"), "ota"),
    Row("my data", "What we hold about you", True, text="Mere Rātā"),
    Row("what do you hold", "What we hold about you", True, also=True),
    Row("meetings", "You have no meetings coming", True, also=True),
    Row("ngā hui", "You have no meetings coming", True, also=True),
    Row("lists", "What you can subscribe to", text="News about events"),
    Row("communities", "Communities of Practice", text="join otago"),
    Row("toolkit consent", "From the Toolkit", text="https://example.govt.nz/consent"),
    Row("ngā rauemi", "From the Toolkit", also=True),
    Row("toolkit zzz", "Nothing in the Toolkit yet with those words"),
    Row("latest", "Kōrero of the week", text="Tēnā koutou"),
    Row("index", "What we have sent", text="1 Kōrero of the week"),
    Row("archive", "What we have sent", also=True),
    Row("get 1", "Kōrero of the week", text="It was sent to DPUP newsletter"),
    Row("get 77", "What we have sent", text="nothing like that"),
    Row("info Events", "About Events", text="News about events"),
    Row("help", "Āwhina"),
    Row("āwhina", "Āwhina", also=True),
    Row("unsubscribe events", "You have left Events", True, on("events"), "left"),
    Row("unsubscribe all", "You have left our lists", True, on("newsletter"), "left"),
    Row("forget me", "We have forgotten you", "always", lambda who: who, None),
]


def shown(world, person):
    done = world.rig.ctl_run("--json", "subscriber", "show", person)
    return {**json.loads(done.stdout), "world": world} if done.returncode == 0 else None


def wait_state(world, person, row):
    """What is so of all four (shared) is so when the last of them has been read, which may be later."""
    last = None

    def is_so():
        nonlocal last
        last = row.state(shown(world, person))
        return last == row.value
    try:
        wait(is_so, "the state", 15)
    except Failure:
        raise Failure(f"{last!r} instead of {row.value!r}") from None


def one_row(tap, world, row, letters):
    """All write at once; each is followed to the end."""
    wrong = []
    world.send(*[SHAPES[name](f"{PEOPLE[name]}@example.org", row.command, letters[name]) for name in row.shapes])
    for name in row.shapes:
        user = PEOPLE[name]
        person = f"{user}@example.org"
        try:
            got = world.letter(user, 15)
            is_asked = re.search(ASKS, got.subject) is not None
            if is_asked != (row.asks == "always" or (bool(row.asks) and name != "outlook")):
                wrong.append(f"{name}: {'asked' if is_asked else 'not asked'}: {got.subject}")
            if is_asked:
                is_claim = "Did you answer" in got.subject      # to say yes to that is to say what one answers
                world.send(outlook(person, row.command if is_claim else "Yes please", got) if name != "plain" else message(
                    person, SERVICE, f"Re: {got.subject}", row.command if is_claim else "āe",
                    headers=[("In-Reply-To", got.message_id)]))
                got = world.letter(user, 15)
            said = " ".join(got.text.split())
            if not re.search(row.subject, got.subject) or row.text not in said:
                wrong.append(f"{name}: {got.subject!r}: {said[:200]}")
            if row.state:
                wait_state(world, person, row)
        except Failure as failure:
            wrong.append(f"{name}: {failure}")
    tap.equal(wrong, [], f"{row.command}: {row.subject} ({', '.join(row.shapes)})")


def commands(tap):
    with World(users=PEOPLE.values()) as world:
        world.rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "News about events")
        world.rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                      "--purpose", "Meeting in Otago")
        world.rig.ctl("community", "add", "waikato", "--name", "Waikato Community of Practice", "--region", "Waikato",
                      "--purpose", "Meeting in the Waikato")
        letters = {name: world.sign_up(user) for name, user in PEOPLE.items()}
        world.rig.ctl("resource", "add", "https://example.govt.nz/consent", "--title", "Asking for consent",
                      "--summary", "What to say, and when")
        wait_done(world.rig, announce(world.rig, "Kōrero of the week", "Tēnā koutou\n"))
        for user in PEOPLE.values():
            world.letter(user)
        for row in ROWS:
            if isinstance(row, Row):
                one_row(tap, world, row, letters)
            else:
                row(world)
        world.rig.settle()
        read = [letter for letter in (world.take("people", name) for name in world.unread("people"))
                if "It is not counted" not in " ".join(letter.text.split())]
        tap.ok(len(read) == 3 * len(SHAPES), "a person reads the tips, for want of a convenor, who may have answered, and what names no "
               "list; nothing else", "\n".join(f"{letter.subject}: {' '.join(letter.text.split())[:160]}" for letter in read))
        tap.equal([len(world.unread(user)) for user in PEOPLE.values()], [0, 0, 0, 0], "and nobody got anything else")


def main():
    why = why_not()
    if why:
        print(f"1..0 # SKIP {why}")
        return
    run(commands)


main()
