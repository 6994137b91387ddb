// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What a node wants read from its storage; the answer comes back as `NodeInput.loaded`.
public enum StorageQuery: Hashable, Sendable {
    /// Approved states of a channel that follow a sequence, oldest first, for a peer.
    case states(ChannelID, after: UInt64, peer: PeerID)
    /// The records of included events with these ids, for a peer.
    case records(ChannelID, [EventID], peer: PeerID)
    /// Ids of included events of which there is no record, from a place on.
    case missing(ChannelID, from: MissingPlace, limit: Int)
}

/// What storage read.
public enum StorageAnswer: Hashable, Sendable {
    /// Answers `states`.
    case states(LoadedStates)
    /// Answers `records`.
    case records(LoadedRecords)
    /// Answers `missing`.
    case missing(MissingRecords)
}

/// Approved states that storage read for a peer, oldest first.
public struct LoadedStates: Hashable, Sendable {
    /// The channel.
    public let channel: ChannelID
    /// Who lacks them.
    public let peer: PeerID
    /// Bundles in their encoded form.
    public let bundles: [Bytes]

    /// Answers a query.
    public init(channel: ChannelID, peer: PeerID, bundles: [Bytes]) {
        self.channel = channel
        self.peer = peer
        self.bundles = bundles
    }
}

/// Records that storage read for a peer.
public struct LoadedRecords: Hashable, Sendable {
    /// The channel.
    public let channel: ChannelID
    /// Who lacks them.
    public let peer: PeerID
    /// Those that storage has, as they were received.
    public let records: [Bytes]

    /// Answers a query.
    public init(channel: ChannelID, peer: PeerID, records: [Bytes]) {
        self.channel = channel
        self.peer = peer
        self.records = records
    }
}

/// A place among the included events of a channel that lack their records.
public struct MissingPlace: Hashable, Sendable {
    /// Before all of them.
    public static let first = MissingPlace(sequence: 0, skipped: 0)

    /// The sequence of the state that includes them.
    public let sequence: UInt64
    /// How many of that state's, in key order, to pass over.
    public let skipped: Int

    /// Names a place.
    public init(sequence: UInt64, skipped: Int) {
        self.sequence = sequence
        self.skipped = skipped
    }
}

/// Included events that lack their records.
public struct MissingRecords: Hashable, Sendable {
    /// Those of one state.
    public struct Part: Hashable, Sendable {
        /// Where the ids begin.
        public let place: MissingPlace
        /// The ids, in key order; some.
        public let ids: [EventID]

        /// Puts a part together.
        public init(place: MissingPlace, ids: [EventID]) {
            self.place = place
            self.ids = ids
        }
    }

    /// The channel.
    public let channel: ChannelID
    /// The parts, in the order of their states; none when nothing is missing from the place that was
    /// asked for on.
    public let parts: [Part]

    /// Answers a query.
    public init(channel: ChannelID, parts: [Part]) {
        self.channel = channel
        self.parts = parts
    }

    /// All ids.
    public var ids: [EventID] { parts.flatMap(\.ids) }

    /// Gathers the first ids of states, until there are `limit`.
    ///
    /// - Parameter next: what the next state lacks, from the one of `first` on; nil after the last.
    public static func gathered(
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
