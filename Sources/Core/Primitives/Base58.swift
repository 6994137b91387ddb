// This source file is part of the Outpace project. License: see LICENSE.

/// Base58 with the Bitcoin alphabet, which libp2p prints peer ids in.
///
/// - Complexity: O(n^2) in the length, so callers bound the input first.
public enum Base58 {
    private static let alphabet = Array(
        "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    /// Renders octets; each leading zero octet becomes one `1`.
    public static func encode(_ bytes: Bytes) -> String {
        let zeros = bytes.prefix { $0 == 0 }.count
        var digits: [UInt8] = []
        for byte in bytes.dropFirst(zeros) {
            var carry = Int(byte)
            for index in digits.indices {
                carry += Int(digits[index]) << 8
                digits[index] = UInt8(carry % 58)
                carry /= 58
            }
            while carry > 0 {
                digits.append(UInt8(carry % 58))
                carry /= 58
            }
        }
        let text =
            [UInt8](repeating: alphabet[0], count: zeros)
            + digits.reversed().map { alphabet[Int($0)] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads base58 text; nil when a character is outside the alphabet.
    public static func decode(_ text: some StringProtocol) -> Bytes? {
        let text = Array(text.utf8)
        let zeros = text.prefix { $0 == alphabet[0] }.count
        var bytes: Bytes = []
        for digit in text.dropFirst(zeros) {
            guard let value = values[Int(digit)] else { return nil }
            var carry = Int(value)
            for index in bytes.indices {
                carry += Int(bytes[index]) * 58
                bytes[index] = UInt8(carry & 0xff)
                carry >>= 8
            }
            while carry > 0 {
                bytes.append(UInt8(carry & 0xff))
                carry >>= 8
            }
        }
        return Bytes(repeating: 0, count: zeros) + bytes.reversed()
    }
}
