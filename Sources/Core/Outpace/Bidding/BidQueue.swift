// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// A channel that may get a bid, and the price that it has or cannot pass.
struct BidCandidate: Sendable {
    /// Where it stands in the book.
    let place: Int
    /// Where its id stands among all.
    let rank: Int
    /// Its match.
    let score: UInt64
    /// The price of the bid, or a bound of it.
    let price: Amount
    /// What an impression pays; nil as long as the rules were not asked.
    let pricePerImpression: Amount?

    /// Whether it is looked at before another one: the higher price, then the one whose price is
    /// only a bound, then the better match, then the lower id.
    func precedes(_ other: BidCandidate) -> Bool {
        if price != other.price { return price > other.price }
        let isBound = pricePerImpression == nil
        if isBound != (other.pricePerImpression == nil) { return isBound }
        if score != other.score { return score > other.score }
        return rank < other.rank
    }
}

/// Candidates, of which the first can always be taken: a binary heap.
struct BidQueue: Sendable {
    private var heap: [BidCandidate]

    /// - Complexity: O(n).
    init(_ candidates: [BidCandidate]) {
        heap = candidates
        for place in (0..<heap.count / 2).reversed() { sink(place) }
    }

    /// Takes out the one that precedes all others.
    ///
    /// - Complexity: O(log n).
    mutating func popFirst() -> BidCandidate? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink(0)
        }
        return first
    }

    /// - Complexity: O(log n).
    mutating func insert(_ candidate: BidCandidate) {
        heap.append(candidate)
        var place = heap.count - 1
        while place > 0, heap[place].precedes(heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var first = place
            let left = 2 * place + 1
            if left < heap.count, heap[left].precedes(heap[first]) { first = left }
            if left + 1 < heap.count, heap[left + 1].precedes(heap[first]) { first = left + 1 }
            guard first != place else { return }
            heap.swapAt(place, first)
            place = first
        }
    }
}
