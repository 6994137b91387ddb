// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

/// Names a state together with all that led to it: every step since the channel began.
///
/// A state root commits to balances and to nothing else, so two states that pay the same share one,
/// whatever events they pay for, and free events leave it as it was. What is approved, refused and
/// built upon is therefore named by its lineage; the root is what the chain is shown.
///
/// - Source: `docs/decisions/0018-approvals-name-a-lineage.md`.
public struct Lineage: Hashable, Sendable, CustomStringConvertible {
    /// The hash itself.
    public let digest: Digest

    /// Wraps a hash that is said to name one.
    public init(_ digest: Digest) { self.digest = digest }

    /// Names the state that a step leads to.
    ///
    /// - Parameters:
    ///   - parent: what the step builds on; nil for a channel's first.
    ///   - stateRoot: the root that is signed for the balances, which names the channel too.
    ///   - eventsRoot: the root over the ids of the added events; nil when none is added.
    ///   - eventCount: how many events are added.
    ///   - cutoff: the key up to which events were taken; the next step starts there.
    ///   - priceSequence: the newest price statement that was used; the next step uses none before.
    public init(
        parent: Lineage?, stateRoot: Digest, eventsRoot: Digest?, eventCount: UInt64,
        cutoff: EventKey, priceSequence: UInt64
    ) {
        var octets = Bytes("Outpace lineage 1".utf8)
        (parent?.digest ?? .zero).append(to: &octets)
        stateRoot.append(to: &octets)
        (eventsRoot ?? .zero).append(to: &octets)
        eventCount.appendBigEndian(to: &octets)
        cutoff.occurredAt.milliseconds.appendBigEndian(to: &octets)
        cutoff.id.digest.append(to: &octets)
        priceSequence.appendBigEndian(to: &octets)
        digest = Keccak256.hash(octets)
    }

    /// The 32 octets.
    public var bytes: Bytes { digest.bytes }

    /// `0x` and 64 lower-case hexadecimal digits.
    public var description: String { digest.description }
}
