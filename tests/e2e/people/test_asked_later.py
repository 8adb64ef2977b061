# SPDX-License-Identifier: MIT
"""One question a day is what anybody can have sent to anybody. Whoever asks for more than that, and whom nothing vouches for,
is asked about the rest when there is room."""
from aging import DAY, age
from mails import SERVICE, message, reply
from people import add_newsletter, state_of
from rig import Rig, merged, run

AMY, EVE = "amy@example.org", "eve@evil.example"
AUTHSERV = "mx.example.govt.nz"
OPEN = {"sending": {"window": "always", "window_days": "all"}}
JUDGED = merged(OPEN, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})
PASSED = [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]
SLUGS = ("newsletter", "otago", "waikato")


def lists(rig):
    add_newsletter(rig)
    for slug in SLUGS[1:]:
        rig.ctl("community", "add", slug, "--name", f"{slug.title()} CoP", "--region", slug.title(),
                "--purpose", f"Meeting in {slug.title()}")


def states(rig):
    return [state_of(rig, AMY, slug) for slug in SLUGS]


def new(rig):
    rig.settle_inbox()
    rig.sink.wait(lambda: False, 0.5)
    return rig.letters(AMY)


def write(rig, words, text="", **more):
    rig.deliver(message(AMY, SERVICE, words, text, **more))
    return new(rig)


def next_day(rig):
    age(rig, DAY + 60)
    return new(rig)


def another_list(tap):
    """She says yes to one, joins another and a third."""
    for conf in (OPEN, JUDGED):
        with Rig(conf) as rig:
            lists(rig)
            asked, = write(rig, "subscribe")
            rig.deliver(reply(asked, AMY, "yes"))
            new(rig)
            asked, = write(rig, "join Otago")
            tap.equal(write(rig, "join Waikato"), [], "a second question in a day waits")
            tap.equal(rig.ctl("inbound", "list")[0]["state"], "waiting", "as mail that is still to be done")
            rig.deliver(reply(asked, AMY, "yes"))
            new(rig)
            later = next_day(rig)
            tap.equal([x.subject.partition(" [")[0] for x in later], ["Please confirm: Waikato CoP"], "and is sent when there is room")
            rig.deliver(reply(later[0], AMY, "yes"))
            new(rig)
            tap.equal(states(rig), ["active"] * 3, "nothing is lost")


def after_a_no(tap):
    with Rig(OPEN) as rig:
        lists(rig)
        asked, = write(rig, "join Otago")
        rig.deliver(reply(asked, AMY, "no"))
        new(rig)
        tap.equal(write(rig, "subscribe"), [], "who said no to one list and wants another waits")
        tap.equal(len(next_day(rig)), 1, "and is asked")


def after_a_forgery(tap):
    """Somebody used up her day before she wrote; and goes on."""
    with Rig(JUDGED) as rig:
        lists(rig)
        tap.equal(len(write(rig, "subscribe", return_path=EVE)), 1, "she is asked in her name")
        tap.equal(write(rig, "join Otago"), [], "and what she wants herself waits")
        for _ in range(4):
            tap.equal(write(rig, "subscribe", return_path=EVE) + write(rig, "join Otago", return_path=EVE), [], "whoever repeats it")
        later = next_day(rig)
        tap.equal([x.subject.partition(" [")[0] for x in later], ["Please confirm: Otago CoP"], "she is asked, once")
        rig.deliver(reply(later[0], AMY, "yes"))
        new(rig)
        tap.equal(state_of(rig, AMY, "otago"), "active", "and can say yes")
        for _ in range(5):
            tap.ok(len(next_day(rig)) <= 1, "and no more than once a day, whatever waits")
        tap.ok([r["state"] for r in rig.ctl("inbound", "list")].count("waiting") == 0, "nothing waits for ever")


def several_in_one_mail(tap):
    """The first is asked about, and a yes is for that alone; the other when there is room."""
    with Rig(OPEN) as rig:
        lists(rig)
        letters = write(rig, "Kia ora", "subscribe\njoin Otago")
        tap.equal([x.subject.partition(" [")[0] for x in letters], ["Please confirm: DPUP newsletter"], "one mail asks, about one")
        rig.deliver(reply(letters[0], AMY, "yes"))
        new(rig)
        tap.equal(states(rig), ["active", None, None], "and the yes is for that")


def by_an_older_letter(tap):
    """What a forged mail asks for later is no part of the question that a letter asked."""
    with Rig(OPEN) as rig:
        lists(rig)
        letter, = write(rig, "subscribe")
        age(rig, DAY + 60)
        write(rig, "Kia ora", "subscribe\njoin Otago\njoin Waikato")
        rig.deliver(reply(letter, AMY, "yes"))
        new(rig)
        tap.equal(states(rig), ["active", None, None], "a yes to the first is for the newsletter")


def vouched_for(tap):
    with Rig(JUDGED) as rig:
        lists(rig)
        letters = write(rig, "Kia ora", "subscribe\njoin Otago", headers=PASSED)
        tap.equal(sorted(x.subject.partition(" [")[0] for x in letters),
                  ["Please confirm: DPUP newsletter", "Please confirm: Otago CoP"], "who is vouched for is asked about each, as before")


if __name__ == "__main__":
    run(another_list, after_a_no, after_a_forgery, several_in_one_mail, by_an_older_letter, vouched_for)
