// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

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
        return NearestName.of(text, among: candidates, lengthLimit: lengthLimit)
    }
}
