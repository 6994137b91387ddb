// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Why a token proves nothing.
public enum TokenFault: Error, Hashable, Sendable {
    /// It has more characters than any token of ours.
    case tooLong(limit: Int)
    /// It is not three parts with points between.
    case parts(Int)
    /// The first part is not the one header there is.
    case header
    /// The second part is not the JSON that it should be.
    case payload(String)
    /// The third part is no signature, or not the one spelling of it.
    case signature(String)
    /// The signature is of another key than the payload says.
    case otherSigner(claimed: Address, found: Address)
    /// It is meant for another node.
    case otherNode(String)
    /// It was made longer ago than the limit, in minutes.
    case expired(age: UInt64, limit: UInt64)
    /// It will be made later than the limit, in minutes.
    case ahead(by: UInt64, limit: UInt64)

    /// What was wrong and what is allowed, in one sentence.
    public var message: String {
        switch self {
        case .tooLong(let limit): "the token has more than \(limit) characters"
        case .parts(let count):
            "the token has \(count) parts; allowed: three, joined by points"
        case .header:
            "the token's header is not {\"type\":\"JWT\",\"alg\":\"ETH\"} in base64url"
        case .payload(let reason): "the token's payload \(reason)"
        case .signature(let reason): "the token's signature \(reason)"
        case .otherSigner(let claimed, let found):
            "the token says that \(claimed) made it, but its signature is of \(found)"
        case .otherNode(let id):
            "the token is for \"\(id.excerpt)\", not for this node; its id must be the address "
                + "that /cfg tells"
        case .expired(let age, let limit):
            "the token's era was \(age) minutes ago; at most \(limit) are allowed: make a new one"
        case .ahead(let minutes, let limit):
            "the token's era is \(minutes) minutes ahead of this node's clock; at most \(limit) "
                + "are allowed"
        }
    }
}
