// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Mempool
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension SentryAPI {
    /// GET /channel/:id/status: how the channel is doing, as this node sees it.
    func status(_ request: APIRequest) async throws -> APIReply {
        let view = try await view(request)
        // A chain that cannot be asked now is no reason to say nothing of the rest.
        let held = try? await gateway.remaining(of: view.channel.id)
        return APIReply(json: [
            "channel": view.channelJSON(at: now()),
            "status": .string(view.status.rawValue),
            "bidding": [
                "active": .bool(view.verdict.isActive),
                "reasons": .array(view.verdict.reasons.map { .string($0.rawValue) }),
            ],
            "health": view.healthJSON,
            "online": view.byValidator { index in .bool(view.online.contains(index)) },
            "lastApproved": view.validator.approved.map { state in
                [
                    "stateRoot": .string(state.root.description),
                    "sequence": .integer(state.newState.sequence),
                    "eventCount": .integer(state.eventCount),
                    "balancesTotal": .string((state.balances.total ?? .max).decimal),
                    "signatures": view.signatures(of: state),
                ]
            } ?? .null,
            "remaining": [
                "deposit": .string(view.undistributed.decimal),
                "onChain": held.map { .string($0.decimal) } ?? .null,
            ],
            "mempool": [
                "events": .integer(view.validator.pool.count),
                "bytes": .integer(view.validator.pool.byteCount),
            ],
            "chain": .string(view.chain.rawValue),
        ])
    }
}

extension ChannelView {
    /// An object with a member for each validator that `value` has something about.
    func byValidator(_ value: (Int) -> JSONValue?) -> JSONValue {
        let members = channel.validators.enumerated().compactMap { index, address in
            value(index).map { (address.checksummed, $0) }
        }
        return .object(JSONObject(members: members))
    }

    /// The signatures under a state, by validator.
    func signatures(of state: ApprovedState) -> JSONValue {
        byValidator { state.stateSignature(of: $0).map { .hex($0) } }
    }

    /// The description with what has become of it: AdEx's `exhausted`, and the rules in force.
    func channelJSON(at now: Timestamp) -> JSONValue {
        channel.publicJSON(
            isExhausted: validator.isExhausted, rulesText: validator.prices.rulesText(at: now))
    }

    fileprivate var healthJSON: JSONValue {
        let reported = byValidator { index in
            if index == validator.ownIndex { return .integer(validator.ownHealth) }
            return validator.approved?.approval(of: index).map { .integer($0.healthPromilles) }
        }
        return ["ours": .integer(validator.ownHealth), "byValidator": reported]
    }

    /// What the approved balances leave of the deposit.
    fileprivate var undistributed: Amount {
        channel.deposit.subtracting(validator.approved?.balances.total ?? .zero) ?? .zero
    }
}

extension ApprovedState {
    /// The approval of the follower at this index.
    func approval(of index: Int) -> ApproveState? {
        guard approvals.indices.contains(index),
            case .approveState(let approval)? = approvals[index]?.statement
        else { return nil }
        return approval
    }

    /// The 65 octets that the validator at this index signed the state root with.
    func stateSignature(of index: Int) -> Bytes? {
        index == 0 ? newState.stateSignature : approval(of: index)?.stateSignature
    }
}

extension JSONValue {
    /// Octets as `0x` and hexadecimal digits.
    static func hex(_ bytes: Bytes) -> JSONValue { .string("0x" + Hex.encode(bytes)) }

    /// A digest as 64 hexadecimal digits without a prefix, as AdEx messages have it.
    static func bare(_ digest: Digest) -> JSONValue { .string(digest.hex) }

    /// A point in time as text.
    static func time(_ timestamp: Timestamp) -> JSONValue { .string(ISO8601.text(timestamp)) }

    /// Amounts by account.
    static func balances(_ entries: [Balances.Entry]) -> JSONValue {
        .object(
            JSONObject(
                members: entries.map {
                    ($0.account.checksummed, .string($0.amount.decimal))
                }))
    }
}
