# SPDX-License-Identifier: MIT
"""tests/check-layers and tests/check-format: each rule is broken once in a copy of the sources, and must be seen."""
import os
import re
import shutil
import subprocess
import tempfile

from rig import ROOT, run

CORE = "daemon/core/"
A_UNIT = '/* SPDX-License-Identifier: MIT */\n#include "{}.h"\n'

# A rule: what is appended to which file (made where it is not there), and a piece of what must be said of it.
CASES = {
    "an include that is not from the root": ("daemon/common/buf.c", '#include "err.h"\n', '"err.h" is not written from the root'),
    "a folder that uses an upper one": (CORE + "outbox/retry.c", '#include "daemon/core/letters/letter.h"\n',
                                        "daemon/core/outbox may not use daemon/core/letters"),
    "common uses nothing": ("daemon/common/buf.c", '#include "daemon/mail/address.h"\n', "daemon/common may not use daemon/mail"),
    "a program that includes another": ("daemon/send/send_box.c", '#include "daemon/core/loop/core.h"\n',
                                        "daemon/send may not use daemon/core/loop"),
    "a file in no folder of the table": ("daemon/core/misc/misc.c", "", "lies in daemon/core/misc"),
    "a call that is for one folder": (CORE + "web/web.c", "void f(void) { subscription_leave(0); }\n",
                                      "calls subscription_"),
    "a letter from a verb": (CORE + "verbs/list_verbs.c", "void f(void) { letter_queue(0); }\n", "calls letter_queue"),
    "the audit log in a second place": (CORE + "people/erase.c", "void f(void) { audit_add(0); }\n", "calls audit_add"),
    "sqlite3.h": ("subscribers/list.c", "#include <sqlite3.h>\n", "includes sqlite3.h"),
    "two libraries": ("subscribers/db.c", "#include <jansson.h>\n", "more than one library"),
    "a socket in mail": ("daemon/mail/bounce.c", "#include <sys/socket.h>\n", "are pure"),
    "the clock": (CORE + "letters/letter.c", "long f(void) { return time(NULL); }\n", "reads the clock"),
    "a table in a second file": (CORE + "people/erase.c", 'const char *f = "SELECT 1 FROM rsvp";\n', "the table rsvp stands in"),
}


def check(root):
    return subprocess.run([os.path.join(ROOT, "tests", "check-layers"), root], capture_output=True, text=True, timeout=60)


def append(root, path, text):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a") as f:
        f.write(text)


def broken(t, folder):
    """One copy for each case is dear: the one file is put back after it."""
    for name, (path, text, said) in CASES.items():
        full, before = os.path.join(folder, path), None
        if os.path.exists(full):
            with open(full) as f:
                before = f.read()
        append(folder, path, text)
        done = check(folder)
        t.ok(done.returncode == 1 and said in done.stderr and path.rsplit(".", 1)[0] in done.stderr, name,
             done.stderr or "nothing was seen")
        if before is None:
            shutil.rmtree(os.path.dirname(full))
        else:
            with open(full, "w") as f:
                f.write(before)


def circle(t, folder):
    for name, other in (("one", "two"), ("two", "one")):
        append(folder, f"daemon/core/loop/{name}.h", f"int {name}_do(void);\n")
        append(folder, f"daemon/core/loop/{name}.c",
               f'#include "daemon/core/loop/{other}.h"\nint {name}_do(void)\n{{\n\treturn {other}_do();\n}}\n')
    done = check(folder)
    t.ok(done.returncode == 1 and "a circle: one two" in done.stderr, "two units that call each other", done.stderr)
    for name in ("one", "two"):
        os.remove(os.path.join(folder, f"daemon/core/loop/{name}.h"))
        os.remove(os.path.join(folder, f"daemon/core/loop/{name}.c"))


def too_many(t, folder):
    for i in range(23):
        append(folder, f"daemon/core/staff/more{i}.h", f"int more{i}_do(void);\n")
    done = check(folder)
    t.ok(done.returncode == 1 and "at most 22" in done.stderr, "more than 22 units in a folder", done.stderr)
    for i in range(23):
        os.remove(os.path.join(folder, f"daemon/core/staff/more{i}.h"))


def in_vain(t, folder):
    """An exception that nothing needs any more goes."""
    path = os.path.join(folder, "daemon/core/verbs/person_verbs.c")
    with open(path) as f:
        before = f.read()
    with open(path, "w") as f:
        f.write(before.replace("letter_queue(", "letter_q("))
    done = check(folder)
    t.ok(done.returncode == 1 and "named in vain" in done.stderr, "an exception that nothing needs", done.stderr)
    with open(path, "w") as f:
        f.write(before)


def layers(t):
    with tempfile.TemporaryDirectory() as folder:
        for top in ("daemon", "subscribers"):
            shutil.copytree(os.path.join(ROOT, top), os.path.join(folder, top))
        done = check(folder)
        t.ok(done.returncode == 0 and done.stderr == "", "the sources as they are", done.stderr)
        broken(t, folder)
        circle(t, folder)
        too_many(t, folder)
        in_vain(t, folder)
        done = check(folder)
        t.ok(done.returncode == 0, "and again", done.stderr)


def layout(t):
    """tests/check-format sees one line that is not laid out; other versions of the tool are no judges."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("daemon/common", "subscribers", "tests"):
            os.makedirs(os.path.join(folder, name))
        shutil.copy(os.path.join(ROOT, ".clang-format"), folder)
        shutil.copy(os.path.join(ROOT, "daemon/common/buf.c"), os.path.join(folder, "daemon/common"))
        tool = os.path.join(ROOT, "tests", "check-format")
        done = subprocess.run([tool, folder], capture_output=True, text=True, timeout=60)
        if "skipped" in done.stdout:
            t.skip("the layout of the code", done.stdout.strip())
            return
        t.ok(done.returncode == 0, "a file that is laid out", done.stderr)
        append(folder, "daemon/common/buf.c", "void  f(void){}\n")
        done = subprocess.run([tool, folder], capture_output=True, text=True, timeout=60)
        t.ok(done.returncode == 1 and "buf.c" in done.stderr, "and one that is not", done.stderr)
        done = subprocess.run([tool], capture_output=True, text=True, timeout=120)
        t.ok(done.returncode == 0, "the code is laid out as .clang-format says", done.stderr[-2000:])


def commands(t):
    """A word that people write is done by one table: what is about somebody is asked first (rights.c), the rest is not."""
    def verbs(path, table):
        with open(os.path.join(ROOT, path), encoding="utf-8") as f:
            text = f.read()
        return set(re.findall(r"COMMAND_[A-Z_]+", text[text.index(table):].split("};")[0]))
    every = verbs("daemon/mail/command_verb.h", "enum command_verb {") - {"COMMAND_NONE", "COMMAND_COUNT"}
    asked, told = verbs(CORE + "conversation/rights.c", "rights[] = {"), verbs(CORE + "conversation/commands.c", "handlers[] = {")
    answers = {"COMMAND_YES", "COMMAND_NO", "COMMAND_MAYBE", "COMMAND_CONFIRM"}
    of_staff = {"COMMAND_ANNOUNCE", "COMMAND_APPROVE", "COMMAND_REJECT", "COMMAND_HOLD"}
    t.ok(len(every) > 30 and len(asked) > 10 and len(told) > 8, "both tables are found", (len(every), len(asked), len(told)))
    t.equal(asked & told, set(), "no word stands in both")
    t.equal(every - asked - told, answers | of_staff, "and none in neither, but answers and what is for staff")


def pages(t):
    """Each way to a page has its case, which nothing else would ask for."""
    with open(os.path.join(ROOT, "daemon/web/route.c"), encoding="utf-8") as f:
        rows = re.findall(r'^\t\{ "([^"]+)", "[^"]*", [A-Z]+, "', f.read(), re.M)
    with open(os.path.join(ROOT, "tests/unit/test_web_route.c"), encoding="utf-8") as f:
        cases = re.findall(r'^\t\{ "([^"]+)"', f.read(), re.M)
    t.ok(len(rows) >= 10, "the rows are found", rows)
    t.equal([row for row in rows if not any(case.startswith(row) for case in cases if case != "/" or row == "/")], [], "each has a case")


if __name__ == "__main__":
    run(layers, layout, commands, pages)
