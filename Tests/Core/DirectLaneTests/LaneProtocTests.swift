// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Outpace
import Primitives
import TestSupport
import Testing

/// An independent protobuf implementation reads our lane frames, and we read its.
@Suite(.enabled(if: Protoc.isPresent, Comment(rawValue: Protoc.reason)))
struct LaneProtocTests {
    private static let channel = ChannelID(Digest(words: (1, 2, 3, 4)))
    private static let lineage = Lineage(Digest(words: (5, 6, 7, 8)))
    private static let ids = [
        EventID(Digest(words: (9, 0, 0, 1))), EventID(Digest(words: (9, 0, 0, 2))),
    ]
    private static let entry = Balances.Entry(
        account: PaymentChannel.mainnetCore,
        amount: Amount(1_000_000))

    static let bodies: [LaneBody] = [
        .hello([
            ChannelSummary(
                channel: channel, approvedSequence: 3, approved: lineage, priceSequence: 1,
                alias: 300, asksForLatest: true)
        ]),
        .records([[1, 2, 3], [4]]), .statements([[9, 9], []]),
        .wanted(.id(channel), .events, ids), .wanted(.alias(5), .reports, ids),
        .reconcile(
            ReconcileQuestion(
                channel: .alias(5), set: .reports, run: 9, context: [1, 2, 3, 4], message: [1])),
        .reconcile(
            ReconcileQuestion(
                channel: .id(channel), set: .events, run: 9, context: [], message: [1])),
        .reconciled(
            ReconcileAnswer(run: 9, isRefused: true, context: [1, 2, 3, 4], message: [1])),
        .reconciled(ReconcileAnswer(run: 9)), .stepRequest(channel, lineage),
        .stepReply(channel, lineage, ids), .caughtUp(channel),
        .states(
            channel,
            [
                StateBundle(
                    newState: [1], approvals: [[2], [3]], stepIDs: ids, payouts: [entry],
                    balances: [entry])
            ]),
    ]

    @Test(arguments: bodies) func `protoc reads a frame and writes the same octets`(
        body: LaneBody
    ) throws {
        let bytes = LaneFrame(sequence: 7, acknowledged: 300, body: body).encode()
        let text = try Protoc.text(of: bytes, type: "outpace.lane.LaneFrame", file: "lane.proto")
        #expect(text.contains("sequence: 7"))
        #expect(!text.contains("\n1: "), "an unknown field: \(text)")
        let again = try Protoc.bytes(of: text, type: "outpace.lane.LaneFrame", file: "lane.proto")
        let frame = try LaneFrame.decode(again, limits: LaneParameters())
        #expect(frame == LaneFrame(sequence: 7, acknowledged: 300, body: body))
    }

    @Test func `protoc reads an acknowledgement`() throws {
        let bytes = LaneFrame(sequence: 0, acknowledged: 9, body: nil).encode()
        let text = try Protoc.text(of: bytes, type: "outpace.lane.LaneFrame", file: "lane.proto")
        #expect(text == "acknowledged: 9\n")
    }
}
