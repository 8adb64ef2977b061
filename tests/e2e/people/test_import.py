# SPDX-License-Identifier: MIT
# tests/run: limit 200 s
"""Bringing files of people: looked at first, bad rows told, nobody invited twice whoever dies, nobody
subscribed but by their own yes."""
import csv
import json
import signal
import subprocess
import time

from aging import age
from mails import message, reply, sub
from people import GENEROUS, add_newsletter, closed_now, sign_up, state_of
from rig import Rig, program, run, wait
from test_rights import proven, rig_for_rights

SOURCE = "Mere Ngata, at the Otago meeting of 3 May"
ALWAYS = {**GENEROUS, "sending": {"window": "always", "window_days": "all"}}


def rig_for_import(conf=None):
    rig = Rig({**ALWAYS, **(conf or {})})
    add_newsletter(rig)
    return rig


def bring(rig, path, *more, slug="newsletter"):
    return rig.ctl("import", path, "--list", slug, "--source", SOURCE, *more)


def counts(answer):
    return {k: v for k, v in answer.items() if isinstance(v, int) and v and k not in ("dry_run", "rows")}


def who_moved_and_left(tap):
    """An old sheet has the address they had before: they are not asked there again. Somebody new is as ever."""
    old, new, other = "amy@example.org", "amy@new.example", "new@example.org"
    with rig_for_rights(ALWAYS) as rig:
        sign_up(rig, old)
        rig.deliver(proven(old, f"change address to {new}"))
        rig.deliver(reply(rig.letter(new), new, "yes"))
        rig.letter(new)
        time.sleep(1.1)
        rig.deliver(proven(new, "unsubscribe"))
        rig.settle()
        rig.letters(old)
        tap.equal(state_of(rig, new), "left", "they have left")
        bring(rig, rig.write("old.csv", f"email\n{old}\n{other}\n"))
        rig.letter(other)
        rig.settle()
        tap.equal((state_of(rig, old), rig.letters(old)), (None, []), "and are not asked at the old address")


def those_who_left(tap):
    """Who left, and who said no, are not asked by a file again: not when nothing of them is kept but the proof."""
    left, declined, other, silent = "left@example.org", "declined@example.org", "other@example.org", "silent@example.org"
    with rig_for_import() as rig:
        rig.ctl("list", "add", "other", "--name", "Other", "--purpose", "Other things")
        path = rig.write("people.csv", "email\n" + "\n".join((left, declined, silent)) + "\n")
        bring(rig, path)
        rig.deliver(reply(rig.letter(left), left, "yes"))
        rig.deliver(reply(rig.letter(left), left, "unsubscribe"))
        rig.deliver(reply(rig.letter(declined), declined, "no"))
        rig.deliver(message(other, subject="subscribe other"))
        rig.deliver(reply(rig.letter(other), other, "yes"))
        rig.deliver(reply(rig.letter(other), other, "unsubscribe"))
        rig.letter(left), rig.letter(other), rig.letter(silent)
        rig.settle()
        for who in (left, declined):
            rig.letters(who)
        age(rig, 40 * 86400)
        rig.ctl("retention", "run")
        tap.equal([state_of(rig, who, slug) for who, slug in ((left, "newsletter"), (declined, "newsletter"), (other, "other"))],
                  [None, None, None], "a month later nothing is kept of them by name")
        path = rig.write("again.csv", "email\n" + "\n".join((left, declined, other, silent)) + "\n")
        want = {"left": 2, "new": 2, "invitations": 2}
        tap.equal(counts(rig.ctl("import", path, "--list", "newsletter", "--dry-run")), want, "a dry run counts who left or said no")
        tap.equal(counts(bring(rig, path)), want, "and the import")
        tap.ok(rig.letter(other) and rig.letter(silent), "who left another list, and who never answered, are asked")
        rig.settle()
        tap.equal((rig.letters(left), rig.letters(declined)), ([], []), "they are not")
        tap.ok("new" in rig.ctl_run("import", path, "--list", "other", "--dry-run").stdout, "nor does their no count for another list")
        rig.deliver(message(left, sub("subscribe")))
        rig.deliver(reply(rig.letter(left), left, "yes"))
        rig.letter(left)
        tap.equal(state_of(rig, left), "active", "they can come back themselves")


MIXED = ("\ufeffE-Mail,Name,Organisation,Region,Sectors,Language,Role\r\n"
         "new@example.org,Hēmi Tamati,\"Te Whare Tōtara, Ōtepoti\",otakou,\"housing, hauora\",Māori,no\r\n"
         "\r\n"
         "known@example.org,Known Person,,Nelson,,,\r\n"
         "here@example.org,,,,,,\r\n"
         "gone@example.org,,,,,,\r\n"
         "never@example.org,,,,,,\r\n"
         "NEW@Example.org,again,,,,,\r\n"
         "not an address,,,,,,\r\n"
         "x1@example.org,,,Atlantis,,,\r\n"
         "x2@example.org,,,,sport,,\r\n"
         "x3@example.org,,,,,fr,\r\n"
         "x4@example.org," + "ā" * 61 + ",,,,,\r\n"
         "x5@example.org,a,b,c,d,e,f,g\r\n"
         "noreply@example.org,,,,,,\r\n"
         "\"quo\nted@example.org\",,,,,,\r\n"
         "last@example.org,\"two\nlines\",,,,,\r\n"
         "dpup+leave@example.govt.nz,,,,,,")


def mixed(tap):
    with rig_for_import() as rig:
        rig.ctl("list", "add", "other", "--name", "Other", "--purpose", "Other things")
        sign_up(rig, "here@example.org")
        rig.deliver(reply(sign_up(rig, "gone@example.org"), "gone@example.org", "unsubscribe"))
        rig.letter("gone@example.org")
        rig.ctl("suppression", "add", "never@example.org")
        rig.ctl("subscriber", "add", "known@example.org", "--list", "other", "--source", "me")
        rig.letter("known@example.org")
        rig.settle()
        path = rig.write("people.csv", MIXED)
        want = {"new": 1, "added": 1, "same": 1, "left": 1, "suppressed": 1, "duplicate": 1, "refused": 10,
                "invitations": 2}
        tried = rig.ctl("import", path, "--list", "newsletter", "--dry-run")
        tap.equal(counts(tried), want, "a dry run says what would be")
        each = {row["line"]: row for row in tried["each"]}
        tap.ok(each[2]["outcome"] == "new" and each[2]["address"] == "new@example.org" and each[8]["outcome"] == "duplicate",
               "of each row, by its line", tried["each"])
        tap.ok(state_of(rig, "new@example.org") is None, "and changes nothing")
        done = bring(rig, path)
        tap.equal(counts(done), want, "the import does the same")
        why = {row["line"]: row["reason"] for row in done["each"]}
        tap.equal(sorted(why), [9, 10, 11, 12, 13, 14, 15, 16, 18, 20], "each bad row is told with its line")
        tap.ok("Atlantis" in why[10] and "welfare" in why[11] and "en or mi" in why[12] and "120 bytes" in why[13] and
               "8 cells" in why[14] and "nobody answers" in why[15] and "one line" in why[18] and "our own address" in why[20], "and its reason", why)
        new = rig.ctl("subscriber", "show", "new@example.org")
        tap.ok((new["name"], new["organisation"], new["region"], new["sectors"], new["language"]) ==
               ("Hēmi Tamati", "Te Whare Tōtara, Ōtepoti", "ota", "housing health", "mi"), "what the row says is kept", new)
        tap.equal(new["subscriptions"][0]["source"], SOURCE, "and who supplied it")
        letter = rig.letter("new@example.org")
        tap.ok(SOURCE in letter.text and "You have not been subscribed" in letter.text and letter.token,
               "they are told who supplied the address", letter.text)
        tap.equal(state_of(rig, "new@example.org"), "pending", "nobody is subscribed by it")
        rig.letter("known@example.org")
        rig.deliver(reply(letter, "new@example.org", "Āe"))
        rig.letter("new@example.org")
        tap.equal(state_of(rig, "new@example.org"), "active", "their own yes subscribes them")
        shown = rig.ctl_run("import", path, "--list", "newsletter", "--source", SOURCE)
        tap.ok(shown.returncode == 0 and "same         3" in shown.stdout and "line 10: no region" in shown.stderr,
               "brought once more it changes nothing", shown.stdout + shown.stderr)
        rig.settle()
        tap.ok(not any(rig.letters(f"{p}@example.org") for p in ("new", "known", "here", "gone", "never")),
               "and nobody gets a second mail, nor who left or never wants any")
        rig.write("people.csv", "address,region\nhere@example.org,Gisborne\n")
        tap.equal(counts(bring(rig, path)), {"changed": 1}, "what was not known of somebody is filled in")
        tap.equal(rig.ctl("subscriber", "show", "here@example.org")["region"], "gis", "with the new region")
        rig.write("people.csv", "address,name,region,language,sectors,role\n"
                  "here@example.org,Ana,Otago,mi,housing,yes\n")
        tap.equal(counts(bring(rig, path, "--dry-run")), {"changed": 1}, "more is known of them")
        tap.equal(counts(bring(rig, path)), {"changed": 1}, "and is filled in, too")
        rig.write("people.csv", "address,name,region,language,sectors,role\n"
                  "here@example.org,Bea,Nelson,en,health,no\n")
        tap.equal(counts(bring(rig, path)), {"same": 1}, "what is known already is not overwritten")
        shown = rig.ctl("subscriber", "show", "here@example.org")
        tap.equal([shown[k] for k in ("name", "region", "language", "sectors", "role_address")],
                  ["Ana", "gis", "mi", "housing", True], "it may be their own word")
        audited = [row["verb"] for row in rig.ctl("audit")]
        tap.equal(audited.count("import"), 5, "each file is audited once")


def forms(tap):
    with rig_for_import() as rig:
        def one(name, text, form=None):
            path = rig.write(form or "f.csv", text)
            done = rig.ctl_run("--json", "import", path, "--list", "newsletter", "--dry-run")
            answer = json.loads(done.stdout) if done.stdout else {}
            return answer.get("new"), answer.get("refused"), done.stderr.strip()
        tap.equal(one("semicolons", "address;name\na@example.org;\"A; B\"\n")[0], 1, "semicolons between the cells")
        tap.equal(one("tabs", "address\tname\na@example.org\tA\n")[0], 1, "tabs")
        tap.equal(one("no end", "address\na@example.org")[0], 1, "no line end at the end")
        tap.equal(one("json", '[{"address":"a@example.org","sectors":["housing","health"],"role":true,"name":null},'
                              '\n{"address":"b@example.org"}]')[0], 2, "a JSON array")
        tap.equal(one("lines", '{"address":"a@example.org"}\n{"email":"b@example.org"}\n')[0], 2, "JSON lines")
        tap.equal(one("bad record", '[{"address":"a@example.org","age":3},{"address":5},{"address":"b@example.org"},[]]')[:2],
                  (1, 3), "a bad record leaves the others")
        for text, words in (("", "empty"), ("address\n", "no people"), ("[]", "no people"), ("[{}", "followed by neither"),
                            ("[{},]x", "not JSON"), ("name\nA\n", '"address"'), ("address,phone\na@b.nz,1\n", "not kept here"),
                            ("addres\na@b.nz\n", 'is "address" meant?'), ("address,mail\na@b.nz,c@d.nz\n", "two columns"),
                            ("address\n\"a@example.org\n" + "x\n" * 20, "never closed"),
                            ("address,name\na@example.org," + "x" * 16384 + "\n", "longer than 16384"),
                            ("address,name\na@example.org,\"" + "x\n" * 9000 + "\"\n", "more than 16384"),
                            (",".join(["list"] * 32) + ",address\na@example.org\n", "33 columns"),
                            ("address\ra@example.org\rb@example.org\r", "CR alone")):
            got = one("x", text)
            tap.ok(got[0] is None and words in got[2], f"refused as a whole: {words}", got)
        got = one("utf16", "address\n".encode("utf-16"))
        tap.ok("UTF-16" in got[2], "UTF-16 is told")
        got = one("latin1", b"address,name\na@example.org,M\xe4ori\n")
        tap.ok(got[1] == 1, "a row that is not UTF-8 is refused", got)
        tap.equal(one("most columns", ",".join(["list"] * 31) + ",address\n" + "," * 31 + "a@example.org\n")[0], 1, "32 columns")
        path = rig.write("f.csv", "address\na@example.org\n")
        tap.equal(rig.ctl_run("import", path, "--list", "newsletter").returncode, 64, "a source is needed")
        for source, code in (("x" * 200, 0), ("y" * 201, 1), ("a\nb", 1)):
            done = rig.ctl_run("import", path, "--list", "newsletter", "--source", source)
            tap.ok(done.returncode == code, f"a source of {len(source)}", done.stderr)
        tap.equal(rig.ctl_run("import", "/dev/null", "--list", "newsletter", "--source", "x").returncode, 1, "no device")
        rig.ctl("list", "update", "newsletter", "--state", "closed")
        tap.ok("closed" in rig.ctl_run("import", path, "--list", "newsletter", "--source", "z").stderr, "no closed list")


def killed(tap):
    """kill -9 of dpupctl, then of the daemon, in the middle; and Ctrl-C."""
    count = 12000
    with rig_for_import({"relays": [{"url": "smtp://127.0.0.1:9", "tls": "none"}]}) as rig:
        path = rig.write("many.csv", "address,name\n" + "".join(f"p{n}@example.org,Person {n}\n" for n in range(count)))
        command = [program("dpupctl"), "-s", rig.socket, "import", path, "--list", "newsletter", "--source", SOURCE]

        def pending():
            return rig.ctl("list", "show", "newsletter")["pending"]
        def start():
            before = pending()
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait(lambda: pending() > before or process.poll() is not None, "some to be in", 30)
            return process
        process = start()
        process.kill()
        process.communicate()
        first = pending()
        tap.ok(0 < first < count, f"dpupctl is killed after {first} rows")
        process = start()
        rig.kill()
        _, said = process.communicate()
        tap.ok(process.returncode == 69 and "going on behind" in said and "the same command goes on" in said,
               "so is the daemon: who runs it is told what to do", said)
        rig.start()
        second = pending()
        tap.ok(first < second < count, f"after {second} rows")
        done = rig.ctl_run("import", path, "--list", "newsletter", "--source", "somebody else")
        tap.ok(done.returncode == 1 and SOURCE in done.stderr, "it goes on under the same source only", done.stderr)
        process = start()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        tap.ok(process.returncode == 1 and "interrupted" in said or "rows of" in said, "Ctrl-C stops at a row", said)
        done = bring(rig, path)
        tap.ok((done["new"], done["rows"], done["refused"], done["same"]) == (count, count, 0, 0),
               "the rest follows, and the counts are of the whole file", counts(done))
        tap.equal(pending(), count, "everybody is asked")
        rows = rig.ctl("status")["deliveries"]
        tap.equal(sum(rows.values()), count, "and has one invitation")
        again = bring(rig, path)
        tap.equal(counts(again), {"same": count}, "once more: nobody twice")
        tap.equal(sum(rig.ctl("status")["deliveries"].values()), count, "no more invitations")


def answered(tap):
    """An invitation that was answered, or may not be sent any more, before it went, is not sent."""
    with rig_for_import() as rig:
        rig.sink.close()
        path = rig.write("f.csv", "address\namy@example.org\nben@example.org\n")
        bring(rig, path)
        rig.ctl("suppression", "add", "ben@example.org")
        rig.stop()
        from sink import Sink
        rig.sink = Sink()
        rig.configure(ALWAYS)
        rig.start()
        rig.ctl("queue", "flush")
        tap.ok(rig.letter("amy@example.org").token, "who was not answers")
        rig.settle()
        tap.equal(rig.letters("ben@example.org"), [], "who wants no mail gets none, though it was queued")
        explained = rig.ctl("subscriber", "explain", "ben@example.org")["deliveries"]
        tap.equal([d["state"] for d in explained], ["cancelled"], "it is cancelled")


def macrons(tap):
    """The token stands in the Subject also where its words have macrons."""
    with rig_for_import() as rig:
        rig.ctl("list", "add", "panui", "--name", "Pānui mō te kaupapa o ngā raraunga whānui", "--purpose", "Ngā kōrero")
        bring(rig, rig.write("f.csv", "address\namy@example.org\n"), slug="panui")
        letter = rig.letter("amy@example.org")
        tap.ok("Pānui mō te kaupapa o ngā raraunga whānui [" in letter.subject and letter.subject.endswith("]"),
               "it reads well", letter.subject)
        rig.deliver(reply(letter, "amy@example.org", "yes"))
        rig.letter("amy@example.org")
        tap.equal(state_of(rig, "amy@example.org", "panui"), "active", "and works")


def exported(tap):
    """What is exported can be imported elsewhere, and is the same there."""
    people = [{"address": "=amy@example.org", "name": "=cmd|'x'!A1", "organisation": "A, \"B\" & Co"},
              {"address": "ben@example.org", "name": "+64 Ben", "region": "Manawatū", "language": "mi", "role": True},
              {"address": "cat@example.org", "name": "'tis", "sectors": ["housing", "child wellbeing"]},
              {"address": "dan@example.org", "name": "'=x"}, {"address": "eve@example.org", "name": "-"}]
    with rig_for_import() as rig, rig_for_import() as other:
        bring(rig, rig.write("people.json", json.dumps(people)))
        rig.deliver(reply(rig.letter("ben@example.org"), "ben@example.org", "yes"))
        rig.letter("ben@example.org")
        text = rig.ctl_run("export", "--list", "newsletter").stdout
        rows = list(csv.DictReader(text.splitlines()))
        tap.ok(len(rows) == 5 and rows[0]["name"] == "'=cmd|'x'!A1" and rows[1]["name"] == "'+64 Ben" and
               rows[0]["address"] == "'=amy@example.org" and rows[2]["name"] == "'tis", "cells are safe in spreadsheets", text)
        tap.ok((rows[1]["state"], rows[2]["state"], rows[1]["role"], rows[2]["sectors"], rows[1]["region"]) ==
               ("active", "pending", "yes", "housing, child-wellbeing", "mwt"), "with what is known", text)
        whole = rig.ctl("export", "--list", "newsletter")
        tap.ok(whole[0]["name"] == "=cmd|'x'!A1" and whole[3]["name"] == "'=x", "JSON has them as they are")

        def fields(people):
            return [{k: p[k] for k in ("address", "name", "organisation", "region", "sectors", "language", "role")}
                    for p in people]
        done = bring(other, other.write("people.csv", text))
        tap.equal(counts(done), {"new": 5, "invitations": 5}, "the CSV can be imported")
        tap.equal(fields(other.ctl("export", "--list", "newsletter")), fields(whole), "and is the same there")
        other.ctl("list", "add", "second", "--name", "Second", "--purpose", "Another")
        done = bring(other, other.write("people.json", json.dumps(whole)), slug="second")
        tap.equal(counts(done), {"added": 5, "invitations": 5}, "so can the JSON")
        tap.equal(fields(other.ctl("export", "--list", "second")), fields(whole), "and is the same")
        other.ctl("list", "add", "empty", "--name", "Empty", "--purpose", "Another")
        tap.equal(other.ctl("export", "--list", "empty"), [], "nobody is no people")
        tap.ok("export" in [row["verb"] for row in rig.ctl("audit")], "an export is audited")


def hours(tap):
    """Nobody in a file asked for a mail: it waits for the hours of the list, unless staff say so."""
    with rig_for_import({"sending": closed_now()["sending"]}) as rig:
        path = rig.write("f.csv", "address\namy@example.org\n")
        done = rig.ctl_run("import", path, "--list", "newsletter", "--source", SOURCE)
        tap.ok(done.returncode == 0 and "The invitations go from" in done.stdout and ":00" in done.stdout,
               "it is told when they will really go", done.stdout)
        rig.write("f.csv", "address\nben@example.org\n")
        tap.ok("when" not in bring(rig, path, "--now"), "--now")
        tap.ok(rig.letter("ben@example.org").token, "goes at any hour")
        tap.equal(rig.letters("amy@example.org"), [], "the other one waits")
        tap.equal(rig.ctl("queue", "flush"), {"flushed": 0}, "there is nothing to be tried again")
        rig.ctl("queue", "retry", rig.ctl("explain", "amy@example.org")["deliveries"][0]["id"])
        tap.ok(rig.letter("amy@example.org").token, "one that staff name goes at any hour")
        rig.write("f.csv", "address\ncat@example.org\n")
        tap.ok(bring(rig, path)["when"], "the time is in the JSON, too")
        rig.ctl("list", "update", "newsletter", "--window", "always all")
        rig.write("f.csv", "address\ndan@example.org\n")
        tap.ok("when" not in bring(rig, path) and rig.letter("dan@example.org").token, "a list has its own hours")


if __name__ == "__main__":
    run(who_moved_and_left, those_who_left, mixed, forms, killed, answered, hours, macrons, exported)
