// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Reconciliation
import Testing

struct RunTests {
    private func expectUnion(
        _ ours: [EventKey], _ theirs: [EventKey], limits: ReconciliationLimits = .init(),
        answererLimits: ReconciliationLimits? = nil, random: UInt64 = 7
    ) throws -> SampleRun {
        let run = try SampleRun(
            SampleKeys(ours), SampleKeys(theirs), limits: limits, answererLimits: answererLimits,
            random: random)
        let (mine, yours) = (Set(ours.map(\.id)), Set(theirs.map(\.id)))
        #expect(run.isDone)
        #expect(run.findings.have.count == mine.subtracting(yours).count)
        #expect(Set(run.findings.have) == mine.subtracting(yours))
        #expect(run.findings.need.count == yours.subtracting(mine).count)
        #expect(Set(run.findings.need) == yours.subtracting(mine))
        return run
    }

    @Test func `equal sets need one message and no answer`() throws {
        let keys = SampleKeys.keys(1_000, seed: 1)
        let run = try expectUnion(keys, keys)
        #expect(run.messages.count == 1)
    }

    @Test func `empty sets are equal`() throws {
        let run = try expectUnion([], [])
        #expect(run.messages.count == 1)
    }

    @Test func `a side that has nothing learns everything`() throws {
        _ = try expectUnion([], SampleKeys.keys(5_000, seed: 2))
    }

    @Test func `a side that faces nothing learns it from one answer`() throws {
        let run = try expectUnion(SampleKeys.keys(5_000, seed: 3), [])
        #expect(run.messages.count == 2)
        #expect(run.byteCount < 64)
    }

    @Test func `sets that share nothing are told apart`() throws {
        _ = try expectUnion(
            SampleKeys.keys(3_000, seed: 4), SampleKeys.keys(3_000, seed: 5))
    }

    @Test func `keys of one millisecond are told apart by their ids`() throws {
        let keys = SampleKeys.keys(4_000, seed: 6, spanMillis: 1)
        _ = try expectUnion(Array(keys.dropLast(3)), Array(keys.dropFirst(2)))
    }

    @Test func `only keys below the upper bound are compared`() throws {
        let keys = SampleKeys.keys(500, seed: 7).sorted()
        let upper = EventKey(occurredAt: keys[300].occurredAt, id: EventID(.zero))
        let ours = SampleKeys(keys.filter { $0 != keys[100] && $0 != keys[400] })
        let run = try SampleRun(ours, SampleKeys(keys), upper: upper)
        #expect(run.findings.need == [keys[100].id])
    }

    /// Random sets with random overlap, split and message limits, which need not be the same.
    @Test(arguments: 0..<10)
    func `random sets are told apart under random limits`(batch: UInt64) throws {
        for seed in batch * 100..<(batch + 1) * 100 {
            var generator = SeededGenerator(seed: seed)
            func limits() -> ReconciliationLimits {
                var limits = ReconciliationLimits()
                limits.messageBytesTarget = Int.random(in: 1...4_000, using: &generator)
                limits.splitWays = Int.random(in: 2...20, using: &generator)
                limits.listLimit = Int.random(in: 1...80, using: &generator)
                return limits
            }
            let span: UInt64 = Bool.random(using: &generator) ? 5 : 60_000
            let count = Int.random(in: 0...300, using: &generator)
            let all = SampleKeys.keys(count, seed: seed ^ 0xfeed, spanMillis: span)
            let share = Double.random(in: 0...1, using: &generator)
            let ours = all.filter { _ in Double.random(in: 0...1, using: &generator) < share }
            let theirs = all.filter { _ in Double.random(in: 0...1, using: &generator) < share }
            _ = try expectUnion(
                ours, theirs, limits: limits(), answererLimits: limits(), random: generator.next())
        }
    }

    @Test func `sets whose sums were made equal are told apart by a cut between them`() throws {
        func key(_ second: UInt64, _ low: UInt64) -> EventKey {
            EventKey(
                occurredAt: Timestamp(milliseconds: 1_760_000_000_000 + second * 1_000),
                id: EventID(Digest(words: (1, 2, 3, low))))
        }
        let common = SampleKeys.keys(300, seed: 8, spanMillis: 10_000)
        let ours = common + [key(1, 10), key(9, 40)]
        let theirs = common + [key(1, 20), key(9, 30)]
        #expect(
            SampleKeys(ours).sum(from: .lowest, to: nil)
                == SampleKeys(theirs).sum(from: .lowest, to: nil))
        _ = try expectUnion(ours, theirs, random: 150)
    }

    @Test func `other circumstances make equal sets differ`() throws {
        let keys = SampleKeys(SampleKeys.keys(10, seed: 9))
        var initiator = Initiator(hashing: SampleRun.hashing, limits: .init())
        let question = initiator.open(keys, through: nil, context: [1], random: 3)
        var responder = Responder(
            keys: keys, hashing: SampleRun.hashing, context: [2], limits: .init())
        #expect(try responder.answer(question) != nil)
    }

    @Test func `another session has other fingerprints and tags`() {
        let other = RangeHashing(session: [1, 2, 4], scope: [4])
        let sum = RangeSum(count: 3, sum: Digest(words: (1, 2, 3, 4)))
        let id = EventID(Digest(words: (1, 2, 3, 4)))
        #expect(SampleRun.hashing.fingerprint(sum) != other.fingerprint(sum))
        #expect(SampleRun.hashing.tag(id) != other.tag(id))
    }
}
