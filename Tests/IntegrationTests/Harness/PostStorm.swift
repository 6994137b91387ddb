// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Foundation
import JSON
import Primitives
import ProcessHarness

/// Many clients that post single events to all nodes at once, while one node is killed and comes back.
struct PostStorm {
    /// Whom the events name as their user, so that they can be found again.
    static let user = "storm"
    private static let clients = 250

    let network: LocalNetwork
    /// How many events are posted in all.
    let posts: Int

    /// Posts; after so many 200s the victim is killed, and started again at once.
    ///
    /// - Returns: the ids that were acknowledged.
    func run(killing victim: Int, after threshold: Int) async throws -> [String] {
        let tally = Tally()
        return try await withThrowingTaskGroup(of: [String].self) { group in
            for client in 0..<Self.clients {
                let share = posts / Self.clients
                let origin = try HTTPOrigin(
                    network.origin(of: "api", at: client % network.count))
                group.addTask {
                    let http = HTTPClient(origin: origin)
                    var acknowledged: [String] = []
                    for index in 0..<share {
                        guard let id = await post(over: http, index) else { continue }
                        acknowledged.append(id)
                        guard await tally.add() == threshold else { continue }
                        network.kill([victim])
                        try network.start([victim])
                    }
                    await http.shutDown()
                    return acknowledged
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Posts one event; the id when the answer is 200.
    private func post(over http: HTTPClient, _ index: Int) async -> String? {
        let event: JSONValue = [
            "type": "IMPRESSION", "publisher": .string(SampleEvents.publisher(index)),
            "user": .string(Self.user),
        ]
        let body: JSONValue = ["events": .array([event])]
        let path = "/channel/\(network.channels[0])/events"
        guard let reply = try? await http.post(path, body: body.serialized()), reply.isSuccess
        else { return nil }
        let object = try? JSONParser.parse(reply.body, limits: .standard).object
        return object?["ids"]?.array?.first?.string
    }
}

/// How many 200s there were.
private actor Tally {
    private var count = 0

    func add() -> Int {
        count += 1
        return count
    }
}
