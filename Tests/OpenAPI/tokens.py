# This source file is part of the Outpace project. License: see LICENSE.
"""Ethereum web tokens, as docs/API.md describes them."""

import base64
import json
import time

from coincurve import PrivateKey
from Crypto.Hash import keccak


def hashed(data):
    return keccak.new(digest_bits=256, data=data).digest()


def address(key):
    octets = hashed(key.public_key.format(compressed=False)[1:])[-20:].hex()
    digits = hashed(octets.encode()).hex()
    return "0x" + "".join(
        letter.upper() if int(digit, 16) > 7 else letter for letter, digit in zip(octets, digits)
    )


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(key, node):
    """A token with which the holder of a key asks the node with an address."""
    header = {"type": "JWT", "alg": "ETH"}
    payload = {"id": node, "era": int(time.time()) // 60, "address": address(key)}
    text = ".".join(
        base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, payload)
    )
    prefix = b"\x19Ethereum Signed Message:\n"
    digest = hashed(prefix + str(len(text)).encode() + text.encode())
    signature = key.sign_recoverable(digest, hasher=None)
    return f"{text}.{base64url(signature[:64] + bytes([27 + signature[64]]))}"


def read_key(path):
    with open(path, encoding="utf-8") as file:
        return PrivateKey(bytes.fromhex(file.read().strip().removeprefix("0x")))
