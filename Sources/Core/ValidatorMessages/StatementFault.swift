// This source file is part of the Outpace project. License: see LICENSE.

public import Wire

/// Why a gossip message is no statement of a validator; the forwarder answers for it.
public enum StatementFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// `from`, `seqno` (8 octets) or `signature` is absent or has a wrong size.
    case unsigned
    /// The author's key is not secp256k1, is not embedded in its peer id, or `key` contradicts it.
    case foreignAuthor
    /// The signature is not the author's over these octets.
    case badSignature
    /// The octets are no statement. The author signed them, so it answers for them as well.
    case malformed(WireError)
    /// The topic is not the shard of every channel the statement is about. Signed, as above.
    case wrongTopic

    /// The name in metrics and logs.
    public var name: String {
        switch self {
        case .unsigned: "unsigned"
        case .foreignAuthor: "foreignAuthor"
        case .badSignature: "badSignature"
        case .malformed: "malformed"
        case .wrongTopic: "wrongTopic"
        }
    }

    /// What is wrong with the statement, for people.
    public var description: String {
        switch self {
        case .unsigned: "it has no author, number or signature of the right size"
        case .foreignAuthor: "its author has no secp256k1 key"
        case .badSignature: "its author did not sign it"
        case .malformed(let error): "what was signed is no statement: \(error)"
        case .wrongTopic: "it was signed for another channel's topic"
        }
    }

    /// Whether the author provably signed what is wrong, so that it is to blame beside the
    /// forwarder.
    public var isAuthored: Bool {
        switch self {
        case .unsigned, .foreignAuthor, .badSignature: false
        case .malformed, .wrongTopic: true
        }
    }
}
