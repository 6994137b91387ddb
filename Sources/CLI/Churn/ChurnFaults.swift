// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Primitives

/// Kills, restarts and stalls random nodes until it is cancelled; node 0 is left alone.
struct ChurnFaults: Sendable {
    /// How long a node runs before it is killed, in milliseconds.
    private static let upTimes: ClosedRange<Int64> = 1_000...16_000
    /// How long it stays away: now and then too short for anybody to notice, in milliseconds.
    private static let downTimes: ClosedRange<Int64> = 200...9_000
    /// The pause between two stalls, in milliseconds.
    private static let stallPauses: ClosedRange<Int64> = 500...3_000

    let fleet: ChurnFleet
    let record: ChurnRecord
    /// How many nodes are down at any time.
    let downCount: Int
    let stall: Duration?
    let seed: UInt64

    func run() async {
        await withDiscardingTaskGroup { group in
            var generator = SeededGenerator(seed: seed)
            for slot in 0..<downCount {
                let own = generator.split()
                group.addTask { await killAndRestart(slot: slot, generator: own) }
            }
            if let stall {
                let own = generator.split()
                group.addTask { await stopAndContinue(for: stall, generator: own) }
            }
        }
    }

    /// Each slot has nodes of its own, so that two never meet at one node.
    private func killAndRestart(slot: Int, generator: SeededGenerator) async {
        var generator = generator
        let nodes = (1..<fleet.count).filter { ($0 - 1) % downCount == slot }
        while await pause(Self.upTimes, &generator) {
            guard let node = nodes.randomElement(using: &generator) else { return }
            record.noteKill(of: node)
            await fleet.kill(node)
            // Cancelled or not, the node comes back.
            _ = await pause(Self.downTimes, &generator)
            do { try fleet.start(node) } catch { Output.note("churn: \(error)") }
            record.noteStart(of: node)
        }
    }

    private func stopAndContinue(for stall: Duration, generator: SeededGenerator) async {
        var generator = generator
        while await pause(Self.stallPauses, &generator) {
            guard let node = fleet.runningNodes.randomElement(using: &generator) else { continue }
            fleet.send(SIGSTOP, to: node)
            record.noteStall()
            // Cancelled or not, the node goes on.
            try? await Task.sleep(for: stall)
            fleet.send(SIGCONT, to: node)
        }
    }

    /// Answers whether to go on.
    private func pause(
        _ times: ClosedRange<Int64>, _ generator: inout SeededGenerator
    ) async -> Bool {
        let time = Duration.milliseconds(Int64.random(in: times, using: &generator))
        do { try await Task.sleep(for: time) } catch { return false }
        return true
    }
}
