// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension SentryAPI {
    /// GET /channel/:id/tree: the balances of the last approved state and who signed them.
    func tree(_ request: APIRequest) async throws -> APIReply {
        let view = try await view(request)
        let (state, tree) = try approved(view)
        return APIReply(json: [
            "channelId": .string(view.channel.id.description),
            "stateRoot": .string(state.root.description),
            "balanceRoot": .string(tree.balanceRoot.description),
            "balances": .balances(state.balances.entries),
            "validators": .array(view.channel.validators.map { .string($0.checksummed) }),
            "signatures": view.signatures(of: state),
            "sequence": .integer(state.newState.sequence),
            "eventCount": .integer(state.eventCount),
        ])
    }

    /// GET /channel/:id/proof/:address: all that the account's withdrawal needs.
    func proof(_ request: APIRequest) async throws -> APIReply {
        let account = try address(request)
        let view = try await view(request)
        let (state, tree) = try approved(view)
        guard let amount = state.balances[account], let proof = tree.proof(for: account) else {
            throw APIFault.message(
                404, "\(account.checksummed) has no balance in the last approved state")
        }
        let validators = view.channel.validators
        return APIReply(json: [
            "channelId": .string(view.channel.id.description),
            "address": .string(account.checksummed),
            "amount": .string(amount.decimal),
            "proof": .array(proof.map { .string($0.description) }),
            "balanceRoot": .string(tree.balanceRoot.description),
            "stateRoot": .string(state.root.description),
            "validators": .array(validators.map { .string($0.checksummed) }),
            "signatures": .array(
                validators.indices.map { index in
                    state.stateSignature(of: index).map { .hex($0) } ?? .null
                }),
        ])
    }

    private func approved(
        _ view: ChannelView
    ) throws(APIFault) -> (state: ApprovedState, tree: StateTree) {
        guard let state = view.validator.approved, let tree = trees.tree(of: state) else {
            throw .message(404, "no state of the channel \(view.channel.id) was approved yet")
        }
        return (state, tree)
    }
}
