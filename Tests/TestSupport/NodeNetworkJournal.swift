// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
package import NodeCore
import Outpace
package import Primitives
package import Validator
package import ValidatorMessages

/// The storage of a simulated node: every record in the order of its commit, nothing interpreted
/// before it is asked for. A copy is a backup.
package struct NodeNetworkJournal: Sendable {
    /// The committed records.
    package private(set) var records: [NodeRecord] = []

    /// An empty storage.
    package init() {}

    /// Commits one batch.
    package mutating func append(_ batch: [NodeRecord]) { records += batch }

    /// What a node starts from.
    package var snapshot: NodeSnapshot {
        var snapshot = NodeSnapshot()
        for record in records {
            if case .sequenceNumbersReserved(let through) = record {
                snapshot.sequenceNumbersReserved = max(snapshot.sequenceNumbersReserved, through)
            }
        }
        snapshot.channels = replayed.map { $0.snapshot }
        return snapshot
    }

    /// What records say that contradicts others; empty for a node that keeps its word.
    package var faults: [String] { replayed.flatMap(\.faults) }

    /// The statements of a channel, in the order of their commit.
    package func statements(of channel: ChannelID) -> [SignedStatement] {
        records.compactMap {
            guard case .channel(channel, .statement(let statement)) = $0 else { return nil }
            return statement
        }
    }

    /// The signatures under states of a channel, in the order of their commit.
    package func signatures(of channel: ChannelID) -> [SignedRecord] {
        records.compactMap {
            guard case .channel(channel, .signed(let signed)) = $0 else { return nil }
            return signed
        }
    }

    /// Encoded approved states of a channel that follow a sequence, oldest first.
    package func bundles(
        of channel: ChannelID, after sequence: UInt64, byteLimit: Int = 700 << 10
    ) -> [Bytes] {
        guard let replay = replayed.first(where: { $0.channel.id == channel }) else { return [] }
        var bundles: [Bytes] = []
        var byteCount = 0
        for state in replay.states where state.newState.sequence > sequence {
            let bundle = state.bundle.encode()
            byteCount += bundle.count
            guard bundles.isEmpty || byteCount <= byteLimit else { break }
            bundles.append(bundle)
        }
        return bundles
    }

    private var replayed: [NodeNetworkReplay] {
        var replays: [ChannelID: NodeNetworkReplay] = [:]
        for record in records {
            switch record {
            case .sequenceNumbersReserved: continue
            case .channelAdded(let channel):
                if replays[channel.id] == nil {
                    replays[channel.id] = NodeNetworkReplay(channel: channel)
                }
            case .channel(let id, let record): replays[id]?.apply(record)
            }
        }
        return replays.values.sorted { $0.channel.id < $1.channel.id }
    }
}
