// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Primitives
import Settings

/// Observers with fresh keys that join the network for some seconds, one after the other, so that the
/// number of peers a node has ever met grows all the time.
struct ChurnGuests: Sendable {
    private static let stays: ClosedRange<Int64> = 1_000...4_000

    let folder: String
    let network: TestnetFile
    let record: ChurnRecord
    let count: Int
    let seed: UInt64

    /// Sends guests until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            var generator = SeededGenerator(seed: seed ^ 0x6775_6573_7473)
            for place in 0..<count {
                let own = generator.split()
                group.addTask { await visit(place, own) }
            }
        }
    }

    private func visit(_ place: Int, _ generator: SeededGenerator) async {
        var generator = generator
        while !Task.isCancelled {
            let home = "\(folder)/guest\(place)"
            do {
                try? FileManager.default.removeItem(atPath: home)
                var plan = HomePlan(folder: home, key: .generate())
                plan.settings = [
                    "network.listen": .list([]),
                    "network.peers": .list(network.nodes.map(\.peerToPeer)),
                    "api.listen": .text("127.0.0.1:0"), "metrics.listen": .text("127.0.0.1:0"),
                ]
                try plan.write()
                let guest = try NodeProcess(
                    name: "guest\(place)", home: home, log: .file("\(folder)/guest\(place).log"),
                    logFormat: .json)
                try guest.start()
                record.noteGuest()
                let stay = Int64.random(in: Self.stays, using: &generator)
                // Cancelled or not, the guest leaves.
                try? await Task.sleep(for: .milliseconds(stay))
                guest.send(SIGKILL)
                await guest.waitForEnd()
            } catch {
                Output.note("churn: no guest: \(error)")
                return
            }
        }
    }
}
