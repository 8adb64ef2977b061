# SPDX-License-Identifier: MIT
"""The service mailbox gets another name (the agency is renamed), and the host still delivers the old one to it. What people
do with the mails of before works as it did: a token proves itself by its MAC, wherever it comes in. What has none is
understood by identity.former_addresses, and who did not name it is told."""
import signal

from mails import SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, announce, join, local_time, sign_up, state_of, unsubscribe_mailto, wait_done
from reports import bounced
from rig import Rig, merged, run, wait
from test_rights import AUTHSERV, proven, rig_for_rights

NEW = "policy@newagency.govt.nz"
NAMES = NEW, "dpup@newagency.govt.nz", "policy@example.govt.nz"    # all else, the domain, the name before the @
AUTO = [("Auto-Submitted", "auto-generated")]
ANA, BEN, CAT, PEN, MERE = (f"{name}@example.org" for name in ("ana", "ben", "cat", "pen", "mere"))


def rename(rig, address, **more):
    before = rig.log().count("conf.reloaded")
    rig.configure(merged(rig.conf, {"identity": {"address": address, **more}}))
    rig.process.send_signal(signal.SIGHUP)
    wait(lambda: rig.log().count("conf.reloaded") > before, "the configuration to be read again")


def proof(who):
    domain = who.rpartition("@")[2]
    return [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}")]


def last(rig):
    return rig.ctl("inbound", "list")[0]


def news_to(rig, *people):
    wait_done(rig, announce(rig, "News", "text"))
    rig.settle()
    return {who: rig.letters(who)[-1] for who in people}


def press(rig, letter, who, headers=()):
    to, subject, _ = unsubscribe_mailto(letter)
    rig.deliver(message(who, to, subject, headers=headers))
    rig.settle()


def buttons(tap):
    """By List-Unsubscribe one leaves for ever (design 4a.4)."""
    for name in NAMES:
        with Rig(GENEROUS) as rig:
            add_newsletter(rig)
            for who in (ANA, BEN, CAT):
                sign_up(rig, who)
            news = news_to(rig, ANA, BEN, CAT)
            rename(rig, name)
            press(rig, news[ANA], ANA, AUTO)
            tap.equal((last(rig)["outcome"], state_of(rig, ANA), rig.letters(ANA)), ("unsubscribed", "left", []),
                      f"{name}: a mail program's own button, silently")
            press(rig, news[BEN], BEN)
            tap.equal((last(rig)["outcome"], state_of(rig, BEN)), ("unsubscribed", "left"), f"{name}: one that a person presses")
            rig.deliver(bounced(news[CAT]))
            rig.settle()
            tap.equal((last(rig)["kind"], last(rig)["outcome"]), ("bounce", "bounce"), f"{name}: a bounce is known by its envelope")


def answers(tap):
    with rig_for_rights() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago",
                "--convenor", MERE)
        for who in (ANA, CAT):
            sign_up(rig, who)
        join(rig, ANA, "otago", "join Otago")
        rig.ctl("meeting", "add", "otago", "--start", local_time(20 * 86400), "--title", "Hui")
        rig.settle()
        invitation, copy = rig.letters(ANA)[-1], rig.letters(MERE)[-1]
        news = news_to(rig, ANA, CAT)
        rig.deliver(message(PEN, sub("subscribe")))
        question = rig.letter(PEN)
        rename(rig, NEW)
        rig.deliver(reply(news[CAT], CAT, "unsubscribe", headers=proof(CAT)))
        tap.ok("You have left" in rig.letter(CAT).subject, "an answer to an old newsletter is done, and not asked about")
        rig.deliver(reply(question, PEN, "yes", to=SERVICE, subject="yes", headers=proof(PEN)))
        tap.ok("Welcome" in rig.letter(PEN).subject, "a yes that names its question by its Message-ID alone")
        rig.deliver(reply(invitation, ANA, "yes", headers=proof(ANA)))
        tap.ok("You are coming" in rig.letter(ANA).subject, "a yes to an invitation")
        rig.deliver(reply(copy, MERE, "attendance", headers=proof(MERE)))
        tap.ok("Who comes" in rig.letter(MERE).subject, "and a convenor's order")


def words(tap):
    """Without a token it is by its name that an address is ours: who changes it names the one before."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, ANA)
        rename(rig, NEW)
        told = rig.log_says("identity.former", f"address={SERVICE}")
        tap.ok("name it in identity.former_addresses" in told, "a name that is not known any more is told in the log", told)
        done = rig.ctl_run("doctor")
        tap.ok(done.returncode == 1 and SERVICE in done.stdout and "identity.former_addresses" in done.stdout, "and by doctor", done.stdout)
        rig.restart()
        tap.ok(rig.ctl_run("doctor").returncode == 1, "also after a restart")
        rename(rig, NEW, former_addresses=[SERVICE])
        done = rig.ctl_run("doctor")
        tap.ok("ok      former addresses" in done.stdout, "until it is named", done.stdout)
        rig.deliver(message(PEN, sub("subscribe")))
        tap.ok(rig.letter(PEN).token, "then an empty mail to its +subscribe is an order")
        rig.deliver(message(SERVICE, NEW, "help"))
        rig.settle()
        tap.equal((last(rig)["outcome"], rig.letters(SERVICE)), ("our own", []), "and what comes from it is our own mail")
        refused = rig.ctl_run("subscriber", "add", SERVICE, "--list", "newsletter", "--source", "a form")
        tap.ok(refused.returncode == 1 and "our own address" in refused.stderr, "nobody is registered with it", refused.stderr)


def vouched(tap):
    """Who is vouched for wrote to us also by the name we had; not to whoever else."""
    with rig_for_rights() as rig:
        for who in (ANA, BEN):
            sign_up(rig, who)
        rename(rig, NEW, former_addresses=[SERVICE])
        rig.deliver(proven(ANA, "unsubscribe"))
        tap.ok("You have left" in rig.letter(ANA).subject, "To a name of before: done")
        rig.deliver(message(BEN, "dpup@elsewhere.example", "unsubscribe", headers=proof(BEN), delivered_to=NEW))
        tap.ok("Do you want to leave" in rig.letter(BEN).subject, "to whoever else: asked")


def others(tap):
    """Another installation's tokens, which look like ours, are none: what the mail says is read."""
    with Rig(GENEROUS) as rig, Rig(GENEROUS) as other:
        for each in (rig, other):
            add_newsletter(each)
            for who in (ANA, BEN):
                sign_up(each, who)
        news = news_to(other, ANA, BEN)
        to = unsubscribe_mailto(news[ANA])[0].replace("example.govt.nz", "elsewhere.example")
        rename(rig, NEW)
        rig.deliver(message(BEN, to, "help", delivered_to=NEW))
        rig.letter(BEN)
        tap.equal(last(rig)["outcome"], "help sent", "its Subject is the order")
        press(rig, news[ANA], ANA, AUTO)
        tap.equal((state_of(rig, ANA), last(rig)["kind"]), ("active", "autoreply"), "and a button of theirs leaves nothing of ours")


run(buttons, answers, words, vouched, others)
