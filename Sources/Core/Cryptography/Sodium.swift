// This source file is part of the Outpace project. License: see LICENSE.

import CSodium
import Primitives

/// The one initialisation libsodium needs before its first use from several threads.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    /// Makes sure libsodium is initialised.
    static func prepare() {
        precondition(isReady, "libsodium could not start: no source of randomness")
    }

    /// Compares in time that depends on the lengths alone.
    static func areEqual(_ left: Bytes, _ right: Bytes) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }
}
