// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// A network of processes on this machine, for one measurement.
struct BenchNetwork {
    let nodes: Int
    let basePort: Int

    /// Starts it in a folder of its own, runs `body`, and stops and removes it.
    func run<Result>(
        _ body: (TestnetFile) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.path + "/outpace-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let plan = TestnetPlan(folder: folder, validators: nodes, channels: 1, basePort: basePort)
        let network = try await plan.write()
        let fleet = ChurnFleet(folder: folder, network: network)
        let result: Result
        do {
            for node in network.nodes.indices { try fleet.start(node) }
            result = try await body(network)
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
        return result
    }
}
