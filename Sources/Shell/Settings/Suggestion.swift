// This source file is part of the Outpace project. License: see LICENSE.

/// Finds the name somebody may have meant.
enum Suggestion {
    /// The most octets of a name that are compared.
    private static let lengthLimit = 128

    /// The candidate with the fewest changed letters, when a third of them at most is wrong.
    ///
    /// A candidate that ends in the very name, only elsewhere, wins.
    static func nearest(to text: String, among candidates: [String]) -> String? {
        guard text.utf8.count <= lengthLimit else { return nil }
        let name = text.split(separator: ".").last.map(String.init) ?? text
        if let moved = candidates.first(where: { $0.hasSuffix("." + name) || $0 == name }) {
            return moved
        }
        let lowered = text.lowercased()
        let ranked = candidates.map { ($0, distance(lowered, $0.lowercased())) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 * 3 <= max(3, text.utf8.count)
        else { return nil }
        return best.0
    }

    /// How many letters must be added, removed or replaced.
    ///
    /// - Complexity: O(n m).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
