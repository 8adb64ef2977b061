# SPDX-License-Identifier: MIT
"""A program on a terminal, as a person has it."""
import fcntl
import os
import pty
import select
import struct
import subprocess
import time


def on_terminal(command, reply=b"", until=60, columns=60, enough=None):
    """Runs it on a terminal of so many columns; what it wrote, and its exit status. `reply` is typed at its first
    question. Once it has written `enough`, it is ended."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, 0x5414, struct.pack("HHHH", 24, columns, 0, 0))     # TIOCSWINSZ
    process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, start_new_session=True)
    os.close(child)
    text, deadline = b"", time.monotonic() + until
    while time.monotonic() < deadline and not (enough and enough.encode() in text):
        if not select.select([parent], [], [], 0.1)[0]:
            continue
        try:
            piece = os.read(parent, 4096)
        except OSError:
            break
        if not piece:
            break
        text += piece
        if reply and b"[y/N] " in text:
            os.write(parent, reply)
            reply = b""
    if enough:
        process.terminate()
    os.close(parent)
    return text.decode(), process.wait(10)
