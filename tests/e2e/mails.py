# SPDX-License-Identifier: MIT
"""Mail as people write it and as a mail server hands it over, and what a test wants to know of
the mail that comes back. Written out by hand rather than by an e-mail library where the exact
bytes matter; read with Python's own, which shares no code with dpupd."""
import email
import email.header
import email.policy
import email.utils
import itertools
import re
import time

SERVICE = "dpup@example.govt.nz"
HUMAN = "people@example.govt.nz"

numbers = itertools.count(1)


def sub(word, service=SERVICE):
    """The sub-address of a word: sub("subscribe") is dpup+subscribe@example.govt.nz."""
    local, _, domain = service.partition("@")
    return f"{local}+{word}@{domain}"


def encoded(text):
    return text if text.isascii() else email.header.Header(text, "utf-8").encode(linesep="\r\n")


def message(sender, to=SERVICE, subject="", text="", *, name=None, headers=(), content=None,
            return_path=None, delivered_to=None, message_id=None):
    """A mail to the service, with the fields the last mail server puts on top. `headers` are
    further (name, value) pairs; `content` replaces the text and its MIME fields by bytes that
    begin with fields of their own."""
    number = next(numbers)
    domain = sender.rpartition("@")[2]
    message_id = message_id or f"<{number}.{time.time_ns()}@{domain}>"
    fields = [
        ("Return-Path", f"<{sender if return_path is None else return_path}>"),
        ("Delivered-To", delivered_to or to),
        ("Received", f"from mail.{domain} (mail.{domain} [192.0.2.{number % 250 + 1}])"
                     f"\r\n\tby mx.example.govt.nz with ESMTPS id {number:08X};"
                     f"\r\n\t{email.utils.formatdate()}"),
        ("From", email.utils.formataddr((name, sender)) if name else sender),
        ("To", to),
        ("Subject", encoded(subject)),
        ("Message-ID", message_id),
        ("Date", email.utils.formatdate()),
        ("MIME-Version", "1.0"),
        *headers,
    ]
    head = "".join(f"{field}: {value}\r\n" for field, value in fields).encode()
    if content is None:
        content = (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                   + text.replace("\n", "\r\n").encode() + b"\r\n")
    return head + content


class Letter:
    """A mail from the service, as its reader sees it. Takes a sink's Mail, or bytes."""

    def __init__(self, mail):
        self.raw = mail if isinstance(mail, bytes) else mail.data
        self.sender = None if isinstance(mail, bytes) else mail.sender
        self.recipient = None if isinstance(mail, bytes) else mail.recipient
        self.parsed = email.message_from_bytes(self.raw, policy=email.policy.default)

    def __getitem__(self, name):
        value = self.parsed[name]
        return None if value is None else str(value)

    def count(self, name):
        return len(self.parsed.get_all(name, []))

    def body(self, subtype):
        part = self.parsed.get_body((subtype,))
        return part.get_content().replace("\r\n", "\n") if part is not None else None

    @property
    def text(self):
        return self.body("plain") or ""

    @property
    def html(self):
        return self.body("html") or ""

    @property
    def subject(self):
        return self["Subject"] or ""

    @property
    def message_id(self):
        return self["Message-ID"]

    @property
    def answer_to(self):
        """Where a mail program sends the reply."""
        return email.utils.parseaddr(self["Reply-To"] or self["From"])[1]

    @property
    def token(self):
        """The "TYPE-TOKEN" of the sub-address that replies go to, or None."""
        found = re.search(r"\+([a-z]+-[a-z2-7]{20,})@", self.answer_to)
        return found and found.group(1)

    def attached(self, kind):
        return [p for p in self.parsed.walk() if p.get_content_type() == kind]


def quote(letter):
    lines = letter.text.rstrip("\n").split("\n")
    return f"On {letter['Date']}, {letter['From']} wrote:\n" + "".join(f"> {line}\n" for line in lines)


def reply(letter, sender, text, *, to=None, subject=None, is_threaded=True, is_quoting=True, **more):
    """The reply of a person to a Letter, as common mail programs make it."""
    headers = list(more.pop("headers", ()))
    if is_threaded and letter.message_id:
        headers += [("In-Reply-To", letter.message_id), ("References", letter.message_id)]
    if is_quoting:
        text = f"{text}\n\n{quote(letter)}"
    if subject is None:
        subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
        if "=?" in subject:     # what looks like an encoded word is written as one (RFC 2047 §5)
            subject = email.header.Header(subject, "utf-8", maxlinelen=900).encode()
    return message(sender, to or letter.answer_to, subject, text, headers=headers, **more)
