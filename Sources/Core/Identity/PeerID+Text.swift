// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension PeerID {
    /// Reads either text form: base58 of the multihash, or a version 1 CID in base32.
    ///
    /// - Source: libp2p specification, `peer-ids`, "String representation".
    public init?(text: some StringProtocol) {
        guard text.utf8.count <= 128, let first = text.utf8.first else { return nil }
        guard first == UInt8(ascii: "b") else {
            self.init(base58: text)
            return
        }
        // A CID: version 1, content "libp2p-key", then the multihash.
        guard let bytes = Base32.decode(text.dropFirst()), bytes.starts(with: [0x01, 0x72]) else {
            return nil
        }
        self.init(bytes: bytes.dropFirst(2))
    }
}
