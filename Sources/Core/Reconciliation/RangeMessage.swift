// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// One message of a run: what its sender says of consecutive ranges, ascending from the lowest key.
///
/// Ranges after the last one are not spoken of. Two messages of equal meaning have equal octets.
public struct RangeMessage: Hashable, Sendable {
    /// Which way a message goes; each way has its own words.
    public enum Direction: Hashable, Sendable {
        /// From the side that drives the run.
        case question
        /// From the side that answers and remembers nothing.
        case answer
    }

    /// What is said of one range.
    public enum Content: Hashable, Sendable {
        /// Nothing: it is equal, or somebody else's turn.
        case skip
        /// Its fingerprint.
        case fingerprint(Bytes)
        /// Question: the fingerprint of both parts, below and from `cut`, and the circumstances.
        case probe(cut: EventKey, Bytes)
        /// Question: the tags of all its keys, ascending by key. No tags: there are no keys.
        case list([UInt64])
        /// Answer: which of the listed keys are not here, by place, and ids that were not listed.
        case difference(lacking: [Bool], extra: [EventID])
        /// Answer: list it, please.
        case ask
        /// Answer: there are no keys here.
        case absent
        /// Answer: there was no room to look at this and what follows.
        case rest
    }

    /// One range: from the bound before it to `upper`; nil for no end.
    public struct Part: Hashable, Sendable {
        /// Where the range ends; the bound itself lies outside.
        public let upper: EventKey?
        /// What is said of it.
        public let content: Content

        /// Says something of a range.
        public init(upper: EventKey?, content: Content) {
            self.upper = upper
            self.content = content
        }
    }

    /// The ranges, ascending.
    public var parts: [Part]

    /// A message about these ranges.
    public init(parts: [Part] = []) { self.parts = parts }
}
