// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What a node wants read from its storage; the answer comes back as `NodeInput.loaded`.
package enum StorageQuery: Hashable, Sendable {
    /// Approved states of a channel that follow a sequence, oldest first, for a peer.
    case states(ChannelID, after: UInt64, peer: PeerID)
    /// The records of included events with these ids, for a peer.
    case records(ChannelID, [EventID], peer: PeerID)
    /// Ids of included events of which there is no record, from a place on.
    case missing(ChannelID, from: MissingPlace, limit: Int)
}

/// What storage read.
package enum StorageAnswer: Hashable, Sendable {
    /// Answers `states`.
    case states(LoadedStates)
    /// Answers `records`.
    case records(LoadedRecords)
    /// Answers `missing`.
    case missing(MissingRecords)
}

/// Approved states that storage read for a peer, oldest first.
package struct LoadedStates: Hashable, Sendable {
    /// The channel.
    package let channel: ChannelID
    /// Who lacks them.
    package let peer: PeerID
    /// Bundles in their encoded form.
    package let bundles: [Bytes]

    /// Answers a query.
    package init(channel: ChannelID, peer: PeerID, bundles: [Bytes]) {
        self.channel = channel
        self.peer = peer
        self.bundles = bundles
    }
}

/// Records that storage read for a peer.
package struct LoadedRecords: Hashable, Sendable {
    /// The channel.
    package let channel: ChannelID
    /// Who lacks them.
    package let peer: PeerID
    /// Those that storage has, as they were received.
    package let records: [Bytes]

    /// Answers a query.
    package init(channel: ChannelID, peer: PeerID, records: [Bytes]) {
        self.channel = channel
        self.peer = peer
        self.records = records
    }
}

/// A place among the included events of a channel that lack their records.
package struct MissingPlace: Hashable, Sendable {
    /// Before all of them.
    package static let first = MissingPlace(sequence: 0, skipped: 0)

    /// The sequence of the state that includes them.
    package let sequence: UInt64
    /// How many of that state's, in key order, to pass over.
    package let skipped: Int

    /// Names a place.
    package init(sequence: UInt64, skipped: Int) {
        self.sequence = sequence
        self.skipped = skipped
    }
}

/// Included events that lack their records.
package struct MissingRecords: Hashable, Sendable {
    /// Those of one state.
    package struct Part: Hashable, Sendable {
        /// Where the ids begin.
        package let place: MissingPlace
        /// The ids, in key order; some.
        package let ids: [EventID]

        /// Puts a part together.
        package init(place: MissingPlace, ids: [EventID]) {
            self.place = place
            self.ids = ids
        }
    }

    /// The channel.
    package let channel: ChannelID
    /// The parts, in the order of their states; none when nothing is missing from the place that was
    /// asked for on.
    package let parts: [Part]

    /// Answers a query.
    package init(channel: ChannelID, parts: [Part]) {
        self.channel = channel
        self.parts = parts
    }

    /// All ids.
    package var ids: [EventID] { parts.flatMap(\.ids) }

    /// Gathers the first ids of states, until there are `limit`.
    ///
    /// - Parameter next: what the next state lacks, from the one of `first` on; nil after the last.
    package static func gathered(
        of channel: ChannelID, from first: MissingPlace, limit: Int,
        next: () throws -> (sequence: UInt64, ids: [EventID])?
    ) rethrows -> MissingRecords {
        var parts: [Part] = []
        var left = limit
        while left > 0, let (sequence, ids) = try next() {
            let skipped = sequence == first.sequence ? first.skipped : 0
            let rest = Array(ids.dropFirst(skipped).prefix(left))
            guard !rest.isEmpty else { continue }
            left -= rest.count
            parts.append(
                Part(place: MissingPlace(sequence: sequence, skipped: skipped), ids: rest))
        }
        return MissingRecords(channel: channel, parts: parts)
    }
}
