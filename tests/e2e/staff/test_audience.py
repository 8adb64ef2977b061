# SPDX-License-Identifier: MIT
"""Who gets it: an expression narrows a list, is explained before it goes, and nobody else gets mail."""
from people import GENEROUS, add_newsletter, sign_up_many, wait_done
from rig import Rig, run

PEOPLE = [f"{name}@example.org" for name in ("amy", "ben", "cat", "dan")]


def rig_with_people():
    rig = Rig(GENEROUS)
    add_newsletter(rig)
    rig.ctl("organisation", "add", "Ministry of Examples", "--kind", "agency", "--region", "Otago", "--sectors", "justice")
    sign_up_many(rig, PEOPLE)
    rig.ctl("subscriber", "update", PEOPLE[0], "--region", "Ōtākou", "--sectors", "housing, hauora")
    rig.ctl("subscriber", "update", PEOPLE[1], "--organisation", "ministry of examples")
    rig.ctl("subscriber", "update", PEOPLE[2], "--region", "Nelson", "--sectors", "housing")
    rig.ctl("subscriber", "pause", PEOPLE[3])
    return rig


def who(tap):
    with rig_with_people() as rig:
        tap.equal(rig.ctl("subscriber", "show", PEOPLE[0])["sectors"], "housing health", "sectors are kept")
        tap.ok(rig.ctl_run("subscriber", "update", PEOPLE[0], "--sectors", "sport").returncode == 1, "and others refused")
        rows = rig.ctl("who", "--list", "newsletter and region:otago")
        tap.equal([r["address"] for r in rows], PEOPLE[:2], "region: theirs, or their organisation's")
        tap.equal(rig.ctl("who", "--list", "newsletter and sector:justice and sector:housing"), [], "nobody is a list too")
        rows = {r["address"]: r for r in rig.ctl("who", "--list", "newsletter and sector:housing", "--why")}
        tap.ok([rows[p]["gets"] for p in PEOPLE] == [True, False, True, False] and
               "paused" not in rows[PEOPLE[1]]["why"] and "outside" in rows[PEOPLE[1]]["why"], "why, of each")
        shown = rig.ctl_run("who", "--list", "newsletter and sector:housing").stdout
        tap.ok(PEOPLE[0] in shown and PEOPLE[1] not in shown and "recipients  2" in shown and "outside     2" in shown,
               "people read a table and numbers", shown)
        shown = rig.ctl_run("who", "--list", "newsletter").stdout
        tap.ok("recipients  3" in shown and "paused      1" in shown, "a whole list as before", shown)
        done = rig.ctl_run("who", "--list", "newsletter and sektor:housing")
        tap.ok(done.returncode == 1 and 'did you mean "sector"?' in done.stderr, "a slip is pointed at", done.stderr)
        tap.ok(rig.ctl_run("subscriber", "update", PEOPLE[0], "--sectors", "-").returncode == 0 and
               rig.ctl("who", "--list", "newsletter and sector:hauora") == [], "sectors are taken away")


def announced(tap):
    with rig_with_people() as rig:
        body = rig.write("body.md", "Kia ora")
        for wrong in (["--list", "newsletter", "--audience", "newsletter and lang:en"], []):
            tap.ok(rig.ctl_run("announce", "new", *wrong, "--subject", "S", "--body", body).returncode == 1,
                   "a list or an audience, one of them")
        number = rig.ctl("announce", "new", "--audience", "newsletter and (region:otago or lang:mi)", "--subject", "Otago",
                         "--body", body)["id"]
        shown = rig.ctl("announce", "show", number)
        tap.ok(shown["list"] == "newsletter" and shown["audience"] == "newsletter and (region:otago or lang:mi)",
               "it stands on the list")
        check = rig.ctl("announce", "check", number)
        tap.ok((check["recipients"], check["skipped"], check["outside"]) == (2, 2, 2), "the check counts who gets it", check)
        rig.ctl("announce", "submit", number)
        rig.ctl("announce", "approve", number)
        rig.ctl("announce", "schedule", number, "--now")
        tap.equal(wait_done(rig, number)["sent"], 2, "two get it")
        tap.ok(all(rig.letter(p).subject == "Otago" for p in PEOPLE[:2]) and not rig.letters(PEOPLE[2]) and
               not rig.letters(PEOPLE[3]), "those two, nobody else")
        number = rig.ctl("announce", "new", "--audience", "newsletter and lang:mi", "--subject", "None", "--body", body)["id"]
        tap.ok(rig.ctl("announce", "check", number)["recipients"] == 0, "an audience may be empty")
        rig.ctl("announce", "update", number, "--list", "newsletter")
        tap.ok(rig.ctl("announce", "show", number)["audience"] is None and
               rig.ctl("announce", "check", number)["recipients"] == 3, "and may become the whole list again")


run(who, announced)
