// This source file is part of the Outpace project. License: see LICENSE.

public import Gossip
import Identity
public import Primitives

/// The signature rule of gossipsub messages: author, number and signature stand, and they agree.
///
/// - Source: libp2p specification, `pubsub`, "Message Signing".
public enum StrictSign {
    /// Who signed a message, and under which number.
    public struct Author: Hashable, Sendable {
        /// The author's peer id, which embeds its key.
        public let id: PeerID
        /// The author's Ethereum address; nil when its key is not secp256k1.
        public let address: Address?
        /// The author's number for the message.
        public let sequenceNumber: UInt64
    }

    /// Checks a message of any topic, whatever its body.
    ///
    /// - Throws: `unsigned`, `foreignAuthor` when the key is neither embedded nor given or
    ///   contradicts `from`, and `badSignature`.
    public static func author(of message: Message) throws(StatementFault) -> Author {
        guard let from = message.from, let number = message.sequenceNumber, number.count == 8,
            let signature = message.signature, !signature.isEmpty
        else { throw .unsigned }
        guard let key = from.publicKey else { throw .foreignAuthor }
        if let given = message.key, !given.isEmpty, given != key.protobuf { throw .foreignAuthor }
        guard key.isValid(signature: signature, of: message.signedBytes) else {
            throw .badSignature
        }
        return Author(
            id: from, address: key.address, sequenceNumber: UInt64(bigEndianBytes: number))
    }
}
