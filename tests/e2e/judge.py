# SPDX-License-Identifier: MIT
"""Judges a message as a stranger would: by the rules of RFC 5322, 2045-2047, 2369 and 8058, and by what this
project promises of each of its mails. Every rig judges every mail that its sink took.

    judge.complaints(data, name, is_utf8)   what is wrong with a message, in words; [] where nothing is. `name` is
                                    what somebody is called who may be called "{{x}}"; a message to one whose address
                                    is_utf8 may have it in its To field
    judge.text_of(data)         (subject, plain text) as a person reads them
"""
import email
import email.policy
import html.parser
import re
import time

LINE_MAX = 998          # RFC 5322 s 2.1.1, without CRLF
ENCODED_LINE_MAX = 76   # RFC 2045 s 6.7 and 6.8
TEXT_MAX = 100 * 1024   # clients cut what is longer
DATE_OFF_S = 3600       # a mail says when it was made; no test takes longer, and records that are aged leave mails alone
ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
AT_MOST_ONCE = ("Sender", "Reply-To", "Cc", "Bcc", "In-Reply-To", "References", "Auto-Submitted", "Precedence", "List-Id",
                "List-Help", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Owner", "List-Archive", "List-Post",
                "Content-Transfer-Encoding", "Content-Language", "Feedback-ID")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
PLACEHOLDER = re.compile(r"\{\{|\}\}|\(null\)|%[sd]\b|\bundefined\b")
REMOTE = re.compile(r"""\b(?:src|background|poster|srcset)\s*=(?!\s*["']?\s*cid:)|url\s*\(|@import|<link\b|<script\b|<iframe\b|"""
                    r"""\bon\w+\s*=\s*["']""", re.I)
POLICY = email.policy.default.clone(raise_on_defect=False, linesep="\r\n")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class Html(html.parser.HTMLParser):
    """Notes tags that do not match, and the language of the page."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.language, self.images_without_alt = [], [], None, 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.language = attrs.get("lang")
        if tag == "img" and "alt" not in attrs:
            self.images_without_alt += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:     # <br />
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def lines_of(data, is_utf8):
    """What is wrong with the bytes, before anything is decoded."""
    if not data.endswith(b"\r\n"):
        yield "does not end with CRLF"
    if re.search(rb"[^\r]\n|\r[^\n]|\A\n|\0", data):
        yield "a bare CR or LF, or a NUL"
    longest = max(len(line) for line in data.split(b"\r\n"))
    if longest > LINE_MAX:
        yield f"a line of {longest} bytes"
    head = data.partition(b"\r\n\r\n")[0]
    if is_utf8:     # RFC 6532: in the address of the To field, and nowhere else
        head = re.sub(rb"(?m)^(To: (?:[\x20-\x7e]* )?<)[^<>\r\n]*@", rb"\1x@", head)
        head = re.sub(rb"(?m)^Received: [^\r\n]*(?:\r\n[ \t][^\r\n]*)*", b"", head)     # a relay's, which names it too
    if any(byte > 126 or byte < 32 and byte not in (9, 10, 13) for byte in head):
        yield "a header with bytes that are not ASCII"
    if re.search(rb"\r\n[ \t]*\r\n", head):
        yield "a header line of white space only"


def defects_of(name, value, is_utf8):
    """Python's parser knows addresses of RFC 5322 only."""
    known = ("local-part contains non-ASCII", "Non-ASCII characters found") if is_utf8 and name == "To" else ()
    return [text for text in (str(d) or type(d).__name__ for d in value.defects) if not (known and text.startswith(known))]


def fields_of(message, is_utf8):
    for name in ONCE:
        if len(message.get_all(name, [])) != 1:
            yield f"{len(message.get_all(name, []))} of {name}"
    for name in AT_MOST_ONCE:
        if len(message.get_all(name, [])) > 1:
            yield f"more than one {name}"
    for name, value in message.items():
        if defects_of(name, value, is_utf8):
            yield f"{name}: {defects_of(name, value, is_utf8)}"
        if CONTROL.search(str(value)):
            yield f"{name} has a control character: {str(value)!r}"
    if not str(message["Subject"] or "").strip():
        yield "an empty Subject"
    if message["From"] and len(message["From"].addresses) != 1:
        yield "From is not one address"
    if message["Date"] and (message["Date"].datetime is None or message["Date"].datetime.tzinfo is None):
        yield "Date cannot be read"
    elif message["Date"] and abs(message["Date"].datetime.timestamp() - time.time()) > DATE_OFF_S:
        yield f"Date is {message['Date']}, and it is {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}"
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", str(message["Message-ID"] or "").strip()):
        yield f"Message-ID {message['Message-ID']}"
    one_click = str(message["List-Unsubscribe-Post"] or "")
    https = re.search(r"<https://[^>]+>", str(message["List-Unsubscribe"] or ""))
    if bool(one_click) != bool(https) or one_click not in ("", "List-Unsubscribe=One-Click"):
        yield f"List-Unsubscribe {message['List-Unsubscribe']} with -Post {one_click!r} (RFC 8058)"


def own_parts(message):
    """The parts that we made: a forwarded message's inside is its writer's."""
    yield message
    if message.get_content_type() != "message/rfc822" and message.is_multipart():
        for part in message.iter_parts():
            yield from own_parts(part)


def part_defects(part):
    for defect in part.defects:
        yield f"{part.get_content_type()}: {type(defect).__name__}"
    encoding = str(part.get("Content-Transfer-Encoding", "7bit")).lower()
    if part.is_multipart():
        return
    raw = part.get_payload()
    if encoding in ("quoted-printable", "base64"):
        longest = max(len(line) for line in raw.split("\n")) if raw else 0
        if longest > ENCODED_LINE_MAX + 1:      # the parser keeps a CR
            yield f"an encoded line of {longest} characters"
    elif encoding == "7bit" and not raw.isascii():
        yield "7bit with other bytes"
    if part.get_content_maintype() == "text":
        try:
            part.get_content()
        except (LookupError, UnicodeError) as error:
            yield f"{part.get_content_type()}: {error}"


def without(text, name):
    """The text without the words of a name, which may be wrapped and quoted."""
    for word in sorted(name.split(), key=len, reverse=True):
        text = text.replace(word, "")
    return text


def text_complaints(text, name):
    if not text.strip():
        yield "no text to read"
    if len(text.encode()) > TEXT_MAX:
        yield f"a text of {len(text.encode())} bytes"
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text.replace("\r\n", "\n")):
        yield "a control character in the text"
    text = without(" ".join(text.split()), name)
    found = PLACEHOLDER.search(text)
    if found:
        yield f"a placeholder is left: {text[max(0, found.start() - 30):found.end() + 30]!r}"
    if re.search(r"</?(?:p|div|a|br|html|span)\b[^>]*>|&(?:amp|lt|gt|quot|#\d+);", text):
        yield "HTML in the plain text"


def html_complaints(page):
    parser = Html()
    parser.feed(page)
    if parser.wrong or parser.open:
        yield f"HTML tags do not match: {parser.wrong} {parser.open}"
    if not parser.language:
        yield "HTML without its language"
    if parser.images_without_alt:
        yield "an image without alt"
    found = REMOTE.search(page)
    if found:
        yield f"remote or active content: {page[max(0, found.start() - 20):found.end() + 40]!r}"


def body_complaints(message, name):
    plain = message.get_body(("plain",))
    page = message.get_body(("html",))
    if plain is None:
        yield "no plain text"
        return
    yield from text_complaints(plain.get_content(), name)
    if page is not None:
        yield from html_complaints(page.get_content())
        if message.get_content_type() == "multipart/alternative" and \
                next(message.iter_parts()).get_content_type() != "text/plain":
            yield "the plain text does not come first"


def without_forwarded(data):
    """The message with an empty one where somebody else's is attached: what they wrote is not ours to judge, and may
    be made to break whoever reads it."""
    found = re.search(rb"(?i)^Content-Type:\s*message/rfc822.*?\r\n\r\n", data, re.M | re.S)
    boundary = re.search(rb'(?i)^Content-Type:\s*multipart/mixed;\s*boundary="([^"]+)"', data, re.M)
    if not found or not boundary:
        return data
    end = data.find(b"\r\n--" + boundary.group(1), found.end())
    return data[:found.end()] + b"Subject: cut\r\n\r\n" + data[end:] if end > 0 else data


def complaints(data, name="", is_utf8=False):
    found = list(lines_of(data, is_utf8))
    message = email.message_from_bytes(without_forwarded(data), policy=POLICY)
    found += fields_of(message, is_utf8)
    for part in own_parts(message):
        found += part_defects(part)
    return found or list(body_complaints(message, name))


def text_of(data):
    message = email.message_from_bytes(data, policy=POLICY)
    return str(message["Subject"]), message.get_body(("plain",)).get_content()
