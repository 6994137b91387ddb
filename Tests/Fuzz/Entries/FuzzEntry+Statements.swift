// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import JSON
import Outpace
import Primitives
import Reconciliation
import ValidatorMessages

extension FuzzEntry {
    /// The body of a statement.
    static let statement = FuzzEntry("statement") {
        statements.map { $0.encode() }
    } run: { bytes in
        guard let statement = try? Statement.decode(bytes[...]) else { return }
        precondition((try? Statement.decode(statement.encode()[...])) == statement, "another")
    }

    static let record = FuzzEntry("record") {
        [
            [10, 32] + Bytes(repeating: 1, count: 32) + [16, 1, 26, 20]
                + Bytes(repeating: 2, count: 20)
        ]
    } run: { bytes in
        guard let record = try? EventRecord.decode(bytes) else { return }
        precondition(record.bytes == bytes, "other octets")
        precondition(record.id == EventID(Keccak256.hash(bytes)), "another id")
    }

    /// A frame of the direct lane, and what the lane makes of it.
    static let lane = FuzzEntry("lane") {
        let id = EventID(Digest(words: (1, 2, 3, 4)))
        let bodies: [LaneBody] = [
            .records([[1, 2, 3]]), .statements([sampleMessage.raw]),
            .stepReply(ChannelID(Digest(words: (9, 9, 9, 9))), Lineage(.zero), [id]),
            .caughtUp(ChannelID(.zero)),
        ]
        return bodies.map { LaneFrame(sequence: 1, acknowledged: 0, body: $0).encode() }
    } run: { bytes in
        guard let frame = try? LaneFrame.decode(bytes, limits: LaneParameters()) else { return }
        guard let again = try? LaneFrame.decode(frame.encode(), limits: LaneParameters()) else {
            preconditionFailure("what was read cannot be read again")
        }
        precondition(again == frame, "another frame")
        var lane = Lane(parameters: LaneParameters())
        let now = Instant(nanoseconds: 1)
        _ = try? lane.receive(frame, byteCount: bytes.count, at: now)
        _ = lane.flush(at: now.advanced(by: .seconds(1)))
    }

    /// A message of range-based reconciliation, each way.
    static let reconciliation = FuzzEntry("reconciliation") {
        let key = EventKey(
            occurredAt: Timestamp(milliseconds: 1_000), id: EventID(Digest(words: (1, 2, 3, 4))))
        let question = RangeMessage(parts: [
            RangeMessage.Part(upper: key, content: .list([1, 2, 3])),
            RangeMessage.Part(upper: nil, content: .fingerprint(Bytes(repeating: 5, count: 16))),
        ])
        return [[0] + question.encode(), [1] + RangeMessage().encode()]
    } run: { bytes in
        guard let side = bytes.first else { return }
        let direction: RangeMessage.Direction = side & 1 == 0 ? .question : .answer
        let limits = ReconciliationLimits()
        let content = Bytes(bytes.dropFirst())
        guard let message = try? RangeMessage.decode(content, direction, limits: limits) else {
            return
        }
        precondition(message.encode() == content, "other octets")
    }

    static let json = FuzzEntry("json") {
        [Bytes(#"{"a":[1,2.5e3,"\u00e9",true,null],"b":{}}"#.utf8)]
    } run: { bytes in
        guard let value = try? JSONParser.parse(bytes, limits: .standard) else { return }
        let written = value.serialized()
        guard let again = try? JSONParser.parse(written, limits: .standard) else {
            preconditionFailure("what was written cannot be read")
        }
        precondition(again.serialized() == written, "another text")
    }

    static let channel = FuzzEntry("channel") {
        [Bytes(sampleChannel.utf8)]
    } run: { bytes in
        guard
            let channel = try? PaymentChannel.parse(bytes, core: PaymentChannel.mainnetCore)
        else { return }
        let again = try? PaymentChannel.parse(channel.json, core: PaymentChannel.mainnetCore)
        precondition(again?.id == channel.id, "another id")
    }

    private static var statements: [Statement] {
        let channel = ChannelID(Digest(words: (1, 2, 3, 4)))
        return [
            .rejectState(
                RejectState(
                    channel: channel, stateRoot: .zero, lineage: Lineage(.zero), sequence: 1,
                    reason: .invalidBalances, accounts: [], eventIDs: [])),
            .heartbeat(
                Heartbeat(
                    timestamp: Timestamp(milliseconds: 5), addresses: [[4, 1, 2, 3, 4]], entries: []
                )
            ),
        ]
    }

    private static let sampleChannel = """
        {"creator":"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",\
        "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718","depositAmount":"1000",\
        "validUntil":1700000000,"spec":{"validators":[\
        {"id":"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf","url":"https://one.example","fee":"1"},\
        {"id":"0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF","url":"http://two.example","fee":"1"}],\
        "withdrawPeriodStart":1690000000000,"minPerImpression":"1","maxPerImpression":"10"}}
        """
}
