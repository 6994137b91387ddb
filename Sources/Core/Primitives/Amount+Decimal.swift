// This source file is part of the Outpace project. License: see LICENSE.

extension Amount: CustomStringConvertible {
    /// The largest number of decimal digits an amount has.
    public static let decimalDigitLimit = 78

    /// Reads a decimal number of digits alone; leading zeros are allowed.
    ///
    /// - Returns: nil for empty text, any other character, or a number past 2^256 - 1.
    public init?(decimal text: some StringProtocol) {
        let digits = text.utf8.drop { $0 == 0x30 }
        guard !text.isEmpty, digits.count <= Self.decimalDigitLimit else { return nil }
        var value = Amount.zero
        let ten = Amount(10)
        for digit in digits {
            guard (0x30...0x39).contains(digit), let scaled = value.multiplied(by: ten),
                let sum = scaled.adding(Amount(UInt64(digit - 0x30)))
            else { return nil }
            value = sum
        }
        self = value
    }

    /// The decimal digits, without leading zeros.
    public var decimal: String {
        var words = self.words
        var groups: [UInt64] = []
        while words.contains(where: { $0 != 0 }) {
            var remainder: UInt64 = 0
            for index in stride(from: 3, through: 0, by: -1) {
                (words[index], remainder) =
                    UInt64(1_000_000_000_000_000_000).dividingFullWidth((remainder, words[index]))
            }
            groups.append(remainder)
        }
        guard let first = groups.popLast() else { return "0" }
        return groups.reversed().reduce(into: String(first)) { text, group in
            let digits = String(group)
            text += String(repeating: "0", count: 18 - digits.count) + digits
        }
    }

    /// The number in decimal digits.
    public var description: String { decimal }
}
