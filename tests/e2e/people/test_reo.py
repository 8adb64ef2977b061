# SPDX-License-Identifier: MIT
"""Te reo Māori: words people write, greetings in the mails of who chose it, templates one by one."""
import os
import shutil
import signal
import subprocess

from mails import SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, sign_up, state_of
from rig import ROOT, Rig, merged, program, run, wait

AMY, BOB = "amy@example.org", "bob@example.org"


def words(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        rig.deliver(message(AMY, SERVICE, "hono mai"))
        rig.deliver(reply(rig.letter(AMY), AMY, "Āe"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "active", "hono mai, āe: subscribed")
        for subject, kind in (("āwhina", "help"), ("aku rārangi", "ask"), ("Ngā hapori", "communities"),
                              ("AWHINA MAI", "help")):
            rig.deliver(message(AMY, SERVICE, subject))
            rig.letter(AMY)
            newest = rig.ctl("explain", AMY)["deliveries"][-1]
            tap.equal(newest["kind"], kind, f"{subject} is understood")
        rig.deliver(message(BOB, sub("subscribe")))
        rig.deliver(reply(rig.letter(BOB), BOB, "Kāo"))
        wait(lambda: state_of(rig, BOB) == "left", "kāo to be a no")
        tap.ok(True, "kāo: not subscribed")


def greetings(tap):
    with Rig(GENEROUS) as rig:
        shutil.copytree(os.path.join(ROOT, "templates"), rig.path("templates"))
        rig.configure(merged(GENEROUS, {"templates": {"path": "templates"}}))
        rig.restart()
        add_newsletter(rig)
        welcome = {person: sign_up(rig, person) for person in (AMY, BOB)}
        rig.ctl("subscriber", "update", AMY, "--language", "mi")

        def status(person):
            rig.deliver(reply(welcome[person], person, "status"))
            return rig.letter(person)
        theirs, ours = status(AMY), status(BOB)
        tap.ok(theirs.text.startswith("Tēnā koe") and "DPUP newsletter" in theirs.text,
               "what is not translated yet comes in English, with their greeting", theirs.text)
        tap.ok(ours.text.startswith("Kia ora"), "others have ours", ours.text)
        tap.equal((theirs["Content-Language"], ours["Content-Language"]), ("en-NZ", "en-NZ"), "the language is said")
        def reload():
            before = rig.log().count("conf.reloaded")
            rig.process.send_signal(signal.SIGHUP)
            wait(lambda: rig.log().count("conf.reloaded") > before, "the reload")
        with open(rig.path("templates/mi/status.txt"), "w") as f:
            f.write("Subject: Ō rārangi\n\n{{greeting}},\n{{#lists}}* {{name}}\n{{/lists}}\n{{> footer}}\n")
        tap.ok(status(AMY).text.startswith("Tēnā koe"), "a template that is being written is not seen yet")
        reload()
        theirs, ours = status(AMY), status(BOB)
        tap.ok(theirs.subject == "Ō rārangi" and "* DPUP newsletter" in theirs.text and "PO Box 1" in theirs.text,
               "a template that was translated is used from then on, with its footer", theirs.text)
        tap.equal(theirs["Content-Language"], "mi", "and says so")
        tap.ok(ours.text.startswith("Kia ora"), "for who chose it")
        with open(rig.path("templates/mi/phrases"), "w") as f:
            f.write("greeting = Tēnā rā koe\n")
        with open(rig.path("templates/mi/status.txt"), "w") as f:
            f.write("Subject: Half of it {{#lists}}\n")
        reload()
        theirs = status(AMY)
        tap.ok(theirs.text.startswith("Tēnā rā koe"), "after a reload, a corrected greeting is in the next mail")
        tap.equal(theirs.subject, "Ō rārangi", "a template that is broken by then stays as it was")
        tap.ok(rig.log_says("template.refused", "mi/status.txt", "stays in force"), "and the log says so")
        check = subprocess.run([program("dpupd"), "-n", "-c", rig.conf_path], cwd=rig.folder, capture_output=True,
                               text=True, timeout=20)
        tap.ok(check.returncode == 78 and "mi/status.txt" in check.stderr, f"dpupd -n tells it: {check.stderr}")
        os.unlink(rig.path("templates/mi/status.txt"))
        rig.configure(merged(GENEROUS, {"templates": {"path": "templates", "language": "fr"}}))
        check = subprocess.run([program("dpupd"), "-n", "-c", rig.conf_path], cwd=rig.folder, capture_output=True,
                               text=True, timeout=20)
        tap.ok(check.returncode == 78 and "fr has no template" in check.stderr, f"a language we have not: {check.stderr}")
        rig.configure(merged(GENEROUS, {"templates": {"path": "templates"}}))

        os.unlink(rig.path("templates/mi/phrases"))
        reload()
        tap.ok(status(AMY).text.startswith("Kia ora"), "without a table it is ours")


def files(tap):
    """What people read: the greeting is theirs, and what no speaker has looked at says so."""
    folder = os.path.join(ROOT, "templates")

    def text(*names):
        with open(os.path.join(folder, *names)) as f:
            return f.read()
    fixed = [name for name in os.listdir(os.path.join(folder, "en")) if "Kia ora," in text("en", name)]
    tap.equal(fixed, ["tips.txt"], "a letter greets by {{greeting}}; tips go to all in one text")
    names = sorted(os.listdir(os.path.join(folder, "mi")))
    tap.ok("footer.txt" in names and "phrases" in names, "there is te reo Māori", names)
    for name in names:
        tap.ok("AWAITING REVIEW BY A SPEAKER" in text("mi", name), f"mi/{name} says what waits for a speaker")


if __name__ == "__main__":
    run(words, greetings, files)
