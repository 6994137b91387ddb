// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// Schemas that several routes use.
enum SharedSchema: String, CaseIterable, Sendable {
    /// An address as we write it, with its checksum.
    case address = "Address"
    /// An address as it may be sent.
    case anyAddress = "AnyAddress"
    /// A channel's id as we write it.
    case channelID = "ChannelId"
    /// A channel's id as it may be sent.
    case anyChannelID = "AnyChannelId"
    /// A hash with a prefix.
    case hash = "Hash"
    /// A hash without a prefix.
    case bareHash = "BareHash"
    /// Octets.
    case octets = "Octets"
    /// r, s and v.
    case signature = "Signature"
    /// An amount as we write it.
    case amount = "Amount"
    /// An amount as it may be sent.
    case anyAmount = "AnyAmount"
    /// A number of things.
    case count = "Count"
    /// A time as we write it.
    case time = "Time"
    /// Amounts by address.
    case balances = "Balances"
    /// Signatures by validator.
    case signatures = "Signatures"
    /// The description of a channel as it is posted.
    case channel = "Channel"
    /// The description of a channel that the node holds.
    case heldChannel = "HeldChannel"
    /// What a channel's id commits to.
    case channelSpec = "ChannelSpec"
    /// Who may submit events.
    case eventSubmission = "EventSubmission"
    /// A statement of a validator.
    case statement = "Statement"
    /// A statement of a validator, with the octets that it signed.
    case signedStatement = "SignedStatement"
    /// An event that is submitted.
    case submittedEvent = "SubmittedEvent"
    /// What happened to an ad, as a channel's status and proofs show it.
    case userEvent = "UserEvent"
    /// The sums of one state.
    case aggregate = "EventAggregate"
    /// What a channel pays.
    case bid = "Bid"
    /// Values of analytics.
    case analytics = "Analytics"
    /// A refusal in one sentence.
    case message = "Message"
    /// A refusal that names what is wrong.
    case badRequest = "BadRequest"
    /// Which events were taken before one was refused.
    case eventsRefused = "EventsRefused"
    /// What became of each event.
    case eventResults = "EventResults"

    /// Where the document has it.
    var reference: String { "#/components/schemas/\(rawValue)" }

    /// What it says.
    var schema: JSONSchema {
        switch self {
        case .address: .text("^0x[0-9a-fA-F]{40}$").described("An Ethereum address.")
        case .anyAddress:
            .text("^(0[xX])?[0-9a-fA-F]{40}$").described("An Ethereum address, in any case.")
        case .channelID, .hash: .text("^0x[0-9a-f]{64}$")
        case .anyChannelID:
            .text("^(0[xX])?[0-9a-fA-F]{64}$").described("64 hexadecimal digits, in any case.")
        case .bareHash: .text("^[0-9a-f]{64}$")
        case .octets: .text("^0x([0-9a-f]{2})*$")
        case .signature: .text("^0x[0-9a-f]{130}$").described("r, s and v.")
        case .amount:
            .text("^(0|[1-9][0-9]{0,77})$").described("In the token's smallest unit.")
        case .anyAmount:
            .text("^0*[0-9]{1,78}$")
                .described("In the token's smallest unit; below 2^256.")
        case .count: .integer(0...UInt64.max)
        case .time:
            .text("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$")
        case .balances: .map(.shared(.address), to: .shared(.amount))
        case .signatures: .map(.shared(.address), to: .shared(.signature))
        case .channel: Self.channelSchema
        case .heldChannel: Self.heldChannelSchema
        case .channelSpec: Self.specSchema
        case .eventSubmission: Self.eventSubmissionSchema
        case .statement: Self.statementSchema
        case .signedStatement: Self.signedStatementSchema
        case .submittedEvent: Self.submittedEventSchema(namesChannel: true)
        case .userEvent: Self.userEventSchema
        case .aggregate: Self.aggregateSchema
        case .bid: Self.bidSchema
        case .analytics: Self.analyticsSchema
        case .message: Self.messageSchema
        case .badRequest: Self.badRequestSchema
        case .eventsRefused: Self.eventsRefusedSchema
        case .eventResults: Self.eventResultsSchema
        }
    }
}
