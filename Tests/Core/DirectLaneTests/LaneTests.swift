// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Outpace
import Primitives
import Testing
import Wire

struct LaneTests {
    private let now = Instant(nanoseconds: 1_000_000_000)

    private func frames(_ lane: inout Lane, at time: Instant? = nil) throws -> [LaneFrame] {
        try lane.flush(at: time ?? now).map {
            try LaneFrame.decode($0, limits: LaneParameters())
        }
    }

    private func deliver(_ frames: [LaneFrame], to lane: inout Lane) throws -> [LaneBody] {
        try frames.compactMap {
            try lane.receive($0, byteCount: $0.encode().count, at: now)
        }
    }

    @Test func `higher classes leave first, each in its order`() throws {
        var lane = Lane(parameters: LaneParameters())
        lane.enqueue(statement: [4], class: .bulk)
        lane.enqueue(record: [3], class: .relayed)
        lane.enqueue(statement: [2], class: .own)
        lane.enqueue(record: [2, 2], class: .own)
        lane.enqueue(.caughtUp(Sample.channel), class: .control)
        let left = try frames(&lane)
        #expect(
            left.compactMap(\.body) == [
                .caughtUp(Sample.channel), .statements([[2]]), .records([[2, 2]]), .records([[3]]),
                .statements([[4]]),
            ])
        #expect(lane.queuedByteCounts == [0, 0, 0, 0])
    }

    @Test func `items of one kind share frames up to the target`() throws {
        var parameters = LaneParameters()
        parameters.frameBytesTarget = 100
        var lane = Lane(parameters: parameters)
        for number in 0..<10 {
            lane.enqueue(record: Bytes(repeating: UInt8(number), count: 40), class: .own)
        }
        let frames = try frames(&lane)
        #expect(frames.count == 5)
        #expect(frames.map(\.sequence) == [1, 2, 3, 4, 5])
    }

    @Test func `an item over the target leaves alone`() throws {
        var parameters = LaneParameters()
        parameters.frameBytesTarget = 10
        var lane = Lane(parameters: parameters)
        lane.enqueue(record: Bytes(repeating: 1, count: 50), class: .own)
        lane.enqueue(record: [2], class: .own)
        let left = try frames(&lane)
        #expect(left.count == 2)
    }

    @Test func `what passes the window waits for an acknowledgement`() throws {
        var parameters = LaneParameters()
        parameters.windowBytes = 100
        parameters.frameBytesTarget = 50
        var lane = Lane(parameters: parameters)
        var peer = Lane(parameters: parameters)
        for _ in 0..<6 { lane.enqueue(record: Bytes(repeating: 1, count: 48), class: .own) }
        let first = try frames(&lane)
        #expect(first.count == 2)
        let held = try frames(&lane)
        #expect(held.isEmpty)
        _ = try deliver(first, to: &peer)
        let early = try frames(&peer)
        #expect(early.isEmpty)
        let late = now.advanced(by: parameters.acknowledgeDelay)
        #expect(peer.nextDeadline == late)
        let acknowledgement = try frames(&peer, at: late)
        #expect(acknowledgement == [LaneFrame(sequence: 0, acknowledged: 2, body: nil)])
        #expect(peer.nextDeadline == nil)
        _ = try deliver(acknowledgement, to: &lane)
        let rest = try frames(&lane)
        #expect(rest.map(\.sequence) == [3, 4])
    }

    @Test func `an acknowledgement rides on a frame that leaves anyway`() throws {
        var one = Lane(parameters: LaneParameters())
        var other = Lane(parameters: LaneParameters())
        one.enqueue(record: [1], class: .own)
        _ = try deliver(frames(&one), to: &other)
        other.enqueue(record: [2], class: .own)
        let reply = try frames(&other)
        #expect(reply.map(\.acknowledged) == [1])
        #expect(other.nextDeadline == nil)
    }

    @Test func `many octets are acknowledged at once`() throws {
        var parameters = LaneParameters()
        parameters.acknowledgeAfterBytes = 10
        var one = Lane(parameters: parameters)
        var other = Lane(parameters: parameters)
        one.enqueue(record: Bytes(repeating: 1, count: 20), class: .own)
        _ = try deliver(frames(&one), to: &other)
        let answers = try frames(&other)
        #expect(answers.map(\.acknowledged) == [1])
    }

    @Test(arguments: [0, 2, 3] as [UInt64])
    func `a frame out of sequence is refused`(sequence: UInt64) throws {
        var lane = Lane(parameters: LaneParameters())
        let frame = LaneFrame(
            sequence: sequence, acknowledged: 0, body: .caughtUp(Sample.channel))
        #expect(throws: WireError.malformedField("sequence")) {
            try lane.receive(frame, byteCount: 10, at: now)
        }
    }

    @Test func `a frame that came before is refused`() throws {
        var lane = Lane(parameters: LaneParameters())
        let frame = LaneFrame(sequence: 1, acknowledged: 0, body: .caughtUp(Sample.channel))
        _ = try lane.receive(frame, byteCount: 10, at: now)
        #expect(throws: WireError.malformedField("sequence")) {
            try lane.receive(frame, byteCount: 10, at: now)
        }
    }

    @Test func `an acknowledgement of what was never sent is refused`() throws {
        var lane = Lane(parameters: LaneParameters())
        #expect(throws: WireError.malformedField("acknowledged")) {
            try lane.receive(
                LaneFrame(sequence: 0, acknowledged: 1, body: nil), byteCount: 4, at: now)
        }
    }

    @Test func `what does not fit asks for reconciliation once the lane has drained`() throws {
        var parameters = LaneParameters()
        parameters.queueBytesLimit = 100
        var lane = Lane(parameters: parameters)
        lane.enqueue(record: Bytes(repeating: 1, count: 90), class: .own)
        #expect(!lane.needsReconciliation)
        lane.enqueue(record: Bytes(repeating: 2, count: 90), class: .own)
        lane.enqueue(record: Bytes(repeating: 3, count: 90), class: .bulk)
        #expect(lane.needsReconciliation)
        let early = lane.takeReconciliation()
        let left = try frames(&lane)
        let drained = lane.takeReconciliation()
        let again = lane.takeReconciliation()
        #expect(left.count == 2)
        #expect([early, drained, again] == [false, true, false])
    }

    @Test func `random traffic arrives whole and in order`() throws {
        var generator = SeededGenerator(seed: 3)
        var parameters = LaneParameters()
        parameters.windowBytes = 500
        parameters.frameBytesTarget = 120
        var one = Lane(parameters: parameters)
        var other = Lane(parameters: parameters)
        var sent: [Bytes] = []
        var received: [Bytes] = []
        for round in 0..<400 {
            if round < 300 {
                let count = Int.random(in: 1...60, using: &generator)
                let record = Bytes(repeating: UInt8(round & 255), count: count)
                sent.append(record)
                one.enqueue(record: record, class: .own)
            }
            for body in try deliver(frames(&one), to: &other) {
                if case .records(let records) = body { received += records }
            }
            let late = now.advanced(by: .seconds(round))
            _ = try deliver(frames(&other, at: late), to: &one)
        }
        #expect(received == sent)
    }
}
