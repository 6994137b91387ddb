// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Testing

/// A number in small nodes, so that few elements already make a deep tree.
private struct Number: Summarized, Hashable {
    struct Total: SetSummary {
        static var zero: Total { Total(value: 0) }
        var value: Int
        static func += (sum: inout Total, term: Total) { sum.value &+= term.value }
        static func -= (sum: inout Total, term: Total) { sum.value &-= term.value }
    }

    static var nodeCapacity: Int { 8 }
    let value: Int
    var summary: Total { Total(value: value) }
    init(_ value: Int) { self.value = value }
    static func < (left: Number, right: Number) -> Bool { left.value < right.value }
}

struct SortedSetTests {
    enum Order: String, CaseIterable, Sendable {
        case ascending, descending, inwards, outwards, interleaved, random

        func numbers(_ count: Int) -> [Int] {
            let ascending = Array(0..<count)
            switch self {
            case .ascending: return ascending
            case .descending: return ascending.reversed()
            case .inwards: return ascending.map { $0 % 2 == 0 ? $0 / 2 : count - 1 - $0 / 2 }
            case .outwards: return Order.inwards.numbers(count).reversed()
            case .interleaved: return ascending.map { $0 * 7_919 % count }
            case .random:
                var generator = SeededGenerator(seed: 17)
                return ascending.shuffled(using: &generator)
            }
        }
    }

    private func filled(_ numbers: [Int]) -> SortedSet<Number> {
        var set = SortedSet<Number>()
        for number in numbers { set.insert(Number(number)) }
        return set
    }

    @Test func `an empty set has no first, no last and no element of rank 0`() {
        var set = SortedSet<Number>()
        #expect(set.first == nil && set.last == nil && set.element(atRank: 0) == nil)
        #expect(set.popFirst() == nil)
        #expect(set.checkInvariants() == nil)
    }

    @Test(arguments: Order.allCases)
    func `every order of arrival gives the same ascending set`(order: Order) {
        var set = SortedSet<Number>()
        for (index, number) in order.numbers(1_500).enumerated() {
            #expect(set.insert(Number(number)) == true)
            if index % 16 == 0 { #expect(set.checkInvariants() == nil) }
        }
        #expect(set.elements.map(\.value) == Array(0..<1_500))
        #expect(set.checkInvariants() == nil)
    }

    @Test(arguments: Order.allCases)
    func `every order of removal empties the set soundly`(order: Order) {
        var set = filled(Order.random.numbers(1_500))
        for (index, number) in order.numbers(1_500).enumerated() {
            #expect(set.remove(Number(number)) == true)
            if index % 16 == 0 || index > 1_400 { #expect(set.checkInvariants() == nil) }
        }
        #expect(set.isEmpty)
        #expect(set.checkInvariants() == nil)
    }

    @Test(arguments: Order.allCases)
    func `popping takes the lowest each time`(order: Order) {
        var set = filled(order.numbers(1_000))
        for expected in 0..<1_000 {
            #expect(set.popFirst() == Number(expected))
            if expected % 16 == 0 { #expect(set.checkInvariants() == nil) }
        }
        #expect(set.isEmpty)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `it agrees with a sorted array after every change`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var set = SortedSet<Number>()
        var model: [Int] = []
        for step in 0..<1_500 {
            let number = Int.random(in: 0..<400, using: &generator)
            // Grows for the first half, then shrinks.
            let growth = step < 750 ? 7 : 3
            let index = model.firstIndex { $0 >= number } ?? model.count
            let isPresent = index < model.count && model[index] == number
            if Int.random(in: 0..<10, using: &generator) < growth {
                #expect(set.insert(Number(number)) == !isPresent)
                if !isPresent { model.insert(number, at: index) }
            } else if Int.random(in: 0..<4, using: &generator) == 0 {
                #expect(set.popFirst()?.value == model.first)
                model = Array(model.dropFirst())
            } else {
                #expect(set.remove(Number(number)) == isPresent)
                if isPresent { model.remove(at: index) }
            }
            #expect(set.checkInvariants() == nil)
            #expect(set.count == model.count)
            #expect(set.first?.value == model.first && set.last?.value == model.last)
            if step % 50 == 0 { #expect(set.elements.map(\.value) == model) }
        }
    }

    @Test func `an element that is there is not inserted again`() {
        var set = filled(Array(0..<100))
        #expect((0..<100).allSatisfy { !set.insert(Number($0)) })
        #expect(set.count == 100)
    }

    @Test func `what was never inserted is not found`() {
        let set = filled((0..<500).map { $0 * 2 })
        #expect((0..<500).allSatisfy { set.contains(Number($0 * 2)) })
        #expect((0..<500).allSatisfy { !set.contains(Number($0 * 2 + 1)) })
    }

    @Test func `rank and element of a rank are each other's inverse`() {
        let set = filled(Order.interleaved.numbers(700).map { $0 * 3 })
        let ranks = Array(0..<700)
        #expect(ranks.map { set.element(atRank: $0) } == ranks.map { Number($0 * 3) })
        #expect(ranks.map { set.rank(of: Number($0 * 3)) } == ranks)
        #expect(ranks.map { set.rank(of: Number($0 * 3 + 1)) } == ranks.map { $0 + 1 })
        #expect(set.element(atRank: 700) == nil)
        #expect(set.element(atRank: -1) == nil)
    }

    @Test func `count and sum of a range are those of its elements`() {
        var generator = SeededGenerator(seed: 5)
        let numbers = (0..<600).map { _ in Int.random(in: 0..<10_000, using: &generator) }
        let set = filled(numbers)
        let model = Array(Set(numbers)).sorted()
        for _ in 0..<300 {
            let lower = Int.random(in: -10..<10_010, using: &generator)
            let upper = Int.random(in: -10..<10_010, using: &generator)
            let inside = model.filter { $0 >= lower && $0 < upper }
            let summary = set.summary(from: Number(lower), to: Number(upper))
            #expect(summary.count == inside.count)
            #expect(summary.sum.value == inside.reduce(0, +))
        }
        #expect(set.summary(from: nil, to: nil).sum.value == model.reduce(0, +))
        let upperHalf = set.summary(from: Number(5_000), to: nil)
        #expect(upperHalf.count == model.filter { $0 >= 5_000 }.count)
    }

    @Test func `a visit begins at its lower bound and ends when told`() {
        let set = filled((0..<300).map { $0 * 2 })
        var seen: [Int] = []
        set.visit(from: Number(101)) {
            seen.append($0.value)
            return seen.count < 150
        }
        #expect(seen == (51..<201).map { $0 * 2 })
    }

    @Test func `a visit that begins past the end sees nothing`() {
        var count = 0
        filled(Array(0..<300)).visit(from: Number(300)) { _ in
            count += 1
            return true
        }
        #expect(count == 0)
    }

    @Test func `a copy does not see later changes`() {
        var set = filled(Array(0..<1_000))
        let copy = set
        for number in 0..<500 { set.remove(Number(number * 2)) }
        for number in 1_000..<1_400 { set.insert(Number(number)) }
        #expect(copy.elements.map(\.value) == Array(0..<1_000))
        #expect(copy.checkInvariants() == nil)
        #expect(set.checkInvariants() == nil)
    }

    @Test func `ascending arrival fills nodes instead of halving them`() {
        var set = SortedSet<Number>()
        for number in 0..<4_096 { set.insert(Number(number)) }
        #expect(set.leafCount == 512)
    }
}
