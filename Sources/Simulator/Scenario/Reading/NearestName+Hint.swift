// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension NearestName {
    /// The most octets of a name in a scenario that is compared.
    private static let lengthLimit = 64

    /// "; did you mean x?", or nothing.
    static func hint(_ text: String, among candidates: [String]) -> String {
        of(text, among: candidates, lengthLimit: lengthLimit).map { "; did you mean \($0)?" } ?? ""
    }
}
