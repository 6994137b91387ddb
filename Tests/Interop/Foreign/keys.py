# This source file is part of the Outpace project. License: see LICENSE.
"""Fresh identities of either kind."""

import os

from libp2p.crypto.ed25519 import create_new_key_pair as new_ed25519
from libp2p.crypto.secp256k1 import create_new_key_pair as new_secp256k1


def new_key_pair(kind):
    if kind == "ed25519":
        return new_ed25519(os.urandom(32))
    return new_secp256k1()


def stored(pair):
    """A private key as go-libp2p stores it: kind and octets, those of ed25519 with the public ones."""
    octets = pair.private_key.to_bytes()
    kind = pair.private_key.get_type().value
    if len(octets) == 32 and kind == 1:
        octets += pair.public_key.to_bytes()
    return bytes([0x08, kind, 0x12, len(octets)]) + octets
