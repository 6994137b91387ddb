// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Mempool
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// The creator ends the campaign early: it gets what nobody has earned, once the validators agree.
struct ClosingTests {
    private func close(
        on bench: Bench, publisher: Address? = nil, nonce: UInt8 = 1, signedBy key: NodeKey? = nil
    ) throws -> EventRecord {
        let content = EventRecord.Content(
            channel: bench.id, type: .close, publisher: publisher ?? bench.channel.creator,
            user: key?.address.bytes, adUnit: "", adSlot: "", slotType: "", referrer: "",
            country: "", operatingSystem: "", browser: "",
            occurredAt: bench.now.timestamp.subtracting(milliseconds: 1_500),
            nonce: Bytes(repeating: nonce, count: 16))
        let signature = key.map {
            $0.sign(stateRoot: EventRecord.userDigest(of: content)).bytes
        }
        return try EventRecord(making: content, userSignature: signature)
    }

    private func report(_ events: [EventRecord], of bench: Bench) -> Statement {
        .reportObservedEvents(
            ReportObservedEvents(
                channel: bench.id, observed: events.map(\.id), missing: [],
                isCampaignUnhealthy: false, needMissedEvents: false))
    }

    @Test func `a leader includes a close that a supermajority has`() throws {
        var bench = try Bench(own: 0)
        try bench.submit(bench.events(0..<4))
        // Each client request made a record of its own.
        let closes = try (1...3).map { try close(on: bench, nonce: UInt8($0)) }
        try bench.submit([closes[0]])
        for (place, record) in closes.enumerated() where place > 0 {
            bench.step(.received(record, carrier: place))
            bench.hear(report([record], of: bench), from: place)
        }
        // The events first: the close waits until others would have told of theirs.
        for isLast in [false, true] {
            bench.pass(.seconds(isLast ? 12 : 3))
            let state = try #require(bench.proposals.last)
            #expect(state.exhausted == isLast)
            bench.approve(state, by: 1)
            bench.approve(state, by: 2)
        }
        let approved = try #require(bench.validator.approved)
        #expect(approved.paid == bench.channel.deposit)
        #expect(bench.validator.isExhausted)
        #expect((approved.beforeFees[bench.channel.creator] ?? .zero) > .zero)
    }

    @Test(arguments: [0, 1])
    func `a close that one validator alone has is not included`(reporters: Int) throws {
        var bench = try Bench(own: 0)
        try bench.submit([close(on: bench)])
        if reporters > 0 {
            let other = try close(on: bench, nonce: 2)
            bench.step(.received(other, carrier: 1))
            bench.hear(report([other], of: bench), from: 1)
        }
        bench.pass(.seconds(20))
        #expect(bench.proposals.isEmpty)
    }

    @Test func `a close that the creator signed is included on one validator's word`() throws {
        var bench = try Bench(own: 0)
        // The sample channel's creator is the address of the private key 3.
        let octets = Bytes(repeating: 0, count: 31) + [3]
        let creator = NodeKey(try Secp256k1PrivateKey(bytes: octets))
        try #require(creator.address == bench.channel.creator)
        try bench.submit([close(on: bench, signedBy: creator)])
        bench.pass(.seconds(12))
        #expect(bench.proposals.last?.exhausted == true)
    }

    @Test func `a close that somebody else signed is not agreed on`() throws {
        var bench = try Bench(own: 0)
        try bench.submit([close(on: bench, signedBy: bench.keys[1])])
        bench.pass(.seconds(20))
        #expect(bench.proposals.isEmpty)
    }

    @Test func `once a close is agreed on no more events are taken`() throws {
        var bench = try Bench(own: 0)
        let known = bench.events(0..<1)
        try bench.submit(known)
        try bench.submit([close(on: bench)])
        #expect(bench.validator.isClosing)
        try bench.submit(bench.events(1..<2))
        let other = try close(on: bench, nonce: 2)
        for place in 1...2 {
            bench.step(.received(other, carrier: place))
            bench.hear(report([other], of: bench), from: place)
        }
        let late = try #require(bench.events(2..<3).first)
        #expect(throws: EventRefusal.closing) {
            try bench.validator.submit(late, at: bench.now).get()
        }
        // What was taken before may be sent again, and so may the CLOSE.
        try bench.submit(known)
        try bench.submit([close(on: bench, nonce: 3)])
    }

    @Test func `a close that others have does not count as closing before it is agreed on`() throws
    {
        var bench = try Bench(own: 0)
        let record = try close(on: bench)
        bench.step(.received(record, carrier: 1))
        bench.hear(report([record], of: bench), from: 1)
        #expect(!bench.validator.isClosing)
    }

    @Test func `a close pays nobody but the creator`() throws {
        var bench = try Bench(own: 1)
        let record = try close(on: bench, publisher: bench.keys[2].address)
        #expect(throws: EventRefusal.notCreator) {
            try bench.validator.submit(record, at: bench.now).get()
        }
        bench.step(.received(record, carrier: 0))
        #expect(bench.validator.pool.isEmpty)
    }

    @Test func `a follower refuses a close that only the leader vouches for`() throws {
        var bench = try Bench(own: 1)
        let record = try close(on: bench)
        bench.step(.received(record, carrier: 0))
        bench.hear(report([record], of: bench), from: 0)
        bench.propose(try Draft([record], on: bench))
        #expect(bench.judgements == [.unobservedEvents])
    }

    @Test func `a follower signs a close once a supermajority has it`() throws {
        var bench = try Bench(own: 1)
        let record = try close(on: bench)
        try bench.submit([record])
        for other in [0, 2] { bench.hear(report([record], of: bench), from: other) }
        bench.propose(try Draft([record], on: bench))
        #expect(bench.judgements == [nil])
    }
}
