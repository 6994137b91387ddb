// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Reconciliation
import Testing
import Wire

/// What a peer that breaks the rules of a run can make us do.
struct HostileAnswerTests {
    private let keys = SampleKeys(SampleKeys.keys(5_000, seed: 1))

    private func opened(_ limits: ReconciliationLimits = .init()) -> Initiator {
        var initiator = Initiator(hashing: SampleRun.hashing, limits: limits)
        _ = initiator.open(keys, through: nil, context: [], random: 1)
        return initiator
    }

    private func fingerprint(_ octet: UInt8) -> RangeMessage.Content {
        .fingerprint(Bytes(repeating: octet, count: RangeHashing.fingerprintByteCount))
    }

    @Test func `fingerprints that never converge end the run`() throws {
        var limits = ReconciliationLimits()
        limits.roundsLimit = 50
        var initiator = opened(limits)
        var rounds = 0
        let refusal = RangeMessage(parts: [.init(upper: nil, content: .rest)]).encode()
        repeat {
            _ = try initiator.receive(refusal, keys)
            rounds += 1
        } while initiator.next(keys) != nil
        #expect(rounds == limits.roundsLimit)
        #expect(!initiator.isDone)
    }

    @Test func `more differing ranges than we hold end the run`() throws {
        var limits = ReconciliationLimits()
        limits.pendingRangesLimit = 100
        var initiator = opened(limits)
        let parts = (1...101).map { millis in
            RangeMessage.Part(
                upper: EventKey(occurredAt: Timestamp(milliseconds: millis), id: EventID(.zero)),
                content: fingerprint(7))
        }
        #expect(throws: WireError.overLimit(field: "ranges", limit: 100)) {
            try initiator.receive(RangeMessage(parts: parts).encode(), keys)
        }
    }

    @Test func `an answer about what was not asked is refused`() throws {
        var initiator = Initiator(hashing: SampleRun.hashing, limits: .init())
        let upper = EventKey(occurredAt: Timestamp(milliseconds: 500), id: EventID(.zero))
        _ = initiator.open(keys, through: upper, context: [], random: 1)
        let beyond = RangeMessage(parts: [.init(upper: nil, content: .absent)]).encode()
        #expect(throws: WireError.malformedField("range")) {
            try initiator.receive(beyond, keys)
        }
    }

    @Test func `a second answer to one question is refused`() throws {
        var initiator = opened()
        let answer = RangeMessage(parts: [.init(upper: nil, content: .absent)]).encode()
        _ = try initiator.receive(answer, keys)
        #expect(throws: WireError.malformedField("range")) {
            try initiator.receive(answer, keys)
        }
    }

    @Test(arguments: [
        RangeMessage.Content.difference(lacking: [true], extra: []),
        .difference(lacking: [], extra: [EventID(.zero)]),
    ])
    func `a difference from a list that was not sent is refused`(
        content: RangeMessage.Content
    ) throws {
        var initiator = opened()
        let answer = RangeMessage(parts: [.init(upper: nil, content: content)]).encode()
        #expect(throws: WireError.malformedField("mode")) {
            try initiator.receive(answer, keys)
        }
    }

    @Test func `a message makes an answer of bounded size and work`() throws {
        let pool = SampleKeys(SampleKeys.keys(20_000, seed: 2))
        let bounds = (1...4_000).map { pool.key(atRank: $0 * 5) }
        let parts = bounds.compactMap { $0 }.sorted().dropLast().map {
            let time = $0.occurredAt.adding(milliseconds: 1)
            let upper = EventKey(occurredAt: time, id: EventID(.zero))
            return RangeMessage.Part(upper: upper, content: .list([1]))
        }
        var ascending: [RangeMessage.Part] = []
        for part in parts where ascending.last?.upper != part.upper { ascending.append(part) }
        let question = RangeMessage(parts: ascending).encode()
        var responder = Responder(
            keys: pool, hashing: SampleRun.hashing, context: [], limits: .init())
        let answer = try #require(try responder.answer(question))
        #expect(answer.count < 52_000)
        #expect(responder.work < 60_000)
    }

    @Test func `random answers are refused or leave a bounded run`() throws {
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var initiator = opened()
            var time: UInt64 = 1_760_000_000_000
            for _ in 0..<5 {
                var parts: [RangeMessage.Part] = []
                for _ in 0..<Int.random(in: 1...20, using: &generator) {
                    time += UInt64.random(in: 1...10_000, using: &generator)
                    let content: RangeMessage.Content =
                        switch Int.random(in: 0...4, using: &generator) {
                        case 0: .ask
                        case 1: .absent
                        case 2: .difference(lacking: [], extra: [EventID(.zero)])
                        default: fingerprint(UInt8(seed & 255))
                        }
                    let upper = EventKey(
                        occurredAt: Timestamp(milliseconds: time), id: EventID(.zero))
                    parts.append(RangeMessage.Part(upper: upper, content: content))
                }
                guard
                    (try? initiator.receive(RangeMessage(parts: parts).encode(), keys)) != nil,
                    let question = initiator.next(keys)
                else { break }
                #expect(question.count < 52_000)
            }
        }
    }
}
