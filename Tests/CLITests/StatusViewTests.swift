// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Testing

@testable import CLI

/// The figures and lines of the live view.
@Suite struct StatusViewTests {
    private static let status: JSONValue = [
        "status": "LIVE", "channel": ["depositAmount": "1000000000000000000000000"],
        "bidding": ["active": false, "reasons": ["TooManyOffline", "StaleState"]],
        "online": ["0xa": true, "0xb": false, "0xc": true, "0xd": true],
        "lastApproved": [
            "stateRoot": "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "sequence": 7, "eventCount": 1_234_567, "balancesTotal": "1234567000000000000000",
        ],
    ]

    private func reading(events: Double, at: ContinuousClock.Instant) -> NodeReading {
        NodeReading(
            channels: [ChannelReading(Self.status, id: "0x00")], peers: 3, received: events, at: at)
    }

    @Test func `a status is read as the API gives it`() {
        let channel = ChannelReading(Self.status, id: "0x00")
        #expect(channel.onlineCount == 3)
        #expect(channel.online.count == 4)
        #expect(channel.sequence == 7)
        #expect(channel.reasonText == "TooManyOffline, StaleState")
    }

    @Test func `a status without anything is unknown`() {
        let channel = ChannelReading([:], id: "0x00")
        #expect(channel.status == "UNKNOWN")
        #expect(channel.root == nil)
        #expect(!channel.isBidding)
    }

    @Test func `a rate is what happened between readings`() {
        let start = ContinuousClock.now
        var history = NodeHistory()
        history.add(reading(events: 100, at: start))
        #expect(history.receivedPerSecond == nil)
        history.add(reading(events: 150, at: start.advanced(by: .seconds(2))))
        #expect(history.receivedPerSecond == 25)
    }

    @Test func `a node that restarts has no negative rate`() {
        let start = ContinuousClock.now
        var history = NodeHistory()
        history.add(reading(events: 100, at: start))
        history.add(reading(events: 0, at: start.advanced(by: .seconds(1))))
        #expect(history.receivedPerSecond == 0)
    }

    @Test func `a node that does not answer has no rate and keeps its last answer`() {
        var history = NodeHistory()
        history.add(reading(events: 1, at: .now))
        history.add(nil)
        #expect(!history.isAnswering)
        #expect(history.receivedPerSecond == nil)
        #expect(history.latest?.peers == 3)
    }

    @Test func `no line is wider than the screen`() {
        var history = NodeHistory()
        history.add(reading(events: 1, at: .now))
        let table = StatusTable(style: TextStyle(isColoured: false))
        let rows = [
            StatusRow(name: "node0", process: .running(4_194_304), history: history),
            StatusRow(name: "node1", process: .ended("killed"), history: NodeHistory()),
        ]
        let lines = table.lines(rows) + table.remarks(rows) + table.channelLines(rows, limit: 3)
        for line in lines { #expect(line.count <= StatusTable.width) }
        #expect(lines.contains { $0.contains("●○●●") })
        #expect(lines.contains { $0.contains("killed") })
        #expect(lines.contains { $0.contains("1 234 567 events") && $0.contains("1 234.567 of") })
    }

    @Test func `a metric is the sum over its labels`() {
        let page = """
            # HELP outpace_events Events.
            outpace_events{type="A"} 3
            outpace_events{type="B"} 4
            outpace_events_total 100
            """
        #expect(NodeProbe.sum("outpace_events", in: page) == 7)
        #expect(NodeProbe.sum("outpace_events_total", in: page) == 100)
        #expect(NodeProbe.sum("outpace_other", in: page) == nil)
    }

    @Test func `percentiles are taken of all latencies`() {
        var report = LoadReport()
        for number in (1...100).reversed() {
            report.add(latency: .milliseconds(number), failure: number == 1 ? "late" : nil)
        }
        #expect(report.percentile(50) == .milliseconds(50))
        #expect(report.percentile(99) == .milliseconds(99))
        #expect(report.percentile(100) == .milliseconds(100))
        #expect(report.failures == 1)
        #expect(report.firstFailure == "late")
    }

    @Test(arguments: [
        (0.0, 1, "0.0"), (1.25, 1, "1.3"), (-0.04, 1, "0.0"), (-1.5, 0, "-2"), (12.007, 2, "12.01"),
        (.infinity, 1, "0"),
    ])
    func `figures have as many digits as asked for`(value: Double, digits: Int, text: String) {
        #expect(value.fixed(digits) == text)
    }

    @Test func `a load is spread evenly`() {
        let schedule = LoadSchedule(
            requestsPerSecond: 200, connections: 4, duration: .seconds(3))
        #expect(schedule.requestCount == 600)
        #expect(schedule.due(0) == .zero)
        #expect(schedule.due(100) == .milliseconds(500))
    }
}
