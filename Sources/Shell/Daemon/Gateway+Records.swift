// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import Storage

extension Gateway {
    func includedEvents(of channel: ChannelID, query: EventQuery) async throws -> EventPage {
        try await database.includedEvents(of: channel, query: query)
    }

    func statements(of channel: ChannelID, sequence: UInt64) async throws -> StateStatements? {
        try await database.statements(of: channel, sequence: sequence)
    }

    func aggregates(
        of channel: ChannelID, after: Timestamp?, limit: Int
    ) async throws -> [EventAggregate] {
        try await database.aggregates(of: channel, after: after, limit: limit)
    }

    func counts(_ query: CountQuery) async throws -> [SpanCount]? {
        try await database.counts(query)
    }
}
