// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What an Ethereum wallet signs when it is asked to sign a message.
///
/// - Source: EIP-191, version 0x45.
public enum PersonalMessage {
    private static let prefix = Bytes("\u{19}Ethereum Signed Message:\n".utf8)

    /// The digest of a message: keccak-256 of the prefix, the decimal length and the message.
    public static func digest(of message: Bytes) -> Digest {
        var bytes = prefix
        bytes.reserveCapacity(prefix.count + 20 + message.count)
        bytes.append(contentsOf: String(message.count).utf8)
        bytes.append(contentsOf: message)
        return Keccak256.hash(bytes)
    }

    /// The digest of the 32 raw octets of a hash: what validators sign for a state root.
    public static func digest(of root: Digest) -> Digest { digest(of: root.bytes) }

    /// Whether octets are an address's signature of a hash as validators sign a state root.
    public static func isSigned(_ root: Digest, with signature: Bytes, by signer: Address) -> Bool {
        let signature = try? RecoverableSignature(bytes: signature)
        return signature?.recoverAddress(digest: digest(of: root)) == signer
    }
}
