// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore
package import Primitives

extension NodeDatabase {
    /// Included events of a channel that are an account's, as user or as publisher, with proofs.
    ///
    /// - Complexity: a look-up for each event, and the hashes of at most `idsPerPageLimit` ids.
    package func includedEvents(
        of channel: ChannelID, query: EventQuery
    ) async throws(StorageError) -> EventPage {
        let limits = limits
        return try await read { database in
            try EventQueries(database, limits: limits).page(of: channel, query: query)
        }
    }

    /// The statements of the approved state that was proposed under a sequence; nil for none.
    package func statements(
        of channel: ChannelID, sequence: UInt64
    ) async throws(StorageError) -> StateStatements? {
        try await read { try Queries($0).statements(of: channel, sequence: sequence) }
    }

    /// Records of included events with these ids, as far as they are here.
    package func records(
        of channel: ChannelID, ids: [EventID]
    ) async throws(StorageError) -> [Bytes] {
        try await read { try Queries($0).records(of: channel, ids: ids) }
    }

    /// Included events whose records are not here, the first from a place on.
    ///
    /// - Complexity: reads what is missing of the states from that place on, until that is enough.
    package func missingRecords(
        of channel: ChannelID, from place: MissingPlace, limit: Int
    ) async throws(StorageError) -> MissingRecords {
        try await read {
            try MissingRecordTable($0).read(of: channel, from: place, limit: limit)
        }
    }

    /// The sums of the states of a channel that were approved after a time, oldest first.
    package func aggregates(
        of channel: ChannelID, after: Timestamp?, limit: Int
    ) async throws(StorageError) -> [EventAggregate] {
        let limits = limits
        return try await read { database in
            try CountQueries(database, limits: limits)
                .aggregates(of: channel, after: after, limit: limit)
        }
    }

    /// Events and what they paid, by spans of time; nil when the question is too large.
    package func counts(_ query: CountQuery) async throws(StorageError) -> [SpanCount]? {
        let limits = limits
        return try await read { database in
            try CountQueries(database, limits: limits).counts(query)
        }
    }
}
