// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Primitives
import Reconciliation
import Testing

/// What a run costs on the lane: every octet of both directions, lengths, frame headers and
/// acknowledgements included.
struct BudgetTests {
    /// One comparison of two pools over two lanes that have been in use for a while.
    struct Cost: CustomStringConvertible {
        var byteCount = 0
        /// Round trips until all differences are known.
        var rounds = 0
        var found = 0

        /// `common` keys on both sides; half of `difference` more on either.
        init(common: Int, difference: Int, seed: UInt64) throws {
            let all = SampleKeys.keys(common + difference, seed: seed)
            let ours = SampleKeys(Array(all.dropLast((difference + 1) / 2)))
            let theirs = SampleKeys(
                Array(all.prefix(common)) + all.suffix((difference + 1) / 2))
            var lanes = [Lane(parameters: .init()), Lane(parameters: .init())]
            var time = Instant(nanoseconds: 1)
            for _ in 0..<300 {
                for side in 0...1 { lanes[side].enqueue(record: [1], class: .own) }
                for side in 0...1 { _ = try Self.carry(from: side, &lanes, at: time) }
                time = time.advanced(by: .seconds(1))
            }
            let upper = EventKey(
                occurredAt: Timestamp(milliseconds: 1_760_000_600_000), id: EventID(.zero))
            var initiator = Initiator(hashing: SampleRun.hashing, limits: .init())
            var question: Bytes? = initiator.open(ours, through: upper, context: [], random: seed)
            while let asked = question {
                rounds += 1
                let context = rounds == 1 ? [] : Bytes(repeating: 1, count: 4)
                let body = ReconcileQuestion(
                    channel: .alias(100), set: .events, run: 100, context: context,
                    message: asked)
                byteCount += try exchange(.reconcile(body), from: 0, &lanes, &time)
                var responder = Responder(
                    keys: theirs, hashing: SampleRun.hashing, context: [], limits: .init())
                let answer = try responder.answer(asked)
                let reply = ReconcileAnswer(
                    run: 100, context: answer == nil ? [] : Bytes(repeating: 1, count: 4),
                    message: answer ?? [])
                byteCount += try exchange(.reconciled(reply), from: 1, &lanes, &time)
                question = nil
                guard let answer else { continue }
                let findings = try initiator.receive(answer, ours)
                found += findings.have.count + findings.need.count
                if !findings.need.isEmpty {
                    byteCount += try exchange(
                        .wanted(.alias(100), .events, findings.need), from: 0, &lanes, &time)
                }
                question = initiator.next(ours)
            }
            // The last acknowledgements travel alone.
            time = time.advanced(by: .seconds(1))
            for side in 0...1 { byteCount += try Self.carry(from: side, &lanes, at: time) }
        }

        private func exchange(
            _ body: LaneBody, from side: Int, _ lanes: inout [Lane], _ time: inout Instant
        ) throws -> Int {
            lanes[side].enqueue(body, class: .control)
            time = time.advanced(by: .milliseconds(20))
            return try Self.carry(from: side, &lanes, at: time)
        }

        /// Octets of all frames, each with its length in front.
        private static func carry(
            from side: Int, _ lanes: inout [Lane], at time: Instant
        ) throws -> Int {
            var byteCount = 0
            for bytes in lanes[side].flush(at: time) {
                byteCount += bytes.count + (bytes.count < 128 ? 1 : bytes.count < 16_384 ? 2 : 3)
                let frame = try LaneFrame.decode(bytes, limits: .init())
                _ = try lanes[1 - side].receive(frame, byteCount: bytes.count, at: time)
            }
            return byteCount
        }

        var description: String { "\(byteCount) octets, \(rounds) round trips" }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `10 000 events in common and none besides cost at most 64 octets`(seed: UInt64) throws {
        let cost = try Cost(common: 10_000, difference: 0, seed: seed)
        #expect(cost.byteCount <= 64, "\(cost)")
        #expect(cost.rounds == 1)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `10 000 events in common and one besides cost at most 1 500 octets`(seed: UInt64) throws {
        let cost = try Cost(common: 10_000, difference: 1, seed: seed)
        #expect(cost.byteCount <= 1_500, "\(cost)")
        #expect(cost.found == 1)
        #expect(cost.rounds <= 3)
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func `10 000 events in common and 100 besides cost at most 60 000 octets`(
        seed: UInt64
    ) throws {
        let cost = try Cost(common: 10_000, difference: 100, seed: seed)
        #expect(cost.byteCount <= 60_000, "\(cost)")
        #expect(cost.found == 100)
    }

    /// Rows as in decision 12; the last column is what the ids of the whole set would take.
    @Test(arguments: [
        (100, 0, 64), (100, 1, 600), (100, 10, 1_500), (1_000, 0, 64), (1_000, 1, 1_200),
        (1_000, 10, 5_300), (1_000, 100, 20_300), (10_000, 1, 1_400), (10_000, 10, 8_700),
        (10_000, 100, 53_100), (100_000, 0, 64),
        (100_000, 1, 2_100), (100_000, 10, 15_700), (100_000, 100, 121_000),
    ])
    func `a difference costs no more than planned`(
        common: Int, difference: Int, limit: Int
    ) throws {
        let cost = try Cost(common: common, difference: difference, seed: 5)
        #expect(cost.byteCount <= limit, "\(cost)")
        #expect(cost.found == difference)
    }
}
