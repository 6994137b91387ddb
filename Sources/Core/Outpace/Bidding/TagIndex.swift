// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives

/// Which channels want users of which tag, and how much. Tags are compared octet by octet.
struct TagIndex: Sendable {
    private struct Posting: Sendable {
        let place: Int
        var score: UInt64
    }

    private var postings: [Bytes: [Posting]] = [:]

    /// Adds the tags of the channel at a place, which has to lie behind those added before. A tag
    /// that is listed twice counts once, with its higher weight.
    ///
    /// - Returns: whether any can match.
    mutating func add(
        _ targeting: [JSONValue], at place: Int, limits: BiddingLimits
    ) -> Bool {
        var isSelective = false
        for entry in targeting.prefix(limits.tagsPerChannel) {
            guard let tag = entry.object?["tag"]?.string,
                let score = entry.object?["score"]?.uint64,
                (1...limits.tagByteLimit).contains(tag.utf8.count), score > 0
            else { continue }
            isSelective = true
            Self.add(score, at: place, to: &postings[Bytes(tag.utf8), default: []])
        }
        return isSelective
    }

    private static func add(_ score: UInt64, at place: Int, to postings: inout [Posting]) {
        if let last = postings.last, last.place == place {
            postings[postings.count - 1].score = max(last.score, score)
        } else {
            postings.append(Posting(place: place, score: score))
        }
    }

    /// The sum of the weights of these tags at each of the first `count` places; a tag that is
    /// given twice counts once.
    ///
    /// - Complexity: O(count) and the channels that list the tags.
    func scores(of tags: [String], count: Int) -> [UInt64] {
        var scores = [UInt64](repeating: 0, count: count)
        for tag in Set(tags.map { Bytes($0.utf8) }) {
            for posting in postings[tag] ?? [] { scores[posting.place] += posting.score }
        }
        return scores
    }
}
