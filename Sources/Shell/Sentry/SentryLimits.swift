// This source file is part of the Outpace project. License: see LICENSE.

package import Access
package import Outpace

/// The bounds of what the API takes and hands out.
package struct SentryLimits: Hashable, Sendable {
    /// The bounds of connections and requests.
    package var http = HTTPLimits()
    /// Events in one request: a request of 1 MiB holds about as many long ones.
    package var eventsPerRequest = 1_000
    /// Channels on one page of the list; AdEx's CHANNELS_FIND_LIMIT.
    package var channelsPerPage = 200
    /// Statements on one page when the client does not say; AdEx's MSGS_FIND_LIMIT.
    package var messagesPerPage = 10
    /// Statements on one page at most: 100 proposals of 60 KiB are 6 MB.
    package var messagesPerPageLimit = 100
    /// Events of a user on one page when the client does not say.
    package var userEventsPerPage = 100
    /// Events of a user on one page at most: some 3 kB each with the proof.
    package var userEventsPerPageLimit = 1_000
    /// Waiting events that are looked at for one page of a user's: some 20 ms.
    package var waitingEventsScanned = 10_000
    /// Aggregates in one answer; AdEx's EVENTS_FIND_LIMIT.
    package var aggregatesPerPage = 100
    /// Values in one answer of analytics when the client does not say, as in AdEx.
    package var analyticsValues = 100
    /// Values in one answer of analytics at most: the hours of a month.
    package var analyticsValuesLimit = 1_000
    /// Trees of states that are remembered.
    package var rememberedTrees = 16
    /// Descriptions of channels that are remembered; as many as a node holds.
    package var rememberedChannels = 4_096
    /// Rate limits in use at once.
    package var rateLimits = RateLimitBounds()
    /// How long one event uses up the limit of a channel whose spec sets none, in milliseconds:
    /// AdEx's IP_RATE_LIMIT for development, near the 15 s that its campaigns set.
    package var standardFrameMillis: UInt64 = 20_000
    /// Refused events after which the rest of a request with `?partial=1` is left for another one:
    /// each costs a turn of the node.
    package var refusalsPerRequest = 32
    /// What may be asked about bids, and the work of an answer.
    package var bidding = BiddingLimits.standard
    /// How long bids are answered without a look at the node: however many ask, and however often
    /// its channels change, it is asked ten times a second.
    package var offersAge = Duration.milliseconds(100)

    /// The defaults.
    package init() {}
}

/// The bounds of connections and requests of an HTTP listener.
package struct HTTPLimits: Hashable, Sendable {
    /// The longest body of a request, in octets.
    package var bodyByteLimit = 1 << 20
    /// The octets of all bodies that are being read or answered: 64 of the longest.
    package var bodiesByteLimit = 64 << 20
    /// The longest header of a request, in octets.
    package var headerByteLimit = 16 << 10
    /// The most header fields of a request.
    package var headerFieldLimit = 64
    /// How long the whole body of a request may take; one that drips is cut off.
    package var bodyDeadline = Duration.seconds(15)
    /// How long a connection may be silent, or a header may take.
    package var idleTimeout = Duration.seconds(15)
    /// Requests that may wait for their answers on one connection.
    package var pipelineLimit = 32
    /// How long a part of an answer may wait for its client to read on.
    package var answerPatience = Duration.seconds(60)
    /// Connections at once; more wait in the system's queue.
    package var connectionLimit = 1_024
    /// Those of them that one client may hold; the proxies of the configuration, and who is on this
    /// machine, may hold any number.
    package var connectionsPerClient: Int { max(1, connectionLimit / 4) }

    /// The defaults.
    package init() {}
}
