# This source file is part of the Outpace project. License: see LICENSE.
"""What the drivers share: commands come in and events go out as lines of JSON.

A command is {"number": 7, "do": "dial", ...}. Its answer is {"event": "done", "number": 7, ...} or
{"event": "failed", "number": 7, "reason": "..."}. Everything else that is written just happened.
Octets are hexadecimal, of long ones the first 8192; the octets to send are in a file. A driver ends
when its input ends.
"""

import ctypes
import json
import signal
import sys
import threading

SHOWN_OCTETS = 8192

_writing = threading.Lock()


def settings():
    """The object that the driver was started with."""
    return json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}


def emit(event, **fields):
    with _writing:
        print(json.dumps({"event": event, **fields}), flush=True)


def shown(octets):
    return octets[:SHOWN_OCTETS].hex()


def contents(file):
    with open(file, "rb") as source:
        return source.read()


def answer(command, fields):
    emit("done", number=command["number"], **(fields or {}))


def refuse(command, error):
    emit("failed", number=command["number"], reason=f"{type(error).__name__}: {error}")


def end_with_parent():
    """Has the kernel kill this process when the one that started it is gone."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def frame(message):
    """A message behind its length, as all streams here carry them."""
    length, prefix = len(message), bytearray()
    while length >= 0x80:
        prefix.append(length & 0x7F | 0x80)
        length >>= 7
    prefix.append(length)
    return bytes(prefix) + message


def unframe(read):
    """The next message of a stream; `read` answers exactly so many octets or raises EOFError."""
    length = shift = 0
    while True:
        [octet] = read(1)
        length |= (octet & 0x7F) << shift
        shift += 7
        if octet < 0x80:
            return read(length)
