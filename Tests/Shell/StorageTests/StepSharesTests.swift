// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import Testing
import ValidatorMessages

@testable import Storage

struct StepSharesTests {
    private static let impression: UInt8 = 1
    private static let click: UInt8 = 2
    private static let close: UInt8 = 3

    /// Shares payouts among events: (publisher, type), nil for a record that is not here.
    private func shares(
        _ events: [(UInt8, UInt8)?], _ payouts: [(UInt8, UInt64)], fee: Bool = false
    ) throws -> StepShares {
        let spec =
            fee ? #""cancellationFee":{"promilles":100,"recipient":"\#(try address(8))"},"# : ""
        let channel = try Sample.channel()
        let json = String(decoding: channel.json, as: UTF8.self)
            .replacing(#""title":"sample","#, with: #""title":"sample",\#(spec)"#)
            .replacing("0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69", with: try creator())
        let rule = PaymentRule(
            try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore))
        return StepShares(
            events: try events.map { event in
                try event.map { publisher, type in
                    StepShares.Event(
                        EventRecord.Content(
                            channel: channel.id, type: try #require(EventType(rawValue: type)),
                            publisher: try Sample.publisher(publisher), user: nil, adUnit: "",
                            adSlot: "", slotType: "", referrer: "", country: "",
                            operatingSystem: "", browser: "",
                            occurredAt: Timestamp(milliseconds: 7 * 3_600_000),
                            nonce: Bytes(repeating: 0, count: 16)))
                }
            },
            payouts: try payouts.map {
                Balances.Entry(account: try Sample.publisher($0), amount: Amount($1))
            }, rule: rule, hour: 9)
    }

    private func address(_ number: UInt8) throws -> String {
        try Sample.publisher(number).description
    }

    private func creator() throws -> String { try Sample.publisher(7).description }

    private func total(_ shares: StepShares, _ publisher: UInt8) throws -> UInt64? {
        let publisher = try Sample.publisher(publisher)
        return shares.sums.filter { $0.publisher == publisher }
            .reduce(Amount.zero) { $0.adding($1.amount) ?? .max }.uint64
    }

    @Test func `when all were paid, each amount is known`() throws {
        let shares = try shares([(1, 1), (2, 1), (1, 1)], [(1, 5), (2, 6), (1, 7)])
        #expect(shares.amounts == [Amount(5), Amount(6), Amount(7)])
        #expect(shares.sums.map(\.count) == [2, 1])
        #expect(shares.sums.map(\.amount) == [Amount(12), Amount(6)])
        #expect(shares.sums.allSatisfy { $0.hour == 7 && $0.type == 1 })
    }

    @Test func `what costs nothing in the channel was paid nothing`() throws {
        let shares = try shares([(1, 2), (1, 1), (2, 2)], [(1, 5)])
        #expect(shares.amounts == [.zero, Amount(5), .zero])
    }

    @Test func `an account with as many payments as events, or none, is certain`() throws {
        let shares = try shares([(1, 1), (2, 1), (3, 1), (3, 1)], [(1, 5), (3, 1), (3, 2)])
        #expect(shares.amounts == [Amount(5), .zero, Amount(1), Amount(2)])
    }

    @Test func `which events were paid is not said where it could be otherwise`() throws {
        let shares = try shares([(1, 1), (1, 1), (2, 1)], [(1, 5), (2, 6)])
        #expect(shares.amounts == [nil, nil, Amount(6)])
        #expect(try total(shares, 1) == 5)
        #expect(shares.sums.map(\.count) == [2, 1])
    }

    @Test func `a close pays its creator what the other events leave`() throws {
        let shares = try shares([(1, 1), (7, 3), (1, 1), (7, 3)], [(1, 5), (1, 6), (7, 90)])
        #expect(shares.amounts == [Amount(5), Amount(90), Amount(6), .zero])
    }

    @Test func `the cancellation fee is the recipient's`() throws {
        let shares = try shares([(1, 1), (7, 3)], [(1, 5), (8, 10), (7, 90)], fee: true)
        #expect(shares.amounts == [Amount(5), Amount(90)])
        #expect(try total(shares, 8) == 10)
        #expect(shares.sums.map(\.count).reduce(0, +) == 2)
    }

    @Test func `a close of a creator who also shows ads is not said`() throws {
        let shares = try shares([(7, 1), (7, 3)], [(7, 5)])
        #expect(shares.amounts[1] == nil)
        #expect(try total(shares, 7) == 5)
    }

    @Test func `an event without a record is counted for who was paid`() throws {
        let shares = try shares([(1, 1), nil, (2, 1)], [(1, 5), (3, 6), (2, 7)])
        #expect(shares.amounts == [Amount(5), Amount(6), Amount(7)])
        #expect(try total(shares, 3) == 6)
        let unknown = shares.sums.filter { $0.type == 0 }
        #expect(unknown.map(\.count) == [1])
        #expect(unknown.map(\.hour) == [9])
    }

    @Test func `without all records sums are right and amounts are not said`() throws {
        let shares = try shares([(1, 1), nil, nil], [(1, 5), (1, 6)])
        #expect(shares.amounts == [nil, nil, nil])
        #expect(try total(shares, 1) == 11)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever was paid, every sum by publisher is right`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var events: [(UInt8, UInt8)?] = []
        var payouts: [(UInt8, UInt64)] = []
        var paid: [UInt8: UInt64] = [:]
        var truth: [UInt64] = []
        for _ in 0..<UInt8.random(in: 1...12, using: &generator) {
            let publisher = UInt8.random(in: 1...3, using: &generator)
            let amount = UInt64.random(in: 0...2, using: &generator)
            events.append(
                UInt8.random(in: 0...5, using: &generator) == 0 ? nil : (publisher, 1))
            truth.append(amount)
            guard amount > 0 else { continue }
            payouts.append((publisher, amount))
            paid[publisher, default: 0] += amount
        }
        let shares = try shares(events, payouts)
        for publisher in UInt8(1)...3 {
            #expect(try total(shares, publisher) == paid[publisher] ?? 0)
        }
        for (said, amount) in zip(shares.amounts, truth) {
            if let said, events.allSatisfy({ $0 != nil }) { #expect(said == Amount(amount)) }
        }
    }

    @Test func `sums and amounts come back from their columns`() throws {
        let sums = try shares([(1, 1), (1, 1), (2, 2)], [(1, 5), (2, 300)]).sums
        #expect(try Columns.sums(Bytes(Columns.blob(sums))) == sums)
        let amounts: [Amount?] = [nil, .zero, Amount(1), Amount(70_000), .max]
        #expect(try Columns.amounts(Bytes(Columns.blob(amounts))) == amounts)
        for count in 0..<Columns.blob(amounts).count {
            #expect(throws: StorageError.self) {
                try Columns.amounts(Bytes(Columns.blob(amounts).prefix(count)))
            }
        }
        for count in 0..<Columns.blob(sums).count {
            #expect(throws: StorageError.self) {
                try Columns.sums(Bytes(Columns.blob(sums).prefix(count)))
            }
        }
    }
}
