// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension Address {
    /// Makes the address of a public key: the last 20 octets of the hash of its coordinates.
    ///
    /// - Parameter uncompressedPublicKey: 0x04 and the 64 octets of x and y; nil for anything else.
    ///   Whether it is a point of the curve is not judged.
    public init?(uncompressedPublicKey key: Bytes) {
        guard key.count == 65, key[0] == 0x04 else { return nil }
        self.init(bytes: Keccak256.hash(key.dropFirst()).bytes.suffix(Self.byteCount))
    }

    /// The EIP-55 form: `0x` and 40 digits whose case is a checksum.
    public var checksummed: String {
        let digits = Bytes(Hex.encode(bytes).utf8)
        let hash = Keccak256.hash(digits).bytes
        var text = Bytes("0x".utf8)
        text.reserveCapacity(42)
        for (index, digit) in digits.enumerated() {
            let nibble = index.isMultiple(of: 2) ? hash[index / 2] >> 4 : hash[index / 2] & 0x0f
            text.append(digit >= 0x61 && nibble >= 8 ? digit - 0x20 : digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads exactly `0x` and 40 hexadecimal digits.
    ///
    /// Digits of mixed case are a checksum and must be the right one. Digits of one case carry none
    /// and are taken unless a checksum is required.
    ///
    /// - Returns: nil for other text, a wrong checksum, or none where one is required.
    /// - Source: EIP-55.
    public init?(text: some StringProtocol, requiringChecksum: Bool) {
        let characters = Bytes(text.utf8.prefix(43))
        guard characters.count == 42, characters.starts(with: "0x".utf8),
            let address = Address(hex: text)
        else { return nil }
        let digits = characters.dropFirst(2)
        let isMixed =
            digits.contains { (0x41...0x46).contains($0) }
            && digits.contains { (0x61...0x66).contains($0) }
        if requiringChecksum || isMixed {
            guard Bytes(address.checksummed.utf8) == characters else { return nil }
        }
        self = address
    }
}
