#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Images inside of mails: files of a folder, never fetched, with words for who cannot see them; at every limit and past
it. The mail is read by Python's parser, its signature by dkimpy, and its structure by hand."""
import email
import email.policy
import json
import os
import struct
import zlib

from dkim_keys import dkim, is_good, keys
from people import GENEROUS, add_newsletter, announce, sign_up, wait_done
from rig import Refused, Rig, merged, run, wait
from test_rights import AUTHSERV, proven

AMY, BEN = "amy@example.org", "ben@example.org"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size):
    """A PNG of exactly so many bytes: one pixel, and a comment that fills it."""
    def make(filling):
        return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) +
                chunk(b"tEXt", b"Comment\0" + b"x" * filling) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))
    return make(size - len(make(0)))


def add_image(rig, name, data):
    os.makedirs(rig.path("images"), exist_ok=True)
    rig.write(os.path.join("images", name), data)


def world(**more):
    return merged(GENEROUS, {"templates": {"images": "images"}, "inboxes": [
        {"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}], **more})


def draft(rig, body):
    return rig.ctl("announce", "new", "--list", "newsletter", "--subject", "Pictures", "--body", rig.write("b.md", body))["id"]


def check(rig, body):
    """(is it fit to go, what the check says of its images)"""
    answer = rig.ctl_run("--json", "announce", "check", draft(rig, body))
    rows = {row["check"]: row for row in json.loads(answer.stdout)["checks"]}
    return rows["images"]["ok"], rows["images"]["text"], rows


def inside_the_mail(tap):
    with Rig(world(), start=False) as rig:
        records = keys(rig)
        signing = {"selector": "rsa", "key_file": "rsa.pem", "selector2": "ed", "key_file2": "ed.pem"}
        rig.configure(world(relays=[dict(rig.conf["relays"][0], dkim=signing)]))
        rig.start()
        add_newsletter(rig)
        sign_up(rig, AMY)
        sign_up(rig, BEN)
        rig.deliver(proven(BEN, "set text"))
        rig.letter(BEN)
        add_image(rig, "logo.png", png(5000))
        add_image(rig, "kea.gif", b"GIF89a" + b"\0" * 300)
        body = ("Kia ora\n\n![The logo of the agency](logo.png)\n\nA bird: [![A kea on a rock](kea.gif)](https://example.org/kea), "
                "and ![the logo again](logo.png).\n")
        number = announce(rig, "Pictures", body)
        wait_done(rig, number)
        letter, plain = rig.letter(AMY), rig.letter(BEN)
        mail = letter.parsed
        tap.equal(mail.get_content_type(), "multipart/alternative", "the mail is an alternative")
        text, related = mail.iter_parts()
        tap.equal((text.get_content_type(), related.get_content_type()), ("text/plain", "multipart/related"),
                  "of text, and of HTML with what it shows")
        parts = list(related.iter_parts())
        tap.equal([p.get_content_type() for p in parts], ["text/html", "image/png", "image/gif"],
                  "each image stands in it once")
        tap.equal([p.get_content() for p in parts[1:]], [png(5000), b"GIF89a" + b"\0" * 300], "with its own bytes")
        tap.equal([p.get_content_disposition() for p in parts[1:]], ["inline", "inline"], "to be shown, not to be saved")
        page = parts[0].get_content()
        ids = [p["Content-ID"].strip("<>") for p in parts[1:]]
        tap.equal([page.count(f'src="cid:{i}"') for i in ids], [2, 1], "the HTML names them by their ids")
        tap.ok('alt="The logo of the agency"' in page and 'alt="A kea on a rock"' in page, "with their words")
        tap.ok("The logo of the agency" in text.get_content() and "A kea on a rock\n(https://example.org/kea)" in
               text.get_content().replace(" (https", "\n(https"), "which the text has, too")
        tap.equal(plain.parsed.get_content_type(), "text/plain", "who wants text alone gets no image")
        if dkim is None:
            tap.skip("signatures", "python3-dkim is not installed")
        else:
            tap.ok(is_good(letter.raw, records, 0) and is_good(letter.raw, records, 1), "both signatures are good")
        # Composed again, it is the same but for whom and when it is for.
        first, second = (rig.ctl("announce", "preview", number, "--format", "raw") for _ in range(2))
        tap.equal(first, second, "composed twice, it is the same")


def a_relay_that_takes_less(tap):
    with Rig(world()) as rig:
        rig.sink.size_max = 20000
        add_newsletter(rig)
        sign_up(rig, AMY)
        add_image(rig, "small.png", png(5000))
        add_image(rig, "large.png", png(20000))
        wait_done(rig, announce(rig, "Small", "![A picture](small.png)\n"))
        tap.equal(rig.letter(AMY)["Subject"], "Small", "a mail that the relay takes goes")
        before = len(rig.sink.mails)
        number = announce(rig, "Large", "![A picture](large.png)\n")
        stopped = wait(lambda: (r := rig.ctl("announce", "show", number))["state"] == "paused" and r, "a pause")
        tap.ok("does not take a mail of this size" in stopped["reason"],
               "an announcement larger than it takes is paused", stopped)
        tap.ok("the relay takes 20000" in stopped["reason"], "and why is told")
        tap.equal(rig.ctl("announce", "report", number)["failed"], 0, "nobody's mail is given up for it")
        tap.equal(len(rig.sink.mails), before, "no byte of it went")
        announce(rig, "After", "Some news.\n")
        tap.equal(rig.letter(AMY)["Subject"], "After", "it was no fault of hers: the next one comes")


def looking_at_it_before(tap):
    with Rig(world()) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        add_image(rig, "logo.png", png(2000))
        number = draft(rig, "![The logo](logo.png)\n")
        page = rig.ctl("announce", "preview", number, "--format", "html")
        tap.ok('<img src="data:image/png;base64,iVBORw0KGgo' in page and 'alt="The logo"' in page,
               "the preview is a page with the image in it")
        tap.ok("Content-ID: <" in rig.ctl("announce", "preview", number, "--format", "raw"), "as it is sent, it has a part")
        tap.ok("The logo" in rig.ctl("announce", "preview", number), "the text has its words")
        told = check(rig, "![The logo](logo.png)\n")[2]["inside"]["text"]
        tap.equal(told, "inside the mail: logo.png (image/png, 2000 bytes)", "the check says what goes along")
        os.unlink(rig.path("images", "logo.png"))
        done = rig.ctl_run("announce", "preview", number, "--format", "html")
        tap.ok(done.returncode == 1 and 'line 1: there is no image "logo.png" in ' in done.stderr,
               f"a file that has gone is told: {done.stderr.strip()}")


def what_is_refused(tap):
    with Rig(world(announcements={"image_max": 1000, "images_max": 2000})) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        for name, data in (("at.png", png(1000)), ("at2.png", png(999) + b"x"), ("past.png", png(1001)), ("one.gif", b"GIF89a1"),
                           ("text.png", b"not an image"), ("empty.png", b""), ("a.svg", b"<svg/>")):
            add_image(rig, name, data)
        os.symlink("/etc/hostname", rig.path("images", "link.png"))
        os.mkdir(rig.path("images", "folder.png"))
        os.mkfifo(rig.path("images", "pipe.png"))
        tap.equal(check(rig, "a\n\n![one](at.png) ![two](at2.png)\n")[:2], (True, "ok"), "at both limits it goes")
        cases = (
            ("![a](at.png) ![b](at2.png) ![c](one.gif)", "line 3: the images have together more than 2000 bytes"),
            ("![a](past.png)", 'line 3: the image "past.png" has more than 1000 bytes'),
            ("![](at.png)", 'line 3: the image "at.png" has no words for people who cannot see it'),
            ("![ ](at.png)", 'line 3: the image "at.png" has no words'),
            ("b\n![a](https://example.org/pixel.gif)", 'line 4: the image "https://example.org/pixel.gif" is from elsewhere'),
            ("![a](//example.org/pixel.gif)", 'is from elsewhere'),
            ("![a](data:image/png;base64,AAAA)", 'is from elsewhere'),
            ("![a](cid:x@y)", 'is from elsewhere'),
            ("![a](../dpupd.conf)", 'line 3: the image "../dpupd.conf" must be the name of a file in '),
            ("![a](/etc/hostname)", "must be the name of a file"),
            ("![a](folder.png/at.png)", "must be the name of a file"),
            ("![a](.hidden)", "must be the name of a file"),
            ("![a][i]\n\n[i]: ../x.png", "must be the name of a file"),
            ("![a](none.png)", 'line 3: there is no image "none.png" in '),
            ("![a](text.png)", 'line 3: "text.png" is not a PNG, JPEG or GIF image'),
            ("![a](empty.png)", "is not a PNG, JPEG or GIF image"),
            ("![a](a.svg)", "is not a PNG, JPEG or GIF image"),
            ("![a](link.png)", "cannot be opened"),
            ("![a](folder.png)", "is not a file"),
            ("![a](pipe.png)", "is not a file"),
        )
        for body, words in cases:
            is_ok, text, _ = check(rig, f"a\n\n{body}\n")
            tap.ok(not is_ok and words in text, f"{body[:40]!r}: {text}")
        number = draft(rig, "![a](past.png)\n")
        try:
            rig.ctl("announce", "submit", number)
            tap.ok(False, "what is refused cannot be submitted")
        except Refused as refused:
            tap.ok("has faults" in str(refused), "what is refused cannot be submitted")
        for i in range(11):
            add_image(rig, f"n{i}.gif", b"GIF89a" + bytes([i]))
        shown = " ".join(f"![{i}](n{i}.gif)" for i in range(10))
        tap.ok(check(rig, shown)[0], "ten images go")
        is_ok, text, _ = check(rig, shown + " ![x](n10.gif)")
        tap.ok(not is_ok and "a mail shows at most 10 images" in text, f"the eleventh does not: {text}")


def gone_before_it_goes(tap):
    with Rig(world()) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        add_image(rig, "logo.png", png(2000))
        number = announce(rig, "Pictures", "![The logo](logo.png)\n", schedule=False)
        os.unlink(rig.path("images", "logo.png"))
        rig.ctl("announce", "schedule", number, "--now")
        report = wait_done(rig, number)
        tap.equal((report["state"], report["total"]), ("cancelled", 0), "a mail whose image has gone goes to nobody")
        tap.ok("there is no image" in rig.ctl("announce", "show", number)["reason"], "and says why")
        tap.equal(rig.letters(AMY), [], "nobody has got half of it")


if __name__ == "__main__":
    run(inside_the_mail, a_relay_that_takes_less, looking_at_it_before, what_is_refused, gone_before_it_goes)
