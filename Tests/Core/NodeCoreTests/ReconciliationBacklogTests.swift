// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Outpace
import Primitives
import Testing

@testable import NodeCore

struct ReconciliationBacklogTests {
    private func topic(_ number: UInt64) -> ReconciliationTopic {
        ReconciliationTopic(channel: ChannelID(Digest(words: (0, 0, 0, number))), set: .events)
    }

    @Test func `a backlog that never empties does not grow`() {
        var backlog = ReconciliationBacklog()
        for number in 0..<100 as Range<UInt64> { backlog.append(topic(number), isWhole: false) }
        var most = 0
        for _ in 0..<100_000 {
            guard let first = backlog.popFirst() else { break }
            backlog.append(first.topic, isWhole: false)
            most = max(most, backlog.slotCount)
        }
        #expect(!backlog.isEmpty)
        #expect(most <= 100 + 1_026)
    }

    @Test func `topics come out in the order they went in, each once`() {
        var backlog = ReconciliationBacklog()
        var popped: [ReconciliationTopic] = []
        for number in 0..<3_000 as Range<UInt64> {
            backlog.append(topic(number), isWhole: false)
            backlog.append(topic(number), isWhole: true)
        }
        while let first = backlog.popFirst() {
            #expect(first.isWhole)
            popped.append(first.topic)
        }
        #expect(popped == (0..<3_000).map { topic(UInt64($0)) })
        #expect(backlog.isEmpty)
    }
}
