# SPDX-License-Identifier: MIT
"""Shapes of mail that are dear to read: many of something, deep in something, long without an end. Each is as large
as it can be and still be looked at; the parser's answer to each costs far less than its deadline, because what it
does is linear or bounded. CPU time is measured, so a busy machine changes nothing."""
import json
import os
import resource
import subprocess
import tempfile

from mails import SERVICE
from rig import program, run

CPU_S = 0.9         # the deadline is 2 s; the dearest of these takes a third of one
MEGABYTE = 1_000_000
HEAD = (f"From: mallory@example.org\r\nTo: {SERVICE}\r\nMessage-ID: <a@example.org>\r\n"
        "MIME-Version: 1.0\r\n").encode()
LINES = b"a line of text\r\n"


def numbered(form, count):
    return b"".join(form % n for n in range(count))


def full(unit, size=MEGABYTE):
    return unit * (size // len(unit))


def html(body, charset=b"utf-8"):
    return HEAD + b"Content-Type: text/html; charset=" + charset + b"\r\n\r\n" + body


def text(body, more=b""):
    return HEAD + b"Content-Type: text/plain; charset=utf-8\r\n" + more + b"\r\n" + body


def parts(fields, body=b"x", size=8 * MEGABYTE, count=499):
    one = b"--b\r\n" + fields + b"\r\n\r\n" + body + b"\r\n"
    return (HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
            one * max(1, min(count, size // len(one))) + b"--b--\r\n")


def calendar(body):
    return b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" + body + b"END:VEVENT\r\nEND:VCALENDAR\r\n"


def answer(body):
    return HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + calendar(b"UID:a\r\n" + body)


def report(body):
    return (HEAD + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
            b"Content-Type: message/delivery-status\r\n\r\n" + body + b"\r\n--b--\r\n")


def enclosed(field):
    return parts(b"Content-Type: message/rfc822", field + b"\r\n\r\nx", count=1)


def nested(depth, size):
    return (HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%05x\r\n\r\n--b%05x\r\n" % (n, n) for n in range(depth)) +
            b"Content-Type: text/plain\r\n\r\n" + full(LINES, size) +
            b"".join(b"--b%05x--\r\n" % n for n in reversed(range(depth))))


SHAPES = {
    "60,000 attributes": html(b"<a" + numbered(b" a%d", 60_000) + b">hi</a>"),
    "a megabyte of attributes": html(b"<a" + numbered(b" a%d=x", 110_000) + b">hi</a>"),
    "attributes with quoted ends of tags": html(b"<a" + numbered(b" a%d=\"x>y\"", 60_000) + b">hi</a>"),
    "attributes of a closing tag": html(b"<p>hi</p" + numbered(b" a%d", 100_000) + b">"),
    "attributes behind a false comment": html(b"<!-- --!><a" + numbered(b" a%d", 100_000) + b">hi"),
    "attributes behind a false start": html(b"<<!-- -->a" + numbered(b" a%d", 100_000) + b">hi"),
    "attributes behind a false script": html(b"<script/></script><a" + numbered(b" a%d", 100_000) + b">hi"),
    "attributes of 60,000 bodies": html(b"<body>" + numbered(b"<body a%d=1>", 60_000)),
    "open elements": html(full(b"<b>")),
    "open elements of 120,000 names": html(numbered(b"<x%d>", 120_000)),
    "closed that was not open": html(b"<div>" * 100_000 + b"</span>" * 70_000),
    "paragraphs closed that were not open": html(b"<div>" * 100_000 + b"</p>" * 120_000),
    "names closed that were not open": html(numbered(b"<x%d>", 60_000) + numbered(b"</y%d>", 60_000)),
    "tables in tables": html(full(b"<table><tr><td>")),
    "lists in lists": html(full(b"<ul><li>")),
    "links in links": html(full(b"<a>")),
    "quotes in quotes": html(full(b"<blockquote>x")),
    "comments that do not end": html(full(b"<!--")),
    "comments that nearly end": html(b"<!--" + full(b"-- ")),
    "a script that nearly ends": html(b"<script>" + full(b"</scrip")),
    "entities": html(full(b"&amp;")),
    "entities that are none": html(full(b"&zzzz;")),
    "an entity of a megabyte": html(b"&" + full(b"z") + b";"),
    "nothing but '&'": html(full(b"&")),
    "nothing but '<'": html(full(b"<")),
    "a tag's name of a megabyte": html(b"<" + full(b"a") + b">"),
    "HTML in broken UTF-16": html(full(b"\xff"), b"utf-16"),
    "HTML in broken EUC-TW": html(full(b"\x8e\xff"), b"euc-tw"),
    "HTML of 8 MB": html(full(b"<p>a</p>\r\n", 8 * MEGABYTE)),
    "1,500 parameters": HEAD + b"Content-Type: text/plain" + numbered(b";\r\n a%d=b", 1500) + b"\r\n\r\nhi",
    "13,000 continuations": HEAD + b"Content-Type: text/plain" + numbered(b";\r\n name*%d*=%%41", 13_000) + b"\r\n\r\nhi",
    "continuations in each part": parts(b"Content-Type: text/plain" + numbered(b"; name*%d*=%%41", 900)),
    "parameters in 20,000 parts": parts(b"Content-Type: a/b" + b";a=b" * 90, count=19_900),
    "a part with 4 MB of parameters": parts(b"Content-Type: a/b" + b";a=b" * MEGABYTE, count=1),
    "file names of words that do not end": parts(b'Content-Type: application/octet-stream; name="' + b"=?a?q?" * 2600 + b'"'),
    "file names of words in 1,300 charsets": parts(b'Content-Disposition: attachment; filename="' + numbered(b"=?z%d?q?a?=", 1300) + b'"'),
    "charsets of words that do not end": parts(b'Content-Type: text/plain; charset="' + b"=?a?q?" * 2600 + b'"'),
    "500 texts in broken EUC-TW": parts(b"Content-Type: text/plain; charset=euc-tw", b"\xff" * 15_000),
    "500 texts of soft line ends": parts(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"=\r\n" * 5000),
    "500 texts of base64 that is none": parts(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"!" * 15_000),
    "12,000 addresses": HEAD + b"Cc: " + b",\r\n ".join(b"a%d@example.org" % n for n in range(12_000)) + b"\r\n\r\nhi",
    "1,000 fields of addresses": HEAD + b"Cc: a@b, c@d\r\n" * 1900 + b"\r\nhi",
    "quotes that nobody closes": HEAD + (b"Cc: " + b'\\"' * 7900 + b"\r\n") * 15 + b"\r\nhi",
    "quotes that nobody closes, with commas": HEAD + (b"Cc: " + b'"\\,' * 5300 + b"\r\n") * 15 + b"\r\nhi",
    "words that do not end": HEAD + b"Subject: " + b"=?a?q?" * 2600 + b"\r\n\r\nhi",
    "words of two charsets": HEAD + b"Subject: " + b"=?utf-8?q?a?= =?iso-8859-2?q?a?= " * 460 + b"\r\n\r\nhi",
    "a report in 3,500 charsets": report(numbered(b"A: =?z%d?q?a?=\r\n", 3500)),
    "a report of 9,000 groups": report(b"a:b\r\n\r\n" * 9000),
    "2,100 fields in each part": parts(b"X: y\r\n" * 2100),
    "a million fields in a message in a part": enclosed(b"a:\r\n" * MEGABYTE),
    "a million ids in a message in a part": enclosed(b"References: " + b"<a@b>\r\n " * MEGABYTE),
    "a million addresses in a message in a part": enclosed(b"To: " + b"a@b," * MEGABYTE),
    "a million atoms in a message in a part": enclosed(b"Reply-To: " + b"a.b " * MEGABYTE),
    "400 parts of comments": parts(b"Content-Type: " + b"(" * 9000, count=400),
    "20,000 parts": parts(b"", b"", count=19_900),
    "16 levels and 8 MB": nested(16, 8 * MEGABYTE),
    "190 levels": nested(190, 600_000),
    "a boundary nearly found": HEAD + b"Content-Type: multipart/mixed; boundary=" + b"-" * 180 + b"b\r\n\r\n" + b"-" * (7 * MEGABYTE),
    "a calendar of 30,000 properties": answer(b"X-A:b\r\n" * 30_000),
    "a calendar of 20,000 comments": answer(b"COMMENT:b\r\n" * 20_000),
    "a calendar of 10,000 attendees": answer(b"ATTENDEE:mailto:b@c\r\n" * 10_000),
    "an attendee of 9,000 parameters": answer(b"ATTENDEE" + b";X-A=b" * 9000 + b":mailto:a\r\n"),
    "a calendar of lines that are none": answer(b"a\r\n" * 80_000),
    "a calendar folded 60,000 times": answer(b"COMMENT:" + b"a\r\n " * 60_000 + b"\r\n"),
    "rules that never end": answer(b"RRULE:FREQ=SECONDLY;COUNT=99999999\r\n" * 5000),
    "32 calendars that answer nothing": parts(b"Content-Type: text/calendar", calendar(b"A:\r\n" * 62_000), count=32),
    "499 calendars that answer nothing": parts(b"Content-Type: text/calendar", calendar(b"A:b\r\n" * 2300)),
    "a line of 8 MB": text(full(b"a", 8 * MEGABYTE)),
    "8 million empty lines": text(full(b"\n", 8 * MEGABYTE)),
    "accents on one letter": text(b"a" + full("\u0301\u0316".encode())),
    "UTF-7 that never leaves": HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + full(b"+"),
    "padding everywhere": text(full(b"A=", 8 * MEGABYTE), b"Content-Transfer-Encoding: base64\r\n"),
    "JSON without an end": text(b'{"notificationType":"Bounce","a":' + b"[" * 20_000),
    "a thousand answers": text(b"yes\n" * 6000),
    "a thousand quotes": text(b"On Mon, 1 Jan 2026 at 1:00, A <a@example.org> wrote:\n" * 400),
    "700 results": HEAD + b"Authentication-Results: mx;" + b"dkim=pass header.d=a;" * 700 + b"\r\n\r\nhi",
}

# What must be seen all the same.
TEXTS = {
    "60,000 attributes": "hi", "attributes of a closing tag": "hi", "attributes behind a false comment": "hi",
    "attributes with quoted ends of tags": "hi", "attributes behind a false script": "hi",
}
LIMITS = {
    "60,000 attributes": [], "open elements": ["html"], "32 calendars that answer nothing": ["size", "calendar"],
    "a million ids in a message in a part": ["size"], "12,000 addresses": ["header"],
}


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def each_is_cheap(tap):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mail.eml")
        for name, raw in SHAPES.items():
            with open(path, "wb") as f:
                f.write(raw)
            before = cpu()
            done = subprocess.run([program("dpupctl"), "parse", path], capture_output=True, timeout=60, check=True)
            spent, seen = cpu() - before, json.loads(done.stdout)
            tap.ok("death" not in seen["limits"] and spent < CPU_S, f"{name}: {spent:.2f} s for {len(raw)} bytes", seen["limits"])
            if name in TEXTS:
                tap.equal(seen["reply"], TEXTS[name], f"{name}: and it is read")
            if name in LIMITS:
                tap.equal(seen["limits"], LIMITS[name], f"{name}: what was cut is named")


run(each_is_cheap)
