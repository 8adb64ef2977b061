# SPDX-License-Identifier: MIT
"""What mail servers and robots write: reports of bounces (RFC 3464), complaints (RFC 5965),
vacation notices in the styles seen in the field."""
from mails import SERVICE, message


def dsn(to, recipient, status, text, message_id="", action="failed", host="mx.far.example"):
    """A report to the envelope sender `to` of a mail of ours, as Postfix writes it."""
    original = f"Message-ID: {message_id}\r\n" if message_id else ""
    content = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n"
        "--B\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        f"I'm sorry to have to inform you that your message could not\r\nbe delivered.\r\n\r\n"
        f"<{recipient}>: host {host} said: {text}\r\n\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; {host}\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {text}\r\n\r\n"
        f"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: {SERVICE}\r\nTo: {recipient}\r\n{original}\r\n"
        "--B--\r\n").encode()
    return message(f"MAILER-DAEMON@{host}", to, "Undelivered Mail Returned to Sender", content=content,
                   return_path="", headers=[("Auto-Submitted", "auto-replied")])


UNKNOWN = ("5.1.1", "550 5.1.1 User unknown in virtual mailbox table")
FULL = ("5.2.2", "552 5.2.2 Mailbox full, over quota")
POLICY = ("5.7.26", "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy")


def bounced(letter, kind=UNKNOWN):
    """The report on a Letter of ours, to where it came from."""
    return dsn(letter.sender, letter.recipient, *kind, message_id=letter.message_id)


def complaint(letter, kind="abuse", sender=None):
    """A feedback report (RFC 5965) with the letter in it and its recipient hidden; `sender`: what it says of the envelope."""
    content = (
        "Content-Type: multipart/report; report-type=feedback-report; boundary=\"B\"\r\n\r\n"
        "--B\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n\r\n"
        f"--B\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\n"
        f"User-Agent: Loop/1.0\r\nVersion: 1\r\nOriginal-Mail-From: <{letter.sender if sender is None else sender}>\r\n\r\n"
        f"--B\r\nContent-Type: message/rfc822\r\n\r\nFrom: {SERVICE}\r\nTo: redacted@far.example\r\n"
        f"Message-ID: {letter.message_id}\r\nSubject: {letter.subject}\r\n\r\nHi\r\n--B--\r\n").encode()
    return message("feedback@far.example", SERVICE, "abuse report", content=content)


AWAY = ("Thank you for your email. I am out of the office until 5 January 2027 with limited access to "
        "email. For urgent matters please contact Sam on 04 123 4567.")

# (name, where it writes, Subject, further fields, text); "path": to the envelope sender, as RFC 3834 §4 says,
# "reply": to Reply-To, "from": to From.
ROBOTS = [
    ("rfc3834", "path", "Auto: {s}", [("Auto-Submitted", "auto-replied")], AWAY),
    ("exchange", "reply", "Automatic reply: {s}", [("X-Auto-Response-Suppress", "All"),
                                                   ("Auto-Submitted", "auto-generated")], AWAY),
    ("old exchange", "from", "Out of Office: {s}", [("X-MS-Exchange-Inbox-Rules-Loop", "me@far.example")], AWAY),
    ("gmail", "path", "Out of office Re: {s}", [("Precedence", "bulk"), ("X-Autoreply", "yes"),
                                                ("Auto-Submitted", "auto-replied")], AWAY),
    ("vacation(1)", "path", "away from my mail", [("Precedence", "junk")], AWAY),
    ("apple", "reply", "Re: {s}", [("X-Apple-Action", "vacation")], AWAY),
    ("cpanel", "reply", "Re: {s}", [("X-Autorespond", "Re: {s}"), ("Precedence", "auto_reply")], AWAY),
    ("zimbra", "path", "Re: {s}", [("Auto-Submitted", "auto-replied (zimbra; readReceipt=no)")], AWAY),
    ("lotus", "from", "Amy is out of the office. (returning 05/01/2027)", [], AWAY),
    ("null path", "path", "Re: {s}", [], "I have your mail."),
    ("ticket", "reply", "[Ticket #4711] {s}", [("Auto-Submitted", "auto-generated")], "A ticket has been created."),
    ("ticket without fields", "from", "[Ticket #4711] We have received your request", [],
     "Your request has been received and a ticket has been created. Your ticket number is 4711. Please do not "
     "reply to this email."),
    ("challenge", "from", "Please verify your message to amy@far.example", [],
     "To have your message delivered, click on the link below to complete the verification process and prove "
     "you are human."),
    ("maori", "reply", "Whakautu aunoa: {s}", [], "Kei waho au. " + AWAY),
    ("german", "reply", "Automatische Antwort: {s}", [], "Ich bin bis zum 5.1.2027 nicht im Büro."),
    ("vacation without fields", "reply", "Re: {s}", [], AWAY),
    ("no longer here", "from", "Re: {s}", [],
     "Thank you for your email. I no longer work at the agency. This mailbox is not monitored. For urgent matters "
     "please contact Sam."),
    ("chatty", "reply", "Re: {s}", [], "Yes"),
    ("echo", "from", "Re: {s}", [], "{t}"),
    ("silent", "reply", "Re: {s}", [], ""),
]


def robot(style, letter, me):
    """What this robot at `me` answers to a Letter of ours."""
    name, where, subject, fields, text = style
    to = {"path": letter.sender or SERVICE, "reply": letter.answer_to, "from": SERVICE}[where]
    headers = [(k, v.replace("{s}", letter.subject)) for k, v in fields]
    if where != "from":
        headers += [("In-Reply-To", letter.message_id)]
    path = "" if name in ("rfc3834", "null path", "gmail") else me
    return message(me, to, subject.replace("{s}", letter.subject), text.replace("{t}", letter.text),
                   headers=headers, return_path=path)
