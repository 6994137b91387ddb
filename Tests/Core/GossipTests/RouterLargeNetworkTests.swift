// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Networks in which everybody scores everybody.
struct RouterLargeNetworkTests {
    /// Messages of all nodes that are not mute, some each second.
    private func traffic(
        _ network: inout RouterNetwork, seconds: Int, authors: [Int], data: Bytes = [1, 2, 3]
    ) throws -> [(author: Int, message: Message)] {
        var messages: [(author: Int, message: Message)] = []
        for second in 0..<seconds {
            for (place, author) in authors.enumerated() where (place + second) % 7 == 0 {
                let number = UInt64(second + 1)
                messages.append(
                    (author, try network.publish(by: author, number: number, data: data)))
            }
            try network.run(.seconds(1))
        }
        return messages
    }

    @Test(arguments: [20, 50, 100])
    func `everything arrives and no honest score is negative`(count: Int) throws {
        let layout = RouterNetwork.Layout(count: count, dials: 6, latency: 10...150)
        var network = try RouterNetwork(layout, seed: UInt64(count))
        try network.run(.seconds(3))
        let messages = try traffic(&network, seconds: 7, authors: Array(0..<count))
        try network.run(.seconds(5))
        #expect(network.isDelivered(messages))
        #expect(network.lowestScore == 0)
        #expect(network.faults.isEmpty)
    }

    @Test(arguments: [20, 50])
    func `everything arrives when three of ten nodes send nothing on`(count: Int) throws {
        let mute = Set((0..<count).filter { $0 % 10 < 3 })
        let layout = RouterNetwork.Layout(count: count, dials: 6, latency: 10...150, mute: mute)
        var network = try RouterNetwork(layout, seed: UInt64(count))
        try network.run(.seconds(3))
        let honest = (0..<count).filter { !mute.contains($0) }
        let messages = try traffic(&network, seconds: 7, authors: honest)
        try network.run(.seconds(8))
        #expect(network.isDelivered(messages))
        #expect(network.lowestScore == 0)
    }

    @Test func `who advertises what nobody gets is found out by those it told`() throws {
        let layout = RouterNetwork.Layout(count: 20, dials: 6, latency: 10...150, mute: [3])
        var network = try RouterNetwork(layout, seed: 9)
        try network.run(.seconds(3))
        for number in 1...30 as ClosedRange<UInt64> {
            _ = try network.publish(by: 3, number: number)
            try network.run(.seconds(1))
        }
        let liar = try peer(3)
        let scores = network.links[3].compactMap { network.routers[$0].score(of: liar)?.total }
        #expect(scores.filter { $0 < 0 }.count > scores.count / 2)
        #expect(network.lowestScore == 0)
    }

    @Test(arguments: [5, 20])
    func `loss of a fifth makes nobody a liar`(count: Int) throws {
        let layout = RouterNetwork.Layout(
            count: count, dials: nil, lossPercent: 20, latency: 10...50)
        var network = try RouterNetwork(layout, seed: UInt64(count))
        try network.run(.seconds(3))
        let messages = try traffic(&network, seconds: 12, authors: Array(0..<count))
        try network.run(.seconds(8))
        #expect(network.isDelivered(messages))
        #expect(network.lowestScore == 0)
    }

    @Test func `large messages cost fewer copies with 1 2`() throws {
        func copies(threshold: Int) throws -> Int {
            var parameters = GossipParameters()
            parameters.unwantedByteThreshold = threshold
            let layout = RouterNetwork.Layout(
                count: 30, dials: 10, latency: 10...150, parameters: parameters)
            var network = try RouterNetwork(layout, seed: 4)
            try network.run(.seconds(3))
            let data = Bytes(repeating: 7, count: 2_000)
            let messages = try traffic(&network, seconds: 5, authors: Array(0..<30), data: data)
            try network.run(.seconds(4))
            #expect(network.isDelivered(messages))
            return network.counts.messages
        }
        #expect(try copies(threshold: 1_024) < (try copies(threshold: .max)))
    }
}
