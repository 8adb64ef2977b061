# SPDX-License-Identifier: MIT
"""Frames as daemon/common/wire.h describes them, and the sealed memory that goes beside them."""
import fcntl
import os
import socket
import struct

VERSION = 1
FRAME_MAX = 65536
F_ADD_SEALS = 1033
ALL_SEALS = 0x0F    # seal, shrink, grow, write


class Malformed(Exception):
    pass


class Frame:
    """A verb, a number, and fields: int is 'i', str is 't', bytes is 'b'."""

    def __init__(self, verb, id=0, **fields):
        self.verb = verb
        self.id = id
        self.fields = fields

    def __getitem__(self, name):
        return self.fields[name]

    def get(self, name, default=None):
        return self.fields.get(name, default)

    def __repr__(self):
        return f"<{self.verb} {self.id} {self.fields}>"


def encode(frame):
    verb = frame.verb.encode()
    parts = [bytes([VERSION, len(verb)]), verb, struct.pack("<QB", frame.id, len(frame.fields))]
    for name, value in frame.fields.items():
        key = name.encode()
        if isinstance(value, int):
            parts += [b"i", bytes([len(key)]), key, struct.pack("<q", value)]
            continue
        kind = b"t" if isinstance(value, str) else b"b"
        data = value.encode() if isinstance(value, str) else value
        parts += [kind, bytes([len(key)]), key, struct.pack("<I", len(data)), data]
    return b"".join(parts)


def decode(data):
    at = 0

    def take(n):
        nonlocal at
        if at + n > len(data):
            raise Malformed("a frame that is cut")
        at += n
        return data[at - n:at]

    if take(1) != bytes([VERSION]):
        raise Malformed("a frame of another version")
    frame = Frame(take(take(1)[0]).decode())
    frame.id, count = struct.unpack("<QB", take(9))
    for _ in range(count):
        kind = take(1)
        name = take(take(1)[0]).decode()
        if name in frame.fields:
            raise Malformed(f"{name} is there twice")
        if kind == b"i":
            frame.fields[name] = struct.unpack("<q", take(8))[0]
        elif kind in (b"t", b"b"):
            value = take(struct.unpack("<I", take(4))[0])
            frame.fields[name] = value.decode() if kind == b"t" else value
        else:
            raise Malformed(f"a field of type {kind!r}")
    if at != len(data):
        raise Malformed("bytes after the end")
    return frame


def memfd(data, is_sealed=True):
    """A descriptor that holds `data`, owned by the caller."""
    fd = os.memfd_create("test", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with os.fdopen(os.dup(fd), "wb") as f:
        f.write(data)
    if is_sealed:
        fcntl.fcntl(fd, F_ADD_SEALS, ALL_SEALS)
    return fd


def send(sock, frame, data=None):
    """Sends a frame, with `data` (bytes) as sealed memory or (int) a descriptor beside it."""
    raw = frame if isinstance(frame, bytes) else encode(frame)
    if data is None:
        sock.send(raw)
        return
    fd = data if isinstance(data, int) else memfd(data)
    try:
        socket.send_fds(sock, [raw], [fd])
    finally:
        if not isinstance(data, int):
            os.close(fd)


def receive(sock, timeout=10.0):
    """The next frame, or None where the peer is gone. TimeoutError where nothing comes."""
    sock.settimeout(timeout)
    data = sock.recv(FRAME_MAX)
    return decode(data) if data else None
