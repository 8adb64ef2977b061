# SPDX-License-Identifier: MIT
"""Reports: the mix of a community without saying anything of one person, consents and deliveries."""
from mails import message, reply
from people import announce, wait_done
from rig import Refused, Rig, run

OPEN = {"sending": {"window": "always", "window_days": "all"},
        "limits": {"confirms_per_domain": 1000, "confirms_total": 1000, "answers_total": 1000}}


def member(rig, person, organisation=None, region=None):
    rig.deliver(message(person, subject="join Otago"))
    rig.deliver(reply(rig.letter(person), person, "yes"))
    rig.letter(person)
    told = [*(("--organisation", organisation) if organisation else ()), *(("--region", region) if region else ())]
    if told:
        rig.ctl("subscriber", "update", person, *told)


def communities(tap):
    with Rig(OPEN) as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                "--purpose", "To share.")
        rig.ctl("organisation", "add", "Kainga Ora", "--kind", "agency", "--stage", "adopting", "--region", "Wellington")
        rig.ctl("organisation", "add", "Te Whare", "--kind", "provider")
        row, = rig.ctl("report", "communities")
        tap.ok(row["members"] == 0 and row["missing"] == "no agency; no provider; nobody from Otago", "who is missing", row)
        member(rig, "a1@example.org", "kāinga ora")
        row, = rig.ctl("report", "communities")
        tap.ok(row["members"] == "fewer than 5" and row["agencies"] == row["unknown"] == "not shown",
               "of a handful nothing is broken down", row)
        tap.ok("regions" in (one := rig.ctl("report", "communities", "--community", "otago")) and one["regions"] == []
               and "stages" not in one, "nor on its page", one)
        for n in range(2, 6):
            member(rig, f"a{n}@example.org", "Kainga Ora")
        for n in range(6):
            member(rig, f"b{n}@example.org", None, "Otago" if n < 5 else None)
        row, = rig.ctl("report", "communities")
        tap.ok(row["members"] == 11 and row["agencies"] == 5 and row["unknown"] == 6 and row["providers"] == 0,
               "numbers from five on", row)
        tap.ok(row["missing"] == "no provider", "who is missing now", row)
        member(rig, "c1@example.org", "Te Whare", "Otago")
        row, = rig.ctl("report", "communities")
        tap.ok(row["members"] == 12 and row["providers"] == "fewer than 5" and row["agencies"] == "not shown" and
               row["unknown"] == 6 and row["missing"] == "", "one cannot be worked out from the others", row)
        one = rig.ctl("report", "communities", "--community", "otago")
        tap.ok(one["stages"] == [{"stage": "adopting", "organisations": 1}, {"stage": "not started", "organisations": 1}],
               "stages", one)
        tap.ok({r["region"]: r["members"] for r in one["regions"]} ==
               {"Otago": 6, "Wellington": "not shown", "not known": "fewer than 5"}, "regions", one)
        for slug, region in (("empty", "Nelson"), ("taranaki", "Taranaki")):
            rig.ctl("community", "add", slug, "--name", region, "--region", region, "--purpose", "To share.")
        tap.equal([(r["community"], r["state"]) for r in rig.ctl("report", "communities")],
                  [("otago", "open"), ("empty", "open"), ("taranaki", "open")], "an open one stands there also when it is empty")
        for slug in ("otago", "empty"):
            rig.ctl("community", "update", slug, "--state", "closed")
        rows = rig.ctl("report", "communities")
        tap.equal([(r["community"], r["state"], r["members"]) for r in rows], [("otago", "closed", 12), ("taranaki", "open", 0)],
                  "a closed one stands there only while it has members")
        tap.equal([r["missing"] for r in rows], ["", "no agency; no provider; nobody from Taranaki"], "and nobody is missing there")
        tap.equal(rig.ctl("report", "communities", "--community", "empty")["state"], "closed", "who asks for one gets it")
        shown = rig.ctl_run("report", "communities").stdout
        tap.ok("fewer than 5" in shown and "otago" in shown, "as a table", shown)


def consents_and_deliveries(tap):
    with Rig(OPEN) as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                "--purpose", "To share.")
        for person in ("ana@example.org", "ben@example.org"):
            member(rig, person)
        rig.deliver(message("cia@example.org", subject="join Otago"))
        rig.letter("cia@example.org")
        number = announce(rig, "Hui", "Kia ora.\n", "otago")
        wait_done(rig, number)
        rows = rig.ctl("report", "delivery", "--announcement", number)
        tap.ok(sorted((r["address"], r["state"]) for r in rows) ==
               [("ana@example.org", "sent"), ("ben@example.org", "sent")], "who got it", rows)
        rig.ctl("--yes", "subscriber", "erase", "ana@example.org")
        rig.settle()
        rows = rig.ctl("report", "delivery", "--announcement", number)
        tap.ok("ana@" not in str(rows) and len(rows) == 2, "who was forgotten since is a number", rows)
        kinds = {r["kind"]: r for r in rig.ctl("report", "delivery")}
        tap.ok(kinds["announcement"]["sent"] == 2 and kinds["confirm"]["sent"] >= 2, "mail by kind", kinds)
        row = rig.ctl("report", "consent")[0]
        tap.ok(row["active"] == 1 and row["without_proof"] == 0 and row["by_email"] == 1 and row["pending"] == 1 and
               row["given_in_a_year"] == 2 and row["withdrawn_in_a_year"] == 1, "consents", row)
        try:
            rig.ctl("report", "delivery", "--announcement", 99)
            tap.ok(False, "an announcement that is not there")
        except Refused as refused:
            tap.ok(refused.code == 1 and "no announcement 99" in refused.text, "an announcement that is not there")


run(communities, consents_and_deliveries)
