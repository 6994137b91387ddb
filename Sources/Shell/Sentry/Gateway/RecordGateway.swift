// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore
package import Primitives

/// What the node stored of events, as the sentry asks for it.
package protocol RecordGateway: Sendable {
    /// Included events of a channel that are an account's, with proofs, in the order of their
    /// places.
    func includedEvents(of channel: ChannelID, query: EventQuery) async throws -> EventPage

    /// The statements of the approved state that was proposed under a sequence; nil for none.
    func statements(of channel: ChannelID, sequence: UInt64) async throws -> StateStatements?

    /// The sums of the states of a channel that were approved after a time, oldest first.
    func aggregates(
        of channel: ChannelID, after: Timestamp?, limit: Int
    ) async throws -> [EventAggregate]

    /// Events and what they paid, by spans of time; nil when the question is too large.
    func counts(_ query: CountQuery) async throws -> [SpanCount]?
}
