// This source file is part of the Outpace project. License: see LICENSE.

/// Why a key or an address of a peer was refused.
///
/// Two errors are equal when their codes are: the message is for people.
public struct IdentityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was refused.
    public enum Code: Hashable, Sendable {
        /// The octets are not the one encoding their public key has.
        case malformedPublicKey
        /// The key is of a kind this network does not use.
        case unsupportedKeyKind
        /// A multiaddr is longer than its limit.
        case addressTooLong
        /// A multiaddr names a protocol we do not know.
        case unknownProtocol
        /// A value inside a multiaddr is not one of its protocol.
        case malformedAddress
    }

    /// What was refused.
    public let code: Code

    /// What is wrong and what is allowed.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What failed, for people.
    public var description: String { message }

    /// Whether both are the same error, however it is worded.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    /// Hashes what makes it the same error.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
