// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import JSON
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension StoredMessage {
    /// The statement in AdEx's wrapper, with when it arrived.
    func json(in view: ChannelView) -> JSONValue {
        statement.json(in: view, receivedAt: receivedAt)
    }
}

extension SignedStatement {
    /// The statement in AdEx's wrapper.
    ///
    /// - Parameter receivedAt: when it arrived; without one, when its number says it was made.
    func json(in view: ChannelView, receivedAt: Timestamp? = nil) -> JSONValue {
        let made = Timestamp(milliseconds: sequenceNumber / 1_000_000)
        return [
            "from": .string(authorAddress.checksummed),
            "received": .time(receivedAt ?? made),
            "msg": .object(JSONObject(members: members(view))),
        ]
    }

    /// The statement, and the octets that its author signed, for those who take nobody's word.
    func signedJSON(in view: ChannelView) -> JSONValue {
        [
            "message": json(in: view), "topic": .string(topic),
            "sequenceNumber": .string(String(sequenceNumber)), "signed": .hex(message.raw),
        ]
    }

    private func members(_ view: ChannelView) -> [(String, JSONValue)] {
        [("type", .string(statement.kind.name))] + fields(view)
    }

    private func fields(_ view: ChannelView) -> [(String, JSONValue)] {
        switch statement {
        case .newState(let body): body.fields(approved: view.validator.approved)
        case .approveState(let body): body.fields
        case .rejectState(let body): body.fields
        case .heartbeat(let body): body.fields(channel: view.channel.id)
        case .reportObservedEvents(let body): body.fields
        case .setImpressionPrice(let body): body.fields
        }
    }
}

extension ChannelView {
    /// The newest heartbeats that AdEx participants understand, the leader's first.
    func heartbeats(of author: Address?) -> [JSONValue] {
        adexHeartbeats.compactMap { heartbeat in
            guard let heartbeat, author ?? heartbeat.authorAddress == heartbeat.authorAddress
            else { return nil }
            return heartbeat.json(in: self)
        }
    }
}

extension NewState {
    /// AdEx's members and ours. All balances are known for the approved state alone; a proposal
    /// names those that change.
    fileprivate func fields(approved: ApprovedState?) -> [(String, JSONValue)] {
        var fields: [(String, JSONValue)] = [
            ("stateRoot", .bare(stateRoot)),
            ("signature", .hex(stateSignature)),
            ("exhausted", .bool(exhausted)),
            ("sequence", .integer(sequence)),
            ("parent", parent.map { .bare($0) } ?? .null),
            ("eventCount", .integer(eventCount)),
            ("eventsRoot", eventsRoot.map { .bare($0) } ?? .null),
        ]
        if let approved, approved.root == stateRoot {
            fields.append(("balances", .balances(approved.balances.entries)))
        }
        if let balances { fields.append(("balanceChanges", .balances(balances))) }
        return fields
    }
}

extension ApproveState {
    fileprivate var fields: [(String, JSONValue)] {
        [
            ("stateRoot", .bare(stateRoot)),
            ("signature", .hex(stateSignature)),
            ("isHealthy", .bool(isHealthy)),
            ("exhausted", .bool(exhausted)),
            ("healthPromilles", .integer(healthPromilles)),
        ]
    }
}

extension RejectState {
    fileprivate var fields: [(String, JSONValue)] {
        [
            ("stateRoot", .bare(stateRoot)),
            ("reason", .string(reason.name)),
            ("sequence", .integer(sequence)),
            ("accounts", .array(accounts.map { .string($0.checksummed) })),
            ("eventIds", .array(eventIDs.map { .string($0.description) })),
        ]
    }
}

extension Heartbeat {
    fileprivate func fields(channel: ChannelID) -> [(String, JSONValue)] {
        let root = HeartbeatRoot.stateRoot(channel: channel, timestamp: timestamp)
        var fields: [(String, JSONValue)] = [
            ("timestamp", .time(timestamp)), ("stateRoot", .bare(root)),
        ]
        if let signature = entries.first(where: { $0.channel == channel })?.adexSignature {
            fields.append(("signature", .hex(signature)))
        }
        return fields
    }
}

extension ReportObservedEvents {
    fileprivate var fields: [(String, JSONValue)] {
        [
            ("observed", .array(observed.map { .string($0.description) })),
            ("missing", .array(missing.map { .string($0.description) })),
            ("isCampaignUnhealthy", .bool(isCampaignUnhealthy)),
            ("needMissedEvents", .bool(needMissedEvents)),
        ]
    }
}

extension SetImpressionPrice {
    fileprivate var fields: [(String, JSONValue)] {
        [
            ("price", .string(price.decimal)),
            ("perPublisher", .balances(perPublisher)),
            ("sequence", .integer(sequence)),
            ("effectiveFrom", .time(effectiveFrom)),
        ] + rules
    }

    /// The rules it brings, if any, and if they are rules.
    private var rules: [(String, JSONValue)] {
        guard let targetingRules,
            let rules = try? JSONParser.parse(targetingRules, limits: .standard), rules.array != nil
        else { return [] }
        return [("targetingRules", rules)]
    }
}
