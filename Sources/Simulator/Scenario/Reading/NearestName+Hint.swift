// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension NearestName {
    /// The most octets of a name in a scenario that is compared.
    private static let lengthLimit = 64

    /// The fewest octets of a name's beginning that stand for the name.
    private static let beginningLength = 3

    /// "; did you mean x?", or nothing.
    ///
    /// Besides a name with few other letters it can be the only one that begins like the text.
    static func hint(_ text: String, among candidates: [String]) -> String {
        let near = of(text, among: candidates, lengthLimit: lengthLimit)
        return (near ?? beginning(text, among: candidates)).map { "; did you mean \($0)?" } ?? ""
    }

    private static func beginning(_ text: String, among candidates: [String]) -> String? {
        guard (beginningLength...lengthLimit).contains(text.utf8.count) else { return nil }
        let lowered = text.lowercased()
        let found = candidates.filter { candidate in
            let name = candidate.lowercased()
            return name.hasPrefix(lowered)
                || name.utf8.count >= beginningLength && lowered.hasPrefix(name)
        }
        return found.count == 1 ? found[0] : nil
    }
}
