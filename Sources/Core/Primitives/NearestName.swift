// This source file is part of the Outpace project. License: see LICENSE.

/// Finds the name somebody may have meant.
public enum NearestName {
    /// The candidate with the fewest changed letters, when a third of them at most is wrong.
    ///
    /// - Parameter lengthLimit: the most octets of a name that is compared.
    public static func of(
        _ text: String, among candidates: [String], lengthLimit: Int
    ) -> String? {
        guard text.utf8.count <= lengthLimit else { return nil }
        let lowered = text.lowercased()
        let ranked = candidates.map { (name: $0, changes: distance(lowered, $0.lowercased())) }
        guard let best = ranked.min(by: { $0.changes < $1.changes }),
            best.changes * 3 <= max(3, text.utf8.count)
        else { return nil }
        return best.name
    }

    /// How many letters must be added, removed or replaced.
    ///
    /// - Complexity: O(n m).
    private static func distance(_ left: String, _ right: String) -> Int {
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
