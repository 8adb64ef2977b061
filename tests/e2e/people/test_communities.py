# SPDX-License-Identifier: MIT
"""Joining and leaving a community by the names people use for its region."""
from mails import message, reply, sub
from people import GENEROUS, state_of
from rig import Rig, run


def add(rig, slug, name, region):
    rig.ctl("community", "add", slug, "--name", name, "--region", region, "--purpose", "To share.")


def names(tap):
    with Rig(GENEROUS) as rig:
        add(rig, "tairawhiti", "Te Tairāwhiti Community of Practice", "Tairāwhiti")
        add(rig, "otago", "Otago Community of Practice", "Otago")
        for n, (subject, to, slug) in enumerate((
                ("join Tairāwhiti", None, "tairawhiti"), ("JOIN tairawhiti", None, "tairawhiti"),
                ("join Gisborne", None, "tairawhiti"), ("join NZ-GIS", None, "tairawhiti"),
                ("join Te Tairawhiti Community of Practice", None, "tairawhiti"), ("", sub("join-otago"), "otago"),
                ("join ōtākou", None, "otago"), ("join NZ-OTA", None, "otago"), ("join the Otago", None, "otago"),
                ("Join the Otago community please", None, "otago"), ("I want to join the Otago CoP", None, "otago"),
                ('join "Otago"', None, "otago"), ("Please add me to the Otago community", None, "otago"))):
            person = f"p{n}@example.org"
            rig.deliver(message(person, *([to] if to else []), subject=subject))
            rig.deliver(reply(rig.letter(person), person, "yes"))
            tap.ok("Welcome" in rig.letter(person).subject or state_of(rig, person, slug) == "active", f'"{subject or to}"')
        rig.deliver(message("p0@example.org", subject="leave Gisborne"))
        rig.deliver(reply(rig.letter("p0@example.org"), "p0@example.org", "yes"))
        rig.letter("p0@example.org")
        tap.ok(state_of(rig, "p0@example.org", "tairawhiti") == "left", "leaving by another of its names")


def which(tap):
    with Rig(GENEROUS) as rig:
        add(rig, "otago", "Dunedin Community of Practice", "Otago")
        add(rig, "queenstown", "Queenstown Community of Practice", "Otago")
        rig.deliver(message("ana@example.org", subject="join Otago"))
        rig.letter("ana@example.org")
        tap.ok(state_of(rig, "ana@example.org", "otago") == "pending", "a short name is one community's")
        rig.deliver(message("ben@example.org", subject="join NZ-OTA"))
        asked = rig.letter("ben@example.org")
        tap.ok("join otago" in asked.text and "join queenstown" in asked.text and
               state_of(rig, "ben@example.org", "otago") is None, "a region of two is asked about")
        rig.deliver(reply(asked, "ben@example.org", "Join Queenstown please"))
        rig.letter("ben@example.org")
        tap.ok(state_of(rig, "ben@example.org", "queenstown") == "active", "and then joined: who answers a mail of ours need not be asked")
        rig.deliver(message("cia@example.org", subject="join Atlantis"))
        tap.ok("do not have a community of that name" in rig.letter("cia@example.org").text, "what is not there is said")


def back(tap):
    """As limits are by themselves: one question a day that hangs in the air. Whoever left by mistake is asked again."""
    with Rig() as rig:
        add(rig, "otago", "Otago Community of Practice", "Otago")
        person = "ana@example.org"
        rig.deliver(message(person, subject="join Otago"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)
        rig.deliver(message(person, subject="leave Otago"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)
        tap.equal(state_of(rig, person, "otago"), "left", "joined and left, on one day")
        rig.deliver(message(person, subject="join Otago"))
        question = rig.letter(person)
        rig.deliver(message(person, subject="join Otago"))
        rig.settle()
        tap.equal(rig.letters(person), [], "one question hangs in the air, and no second")
        rig.deliver(reply(question, person, "yes"))
        tap.ok("Welcome" in rig.letter(person).subject and state_of(rig, person, "otago") == "active", "and back on the same day")


run(names, which, back)
