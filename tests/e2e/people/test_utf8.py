#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Addresses that are not ASCII before the @ (RFC 6531): taken where staff allow it and the relay offers it, served as
anybody else, and refused in words everywhere else. A real Postfix with and without smtputf8_enable is among the
relays."""
import contextlib

import judge
import postfix
from mails import HUMAN, SERVICE, Letter, message, reply, sub
from people import GENEROUS, add_newsletter, announce, local_time, sign_up, state_of, unsubscribe_mailto, wait_done
from ports import free_port
from rig import Refused, Rig, merged, run, wait
from sink import Sink

HONE = "h\u014dne@wh\u0101nau.example"               # as people see it
HONE_SENT = "h\u014dne@xn--whnau-gwa.example"         # as it is sent to: the domain has a form that is ASCII
HONE_TYPED = "Ho\u0304NE@wha\u0304nau.Example"       # as another keyboard writes it
AMY = "amy@example.org"
NOT_TAKEN = "5.6.7 the address has letters beyond a-z before the @, and the relay does not take those"
ALLOWED = merged(GENEROUS, {"sending": {"smtputf8": "allowed", "window": "always"}})


@contextlib.contextmanager
def world(conf=ALLOWED, offers=True, **more):
    with contextlib.closing(Sink()) as sink:
        sink.smtputf8 = offers
        with Rig(conf, sink=sink, **more) as rig:
            add_newsletter(rig)
            yield rig
            if rig.tap:
                rig.judge()


def knows(rig, offers):
    """It has asked its relay."""
    wait(lambda: rig.status()["relays"][0].get("smtputf8") is offers, "the relay to be asked")


def refusal(rig, *words):
    with contextlib.suppress(Refused):
        rig.ctl(*words)
        return None
    return rig.ctl_run(*words).stderr


def forwarded(tap, rig, what):
    """A mail from HONE went to a person, who is told how to answer it; nobody is registered."""
    letter = rig.letter(HUMAN)
    tap.ok("subscribe me" in letter.text and HONE.partition("@")[0] in letter.text, f"{what}: a person gets the mail", letter.text)
    tap.ok("A reply to this mail does not reach them" in letter.text and letter["Reply-To"] is None,
           f"{what}: and is told that a reply does not reach them")
    rig.settle()
    tap.equal(rig.ctl("subscriber", "list"), [], f"{what}: nobody is registered")
    tap.equal([m.recipient for m in rig.sink.mails], [HUMAN], f"{what}: and nobody else gets a mail")


def not_allowed(tap):
    with world(GENEROUS) as rig:
        rig.deliver(message(HONE, SERVICE, "subscribe me", "subscribe me"))
        forwarded(tap, rig, "off, as by default")
        said = refusal(rig, "subscriber", "add", HONE, "--list", "newsletter", "--source", "a hui")
        tap.ok("has a letter outside a-z, which most mail systems cannot deliver to yet" in said, "staff are told why", said)
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "", f"change my address to {HONE}"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))     # it was her
        letter = rig.letter(AMY)
        tap.ok("a letter outside a-z" in " ".join(letter.text.split()), "who gives such an address is told why", letter.text)
        tap.equal(state_of(rig, AMY), "active", "and stays with the old one")


def not_offered(tap):
    with world(offers=False) as rig:
        knows(rig, False)
        rig.deliver(message(HONE, SERVICE, "subscribe me", "subscribe me"))
        forwarded(tap, rig, "allowed, not offered")
        said = refusal(rig, "subscriber", "add", HONE, "--list", "newsletter", "--source", "a hui")
        tap.ok("which our mail system cannot deliver to yet" in said, "staff are told why", said)
        rows = f"address,name\n{HONE},Hone\n{AMY},Amy\n"
        done = rig.ctl_run("import", rig.write("people.csv", rows), "--list", "newsletter", "--source", "a hui", "--dry-run")
        tap.ok("our mail system cannot deliver to yet" in done.stdout + done.stderr, "and for a row of an import",
               done.stdout + done.stderr)


def a_year_of_hone(tap):
    """Everything that anybody else gets."""
    with world() as rig:
        knows(rig, True)
        rig.deliver(message(HONE_TYPED, sub("subscribe"), "", ""))
        confirm = rig.letter(HONE_SENT)
        tap.equal(rig.sink.mails[0].recipients, [HONE_SENT], "the envelope has the one normal form")
        tap.ok(" SMTPUTF8" in rig.sink.mails[0].parameters and " BODY=8BITMIME" in rig.sink.mails[0].parameters and
               " ORCPT=utf-8;h\\x{14D}ne@xn--whnau-gwa.example" in rig.sink.mails[0].parameters,
               "with the parameters of RFC 6531 and 6533", rig.sink.mails[0].parameters)
        tap.ok(f"To: <{HONE_SENT}>\r\n".encode() in rig.sink.mails[0].data, "the To field has it as it is")
        rig.deliver(reply(confirm, HONE_TYPED, "yes"))
        tap.ok("welcome" in rig.letter(HONE_SENT)["Subject"].lower(), "yes counts, however the address is typed")
        sign_up(rig, AMY)
        tap.ok("SMTPUTF8" not in rig.sink.to(AMY)[0].parameters, "who needs no SMTPUTF8 gets mail without")
        said = refusal(rig, "subscriber", "add", HONE.upper(), "--list", "newsletter", "--source", "a hui")
        tap.ok("is active on" in said, "it is one person in capitals, too", said)
        tap.equal(wait_done(rig, announce(rig, "P\u0101nui", "Kia ora.\n"))["sent"], 2, "an announcement goes to both")
        news = rig.letter(HONE_SENT)
        address, _, _ = unsubscribe_mailto(news)
        tap.ok(address.isascii() and f"To: <{HONE_SENT}>\r\n".encode() in news.raw, "made from a master, and left by ASCII")
        rig.ctl("community", "add", "otago", "--name", "DPUP Otago", "--purpose", "Practitioners meet", "--region", "Otago",
                "--convenor", "convenor@example.org")
        rig.deliver(message(HONE, SERVICE, "join otago"))
        rig.deliver(reply(rig.letter(HONE_SENT), HONE, "yes"))
        rig.letter(HONE_SENT)
        rig.ctl("meeting", "add", "otago", "--title", "Hui", "--start", local_time(20 * 86400),
                "--place", "Hall")
        invitation = rig.letter(HONE_SENT)
        calendar = next(p for p in invitation.parsed.walk() if p.get_content_type() == "text/calendar").get_content()
        unfolded = calendar.replace("\r\n ", "").replace("\n ", "")
        tap.ok("mailto:h%C5%8Dne@xn--whnau-gwa.example" in unfolded, "in a calendar's URI it is percent-encoded", unfolded)
        lines = [line for line in unfolded.splitlines() if line.startswith(("UID:", "ORGANIZER", "DTSTART", "SEQUENCE"))]
        answer = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "METHOD:REPLY", "BEGIN:VEVENT", *lines,
                              "DTSTAMP:20300101T000000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:h%C5%8Dne@xn--whnau-gwa.example",
                              "END:VEVENT", "END:VCALENDAR", ""])
        rig.deliver(message(HONE, SERVICE, "Accepted: Hui", content=(
            "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + answer).encode()))
        repeated = rig.letter(HONE_SENT)
        tap.ok("yes" in repeated.text.lower() and "Hui" in repeated["Subject"] + repeated.text, "the answer of their calendar counts",
               repeated.text)
        tap.equal(rig.ctl("explain", HONE)["person"]["address"], HONE_SENT, "staff find them")
        rig.deliver(message(HONE_TYPED, address, "unsubscribe"))
        rig.letter(HONE_SENT)
        tap.equal(state_of(rig, HONE_SENT), "left", "and they leave like anybody")
        rig.deliver(message(HONE, SERVICE, "", "forget me"))
        rig.deliver(reply(rig.letter(HONE_SENT), HONE, "yes"))
        tap.ok("deleted" in rig.letter(HONE_SENT).text, "they are forgotten on request")
        rig.settle()
        tap.equal([r["address"] for r in rig.ctl("subscriber", "list")], [AMY], "and gone")


def no_more_offered(tap):
    """Mail for those who are here fails, names the reason, and is not held against them."""
    with world() as rig:
        knows(rig, True)
        welcome = sign_up_hone(rig)
        sign_up(rig, AMY)
        rig.sink.smtputf8 = False
        rig.restart()
        knows(rig, False)
        number = announce(rig, "News", "Some news.\n")
        counts = wait_done(rig, number)
        tap.equal((counts["sent"], counts["failed"]), (1, 1), "the others get theirs")
        failed, = rig.ctl("queue", "list", "--state", "failed")
        said = rig.ctl_run("explain", failed["id"]).stdout
        tap.ok(NOT_TAKEN in said, "why is told", said)
        tap.equal(rig.ctl("explain", HONE)["reachability"]["state"], "ok", "and not held against the address")
        rig.deliver(reply(welcome, HONE, "unsubscribe"))
        rig.settle()
        tap.equal(state_of(rig, HONE_SENT), "left", "who is registered can leave all the same")


def stood_in_for(tap):
    """The relay in reserve does not offer it: the mail waits for the one that does."""
    first = free_port()
    with contextlib.closing(Sink()) as reserve, contextlib.closing(Sink(port=first)) as main:
        main.smtputf8 = True
        conf = merged(ALLOWED, {"relays": [
            {"name": "main", "url": f"smtp://127.0.0.1:{first}", "tls": "none", "connections": 1},
            {"name": "reserve", "url": f"smtp://127.0.0.1:{reserve.port}", "tls": "none", "connections": 1}],
            "sending": {"retry": ["1s", "2s"]}})
        with Rig(conf, sink=main) as rig:
            add_newsletter(rig)
            wait(lambda: [r.get("smtputf8") for r in rig.status()["relays"]] == [True, False], "both to be asked")
            sign_up_hone(rig)
            main.down()
            number = announce(rig, "News", "Some news.\n")
            row, = wait(lambda: [r for r in rig.ctl("queue", "list") if r["kind"] == "announcement" and r["attempts"] > 0],
                        "the reserve to be tried")
            tap.equal(row["state"], "queued", "it is not given up")
            tap.ok(NOT_TAKEN in rig.ctl_run("explain", row["id"]).stdout, "and why is told")
            main.up()
            tap.equal(wait_done(rig, number)["sent"], 1, "and goes when the first relay is back")
            tap.equal(reserve.mails, [], "the one in reserve never had it")


def sign_up_hone(rig):
    rig.deliver(message(HONE, sub("subscribe"), "", ""))
    rig.deliver(reply(rig.letter(HONE_SENT), HONE, "yes"))
    return rig.letter(HONE_SENT)


def real_postfix(tap):
    reason = postfix.why_not()
    if reason:
        tap.skip(reason)
        return
    with contextlib.closing(Sink()) as behind:
        behind.smtputf8 = True
        relay = postfix.Postfix(["xn--whnau-gwa.example", "example.org", "example.govt.nz"],
                                f"smtp:[127.0.0.1]:{behind.port}", start=False)
        relay.configure(utf8="yes")
        with relay:
            relay.start()
            conf = merged(ALLOWED, {"relays": [{"url": f"smtp://localhost:{relay.port}", "tls": "none"}]})
            with Rig(conf, sink=behind) as rig:
                add_newsletter(rig)
                knows(rig, True)
                sign_up_hone(rig)
                tap.equal(state_of(rig, HONE_SENT), "active", "through a Postfix that offers it")
                tap.ok("SMTPUTF8" in behind.to(HONE_SENT)[0].parameters, "which passes it on")
                tap.equal(judge.complaints(Letter(behind.to(HONE_SENT)[0]).raw, "", True), [], "as a message that is in order")
                relay.stop()
                relay.configure(utf8="no")
                relay.start()
                rig.restart()
                knows(rig, False)
                said = refusal(rig, "subscriber", "add", "t\u0101ne@example.org", "--list", "newsletter", "--source", "a hui")
                tap.ok("our mail system cannot deliver to yet" in said, "through one that does not, nobody new", said)
                number = announce(rig, "News", "Some news.\n")
                tap.equal(wait_done(rig, number)["failed"], 1, "and who is here is not reached")
                failed, = rig.ctl("queue", "list", "--state", "failed")
                tap.ok(NOT_TAKEN in rig.ctl_run("explain", failed["id"]).stdout, "with the reason")


run(not_allowed, not_offered, a_year_of_hone, no_more_offered, stood_in_for, real_postfix)
