// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Foundation
import Primitives
import Synchronization

/// Watches the one node that is never killed: its memory, and how much it keeps about peers.
final class ChurnWitness: Sendable {
    /// What it is like at one moment.
    struct Sample: Sendable {
        let at: Duration
        let residentBytes: Int
        /// Entries in all of the gossip router's maps.
        let gossipEntries: Int
        /// Gossip peers that no session exists with.
        let orphanedPeers: Int
        let paidEvents: Int
    }

    private let samples = Mutex<[Sample]>([])

    /// Takes a sample a second until cancelled.
    func run(metrics: HTTPOrigin) async {
        let client = HTTPClient(origin: metrics, limits: NodeProbe.limits)
        let start = ContinuousClock.now
        while !Task.isCancelled {
            if let page = try? await client.get("/metrics") {
                let text = String(decoding: page.body, as: UTF8.self)
                func value(_ name: String) -> Int {
                    NodeProbe.sum(name, in: text).map { Int($0) } ?? 0
                }
                let sample = Sample(
                    at: start.duration(to: .now),
                    residentBytes: value("process_resident_memory_bytes"),
                    gossipEntries: value("outpace_gossip_entries"),
                    orphanedPeers: value("outpace_pubsub_peers_without_connection"),
                    paidEvents: value("outpace_approved_events"))
                samples.withLock { $0.append(sample) }
            }
            do { try await Task.sleep(for: .seconds(1)) } catch { break }
        }
        await client.shutDown()
    }

    /// The medians of the second and of the last quarter of the time; nil when it was too short.
    var quarters: (second: Sample, last: Sample)? {
        let samples = samples.withLock { $0 }
        guard samples.count >= 8 else { return nil }
        let quarter = samples.count / 4
        return (
            Self.median(samples[quarter..<2 * quarter]), Self.median(samples.suffix(quarter))
        )
    }

    private static func median(_ samples: ArraySlice<Sample>) -> Sample {
        func middle(_ value: (Sample) -> Int) -> Int {
            let sorted = samples.map(value).sorted()
            return sorted[sorted.count / 2]
        }
        let at = samples[samples.startIndex + samples.count / 2].at
        return Sample(
            at: at, residentBytes: middle(\.residentBytes), gossipEntries: middle(\.gossipEntries),
            orphanedPeers: samples.map(\.orphanedPeers).min() ?? 0,
            paidEvents: middle(\.paidEvents))
    }
}
