// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension PeerID {
    /// The key that the id embeds, or nil when it holds a hash or a key we do not take.
    ///
    /// - Complexity: about 9 microseconds for secp256k1: callers that need it often keep it.
    public var publicKey: PublicKey? {
        guard let bytes = embeddedPublicKey else { return nil }
        return try? PublicKey(protobuf: bytes[...])
    }

    /// The Ethereum address of the peer, which only secp256k1 keys have.
    public var address: Address? { publicKey?.address }
}
