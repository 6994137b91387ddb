// This source file is part of the Outpace project. License: see LICENSE.

/// Numbers of octets as people write them: `1048576`, `64KiB`, `8MiB`, `1GiB`.
enum ByteCountText {
    private static let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)]

    /// Reads a number of octets; nil for any other text.
    static func parse(_ text: String) -> Int? {
        for (unit, shift) in units where text.hasSuffix(unit) {
            guard let count = Int(text.dropLast(unit.count)), (0..<1 << 32).contains(count) else {
                return nil
            }
            return count << shift
        }
        return Int(text)
    }

    /// The shortest exact spelling.
    static func print(_ count: Int) -> String {
        for (unit, shift) in units where count > 0 && count.isMultiple(of: 1 << shift) {
            return "\(count >> shift)\(unit)"
        }
        return String(count)
    }
}
