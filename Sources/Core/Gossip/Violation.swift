// This source file is part of the Outpace project. License: see LICENSE.

/// Something a gossip peer did that no honest one does.
///
/// A value, counted and handed out; what follows from it is the node's decision.
public enum Violation: UInt8, CaseIterable, Hashable, Sendable {
    /// It forwarded a message whose signature is not good.
    case badSignature
    /// It forwarded a message that was judged invalid.
    case rejectedMessage
    /// It forwarded a message without an author or a number.
    case unnamedMessage
    /// It grafted before its backoff had passed.
    case graftDuringBackoff
    /// It grafted right after it was pruned.
    case graftFlood
    /// It is in more topics than it may.
    case tooManyTopics
    /// It advertised more often than it may.
    case tooManyAdvertisements
    /// It advertised a message, was asked for it, and did not send it in time.
    case brokenPromise

    /// What the fault is a fault of.
    public enum Scope: Hashable, Sendable {
        /// One message is void; the stream goes on.
        case message
        /// The peer's conduct, over time.
        case peer
    }

    /// What the fault is a fault of.
    public var scope: Scope {
        switch self {
        case .badSignature, .rejectedMessage, .unnamedMessage: .message
        case .graftDuringBackoff, .graftFlood, .tooManyTopics, .tooManyAdvertisements,
            .brokenPromise:
            .peer
        }
    }

    /// Whether it counts against the peer's score as a broken rule (P7).
    ///
    /// Faults of messages count as such (P4). Advertisements past the bound are not looked at, and
    /// that is enough: some programs send one RPC for each topic, and after a stall those of
    /// several heartbeats come at once.
    var isBrokenRule: Bool { scope == .peer && self != .tooManyAdvertisements }

    /// The name in metrics and logs.
    public var name: String {
        switch self {
        case .badSignature: "badSignature"
        case .rejectedMessage: "rejectedMessage"
        case .unnamedMessage: "unnamedMessage"
        case .graftDuringBackoff: "graftDuringBackoff"
        case .graftFlood: "graftFlood"
        case .tooManyTopics: "tooManyTopics"
        case .tooManyAdvertisements: "tooManyAdvertisements"
        case .brokenPromise: "brokenPromise"
        }
    }
}
