// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension SentryAPI {
    /// GET /channel/:id/validator-messages[/:address[/:types]]: statements, newest first.
    func validatorMessages(_ request: APIRequest) async throws -> APIReply {
        let author = request.parameters["address"] == nil ? nil : try address(request)
        let kinds = try kinds(request)
        let limit =
            try request.queryNumber("limit", in: 1...UInt64.max)
            .map { Int(clamping: min($0, UInt64(limits.messagesPerPageLimit))) }
            ?? limits.messagesPerPage
        let cursor = try request.queryNumber("after", in: 0...UInt64(Int64.max)).map(Int64.init)
        let view = try await view(request)
        let query = MessageQuery(author: author, kinds: kinds, limit: limit, before: cursor)
        let stored = try await gateway.messages(of: view.channel.id, query: query)
        var messages = stored.map { $0.json(in: view) }
        if cursor == nil, kinds.contains(.heartbeat) {
            messages = view.heartbeats(of: author) + messages
        }
        let next = stored.count < limit ? nil : stored.last?.cursor
        return APIReply(json: [
            "validatorMessages": .array(messages), "cursor": next.map { .integer($0) } ?? .null,
        ])
    }

    private func kinds(_ request: APIRequest) throws(APIFault) -> [StatementKind] {
        guard let text = request.parameters["types"] else { return [] }
        var kinds: [StatementKind] = []
        for name in text.split(separator: "+", omittingEmptySubsequences: false) {
            guard let kind = StatementKind.allCases.first(where: { $0.name == name }) else {
                let names = StatementKind.allCases.map(\.name).joined(separator: ", ")
                throw .badRequest(
                    "\"\(name.excerpt)\" is no type of message; allowed: \(names), joined by +",
                    key: "types", source: "path")
            }
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        return kinds
    }

    /// GET /channel/:id/last-approved: the newest state with a quorum, as AdEx participants read
    /// it.
    func lastApproved(_ request: APIRequest) async throws -> APIReply {
        let hasHeartbeats = try request.queryFlag("withHeartbeat")
        let view = try await view(request)
        var members: [(String, JSONValue)] = []
        if let state = view.validator.approved {
            let approvals = state.approvals.compactMap { $0.map { $0.json(in: view) } }
            members.append(
                (
                    "lastApproved",
                    [
                        "newState": state.proposal.json(in: view),
                        "approveState": approvals.first ?? .null,
                        "approveStates": .array(approvals),
                    ]
                ))
        } else {
            members.append(("lastApproved", .null))
        }
        if hasHeartbeats {
            members.append(("heartbeats", .array(view.heartbeats(of: nil))))
        }
        return APIReply(
            status: view.validator.approved == nil ? 404 : 200,
            json: .object(JSONObject(members: members)))
    }

    /// GET /channel/:id/state/:sequence: an approved state as its leader and followers signed it.
    func state(_ request: APIRequest) async throws -> APIReply {
        let text = request.parameters["sequence"] ?? ""
        guard let sequence = UInt64(text), sequence > 0, String(sequence) == text else {
            throw APIFault.badRequest(
                "\"\(text.excerpt)\" is no sequence; allowed: 1 to \(UInt64.max)",
                key: "sequence", source: "path")
        }
        let view = try await view(request)
        let id = view.channel.id
        guard let found = try await gateway.statements(of: id, sequence: sequence),
            case .newState(let state) = found.proposal.statement
        else {
            throw APIFault.message(
                404, "no state of the channel \(id) was approved under the sequence \(sequence)")
        }
        return APIReply(json: [
            "channelId": .string(id.description), "sequence": .integer(sequence),
            "stateRoot": .string(state.stateRoot.description),
            "eventsRoot": state.eventsRoot.map { .string($0.description) } ?? .null,
            "eventCount": .integer(state.eventCount),
            "newState": found.proposal.signedJSON(in: view),
            "approveStates": .array(found.approvals.map { $0.signedJSON(in: view) }),
        ])
    }

    /// GET /channel/:id/evidence: proof that validators broke rules.
    func evidence(_ request: APIRequest) async throws -> APIReply {
        let view = try await view(request)
        let evidence = view.validator.evidence.map { proof -> JSONValue in
            [
                "rule": .string(proof.rule.rawValue),
                "validator": .string(proof.validator.checksummed),
                "statements": .array(
                    proof.statements.map { $0.signedJSON(in: view) }),
            ]
        }
        return APIReply(json: [
            "channelId": .string(view.channel.id.description), "evidence": .array(evidence),
        ])
    }
}
