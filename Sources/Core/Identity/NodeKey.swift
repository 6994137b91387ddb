// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
public import Primitives

/// This node's key, with everything that follows from it worked out once.
///
/// One key serves both worlds: its Ethereum address is the validator, its peer id the node, so
/// nobody has to be told which node speaks for which validator.
public final class NodeKey: Sendable, CustomStringConvertible {
    private let key: Secp256k1PrivateKey

    /// The public half, as libp2p knows it.
    public let publicKey: PublicKey

    /// The name of this node.
    public let peerID: PeerID

    /// The address of this validator.
    public let address: Address

    /// Takes the key.
    public init(_ key: Secp256k1PrivateKey) {
        self.key = key
        publicKey = PublicKey(secp256k1: key.publicKey)
        peerID = publicKey.peerID
        address = key.address
    }

    /// Signs as libp2p does: ECDSA over the SHA-256 hash, DER, s in the lower half.
    public func sign(message: Bytes) -> Bytes { key.signDER(SHA256.hash(message)) }

    /// Signs a state root as an Ethereum wallet signs its 32 raw octets.
    public func sign(stateRoot: Digest) -> RecoverableSignature {
        key.signRecoverable(PersonalMessage.digest(of: stateRoot))
    }

    /// The peer id; never the key.
    public var description: String { peerID.description }
}
