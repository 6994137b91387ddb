// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Outpace
import Primitives
import Testing
import Wire

/// Values that the tests of this module share.
enum Sample {
    static let channel = ChannelID(Digest(words: (1, 2, 3, 4)))

    static func ids(_ count: Int) -> [EventID] {
        (0..<count).map { EventID(Digest(words: (7, 8, 9, UInt64($0) + 1))) }
    }

    static func account(_ number: Int) -> Balances.Entry {
        let bytes =
            Bytes(repeating: 5, count: 18) + [UInt8(number >> 8 & 255), UInt8(number & 255)]
        guard let account = Address(bytes: bytes),
            let amount = Amount(
                bigEndianBytes: Bytes(repeating: 255, count: 32))
        else { preconditionFailure("the sizes are right") }
        return Balances.Entry(account: account, amount: amount)
    }

    static let bundle = StateBundle(
        newState: [1, 2, 3], approvals: [[4], [5, 6]], stepIDs: ids(3),
        payouts: [account(1), account(1), account(2)], balances: [account(3)])

    static let summary = ChannelSummary(
        channel: channel, approvedSequence: 9, approved: Lineage(Digest(words: (1, 1, 1, 1))),
        priceSequence: 2, alias: 300)

    static let bodies: [LaneBody] = [
        .hello([summary, summary]), .hello([]), .records([[1, 2], [3]]), .statements([[9, 9, 9]]),
        .wanted(.id(channel), .events, ids(2)), .wanted(.alias(3), .reports, []),
        .stepRequest(channel, Lineage(Digest(words: (4, 4, 4, 4)))),
        .stepReply(channel, Lineage(Digest(words: (4, 4, 4, 4))), ids(5)),
        .states(channel, [bundle, bundle]), .caughtUp(channel),
        .reconcile(
            ReconcileQuestion(
                channel: .alias(.max), set: .events, run: 0, context: [], message: [1, 2])),
        .reconcile(
            ReconcileQuestion(
                channel: .id(channel), set: .reports, run: .max, context: [9, 9, 9, 9],
                message: [3])),
        .reconciled(ReconcileAnswer(run: 7)), .reconciled(ReconcileAnswer(run: 0)),
        .reconciled(
            ReconcileAnswer(run: 7, isRefused: true, context: [1, 2, 3, 4], message: [5])),
    ]
}

struct LaneFrameTests {
    private let limits = LaneParameters()

    @Test(arguments: Sample.bodies)
    func `a frame survives its octets`(body: LaneBody) throws {
        let frame = LaneFrame(sequence: 300, acknowledged: 70_000, body: body)
        #expect(try LaneFrame.decode(frame.encode(), limits: limits) == frame)
    }

    @Test func `an acknowledgement survives its octets`() throws {
        let frame = LaneFrame(sequence: 0, acknowledged: 12, body: nil)
        #expect(try LaneFrame.decode(frame.encode(), limits: limits) == frame)
    }

    @Test func `a bundle survives its octets`() throws {
        let bundle = Sample.bundle
        #expect(try StateBundle.decode(bundle.encode(), limits: limits) == bundle)
    }

    @Test(arguments: Sample.bodies)
    func `a cut frame is never taken for the whole one`(body: LaneBody) {
        let frame = LaneFrame(sequence: 300, acknowledged: 70_000, body: body)
        let bytes = frame.encode()
        for count in 0..<bytes.count {
            let cut = try? LaneFrame.decode(Bytes(bytes.prefix(count)), limits: limits)
            #expect(cut != frame)
        }
    }

    @Test(arguments: Sample.bodies)
    func `a bent frame is refused or reads as something that survives`(body: LaneBody) throws {
        let bytes = LaneFrame(sequence: 300, acknowledged: 70_000, body: body).encode()
        for bit in 0..<min(bytes.count, 120) * 8 {
            var bent = bytes
            bent[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let frame = try? LaneFrame.decode(bent, limits: limits) else { continue }
            #expect(try LaneFrame.decode(frame.encode(), limits: limits) == frame)
        }
    }

    @Test func `a body needs a sequence, and a sequence a body`() {
        let body = LaneBody.caughtUp(Sample.channel)
        for frame in [
            LaneFrame(sequence: 0, acknowledged: 1, body: body),
            LaneFrame(sequence: 1, acknowledged: 1, body: nil),
        ] {
            #expect(throws: WireError.missingField("sequence")) {
                try LaneFrame.decode(frame.encode(), limits: limits)
            }
        }
    }

    @Test func `two bodies in one frame are refused`() {
        let one = LaneFrame(sequence: 1, acknowledged: 1, body: .records([[1]])).encode()
        let two = LaneFrame(sequence: 1, acknowledged: 1, body: .records([[2]])).encode()
        #expect(throws: WireError.repeatedField("body")) {
            try LaneFrame.decode(one + two, limits: limits)
        }
    }

    @Test func `a frame over the limit is refused unread`() {
        var small = limits
        small.frameBytesLimit = 64
        let bytes = Bytes(repeating: 255, count: 65)
        #expect(throws: WireError.overLimit(field: "frame", limit: 64)) {
            try LaneFrame.decode(bytes, limits: small)
        }
    }

    @Test func `counts over the limits are refused`() {
        var small = limits
        small.idsPerFrameLimit = 3
        small.itemsPerFrameLimit = 1
        small.channelsPerHelloLimit = 1
        let bodies: [LaneBody] = [
            .wanted(.id(Sample.channel), .events, Sample.ids(4)),
            .stepReply(Sample.channel, Lineage(.zero), Sample.ids(4)), .records([[1], [2]]),
            .statements([[1], [2]]), .hello([Sample.summary, Sample.summary]),
            .states(Sample.channel, [Sample.bundle, Sample.bundle]),
        ]
        for body in bodies {
            let bytes = LaneFrame(sequence: 1, acknowledged: 0, body: body).encode()
            #expect(throws: WireError.self) { try LaneFrame.decode(bytes, limits: small) }
        }
    }

    @Test func `ids that are cut off are refused`() {
        var writer = ProtobufWriter()
        writer.varint(1, 1)
        writer.message(7) {
            $0.digest(1, Sample.channel.digest)
            $0.bytes(2, Bytes(repeating: 1, count: 33))
        }
        #expect(throws: WireError.malformedField("ids")) {
            try LaneFrame.decode(writer.bytes, limits: limits)
        }
    }

    @Test func `a channel is named in exactly one way`() {
        for body in [12, 7] as [UInt32] {
            for (alias, id) in [(true, true), (false, false)] {
                var writer = ProtobufWriter()
                writer.varint(1, 1)
                writer.message(body) {
                    if alias { $0.varint(body == 12 ? 1 : 3, 4) }
                    if id { $0.digest(body == 12 ? 2 : 1, Sample.channel.digest) }
                }
                #expect(throws: WireError.self) {
                    try LaneFrame.decode(writer.bytes, limits: limits)
                }
            }
        }
    }

    @Test func `ranges over the limit are refused`() {
        var small = limits
        small.reconcileBytesLimit = 3
        let question = ReconcileQuestion(
            channel: .alias(1), set: .events, run: 1, context: [], message: [1, 2, 3, 4])
        for body in [
            LaneBody.reconcile(question),
            .reconciled(ReconcileAnswer(run: 1, message: [1, 2, 3, 4])),
        ] {
            let bytes = LaneFrame(sequence: 1, acknowledged: 0, body: body).encode()
            #expect(throws: WireError.overLimit(field: "message", limit: 3)) {
                try LaneFrame.decode(bytes, limits: small)
            }
        }
    }

    @Test func `the largest state of a leader fits one frame`() throws {
        let entries = (0..<4_000).map(Sample.account)
        let proposal = Bytes(repeating: 1, count: 2 * 4_000 * 34 + 2_000)
        let bundle = StateBundle(
            newState: proposal,
            approvals: Array(repeating: Bytes(repeating: 2, count: 400), count: 25),
            stepIDs: Sample.ids(4_000), payouts: entries, balances: entries)
        let frame = LaneFrame(
            sequence: .max, acknowledged: .max, body: .states(Sample.channel, [bundle]))
        #expect(try LaneFrame.decode(frame.encode(), limits: limits) == frame)
    }
}
