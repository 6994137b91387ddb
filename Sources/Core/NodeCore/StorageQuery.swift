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

/// Included events of one state that lack their records.
package struct MissingRecords: Hashable, Sendable {
    /// The channel.
    package let channel: ChannelID
    /// Where the ids begin.
    package let place: MissingPlace
    /// The ids, in key order; empty when there are none from the place that was asked for on.
    package let ids: [EventID]

    /// Answers a query.
    package init(channel: ChannelID, place: MissingPlace, ids: [EventID]) {
        self.channel = channel
        self.place = place
        self.ids = ids
    }
}
