#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Broken mail through the real, caged parser.

    tests/torture/test_parse_mutations.py [FOLDER]...

Each specimen (tests/mail, and the folders named; *.eml and *.txt below them) is given to one
dpupd-parse whole, cut at every 97th byte, and with every 50th byte flipped, by several masks. A
worker that dies, says nothing for 5 s, or grows past 256 MiB is a failure. Prints TAP. $BUILD is
the folder with dpupd-parse.
"""
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, os.environ.get("BUILD", "build"), "dpupd-parse")
SECONDS = 5
MIB = 256
F_ADD_SEALS, ALL_SEALS = 1033, 15


def name(text):
    return bytes([len(text)]) + text.encode()


class Worker:
    """One dpupd-parse on a socketpair, as core starts it."""

    def __init__(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Only descriptor 3 is handed over; the shell moves it there.
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec 3<&{theirs.fileno()}; exec "$0" error', PROGRAM],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        theirs.close()
        self.socket = ours

    def ask(self, message):
        """The length of the answer; None where there was none in time."""
        memory = os.memfd_create("mail", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            view = memoryview(message)
            while view:
                view = view[os.write(memory, view):]
            fcntl.fcntl(memory, F_ADD_SEALS, ALL_SEALS)
            frame = b"\1" + name("parse.mail") + struct.pack("<QB", 1, 0)
            socket.send_fds(self.socket, [frame], [memory])
        except OSError:
            return None
        finally:
            os.close(memory)
        if not select.select([self.socket], [], [], SECONDS)[0]:
            return None
        return len(self.socket.recv(70000)) or None

    def peak_mib(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) // 1024
        return 0

    def end(self):
        self.socket.close()
        try:
            return self.process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def mutations(data):
    yield "whole", data
    for n in range(0, len(data), 97):
        yield f"cut at {n}", data[:n]
    for mask in (0x01, 0x20, 0x80, 0xFF):
        flipped = bytearray(data)
        for i in range(49, len(data), 50):
            flipped[i] ^= mask
        yield f"every 50th byte ^ {mask:#x}", bytes(flipped)


def specimens(folders):
    for folder in folders:
        for base, _, files in sorted(os.walk(folder)):
            for file in sorted(files):
                if file.endswith((".eml", ".txt")):
                    yield os.path.join(base, file)


def main(folders):
    paths = list(specimens([os.path.join(ROOT, "tests/mail")] + folders))
    print(f"1..{len(paths)}")
    worker, bad = Worker(), 0
    for number, path in enumerate(paths, 1):
        with open(path, "rb") as f:
            data = f.read()
        why = []
        for what, message in mutations(data):
            if worker.ask(message) is None:
                why.append(f"{what}: worker ended with {worker.end()}")
                worker = Worker()
        if worker.peak_mib() > MIB:
            why.append(f"{worker.peak_mib()} MiB")
        bad += bool(why)
        print(f"{'not ok' if why else 'ok'} {number} - {os.path.basename(path)}")
        for line in why[:5]:
            print(f"# {line}")
    status = worker.end()
    if status != 0:
        print(f"# the last worker ended with {status}")
    return 1 if bad or status else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
