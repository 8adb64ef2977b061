# SPDX-License-Identifier: MIT
"""What is attached to an order or an answer: the words are done, and a person of ours gets the file, which nobody else reads.
What programs add by themselves is no file."""
from mails import HUMAN, message
from people import add_newsletter, local_time, sign_up, state_of
from rig import Rig, run
from test_meetings import attendance
from test_second_thoughts import AUTHSERV, CONVENOR, JUDGED, community

JUDGE = ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")
PDF = "Content-Type: application/pdf; name=\"complaint.pdf\"\r\nContent-Disposition: attachment; filename=\"complaint.pdf\""
# Fields of the part, its bytes, and whether it is a file.
PARTS = {
    "a PDF": (PDF, "JVBERi0xLjQK", True),
    "a text that was attached": ("Content-Type: text/plain\r\nContent-Disposition: attachment; filename=\"why.txt\"", "SSBvYmplY3Q=", True),
    "a photograph from a telephone": ("Content-Type: image/jpeg\r\nContent-Disposition: inline; filename=\"IMG_0042.jpeg\"", "/9j/4AAQSkZJRg==", True),
    "a photograph that the HTML shows": ("Content-Type: image/jpeg\r\nContent-ID: <p@x>\r\nContent-Disposition: inline; filename=\"IMG_1.jpeg\"",
                                         "/9j/4AAQSkZJRg==\r\n" * 10000, True),
    "a mail": ("Content-Type: message/rfc822", None, True),
    "a logo": ("Content-Type: image/png; name=\"image001.png\"\r\nContent-ID: <image001.png@01DB>\r\n"
               "Content-Disposition: inline; filename=\"image001.png\"", "iVBORw0KGgo=", False),
    "a card": ("Content-Type: text/vcard; name=\"amy.vcf\"\r\nContent-Disposition: attachment; filename=\"amy.vcf\"", "QkVHSU46VkNBUkQ=", False),
    "a signature": ("Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Disposition: attachment; filename=\"smime.p7s\"",
                    "MIAGCSqGSIb3", False),
    "an empty file": ("Content-Type: application/octet-stream", "", False),
}


def with_part(person, to, subject, text, name, headers=()):
    fields, body, _ = PARTS[name]
    coding = "7bit" if body is None else "base64"
    body = "From: a@example.org\r\nSubject: x\r\n\r\nHello\r\n" if body is None else body
    content = (f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
               f"--b\r\n{fields}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n{body}\r\n--b--\r\n")
    return message(person, to, subject, headers=[JUDGE, *headers], content=content.encode())


def beside_an_order(tap):
    people = {name: f"p{number}@example.org" for number, name in enumerate(PARTS)}
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        for person in people.values():
            sign_up(rig, person)
        for name, person in people.items():
            rig.deliver(with_part(person, "dpup@example.govt.nz", "unsubscribe", "Thanks", name))
        rig.settle()
        read = {letter.answer_to: letter for letter in rig.letters(HUMAN)}
        for name, person in people.items():
            tap.equal((state_of(rig, person), person in read), ("left", PARTS[name][2]), f"unsubscribe, and {name}")
        tap.ok("Nobody has read what is attached" in " ".join(read[people["a PDF"]].text.split()) and
               len(read[people["a PDF"]].attached("message/rfc822")) == 1, "a person is told why, and has it")
        tap.ok(all("We have your message" not in letter.subject for person in people.values() for letter in rig.letters(person)),
               "their writers have their answer, and no second one")


def beside_an_answer(tap):
    amy, ben, cat = "amy@example.org", "ben@example.org", "cat@example.org"
    with Rig(JUDGED) as rig:
        community(rig, amy, ben, cat)
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "Hui")["id"]
        letters = {person: rig.letter(person) for person in (amy, ben, cat)}
        rig.settle()
        rig.letters(HUMAN), rig.letters(CONVENOR)

        def answer(person, words, name):
            letter = letters[person]
            rig.deliver(with_part(person, letter.answer_to, f"Re: {letter.subject}", words, name, [("In-Reply-To", letter.message_id)]))
        answer(amy, "yes", "a PDF")
        answer(ben, "no", "a logo")
        answer(cat, "What is the parking like?", "a PDF")
        rig.settle()
        rows = attendance(rig, meeting)
        tap.equal([rows[person]["answer"] for person in (amy, ben, cat)], ["yes", "no", "none"], "the words count")
        tap.equal([letter.answer_to for letter in rig.letters(HUMAN)], [amy, cat], "a person has the file, once")
        asked = rig.letters(CONVENOR)
        tap.equal([(letter.answer_to, len(list(letter.parsed.iter_attachments()))) for letter in asked], [(cat, 0)],
                  "a convenor has the question, without the file")


if __name__ == "__main__":
    run(beside_an_order, beside_an_answer)
