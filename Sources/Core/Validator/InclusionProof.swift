// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Outpace
public import Primitives
public import ValidatorMessages

/// What shows a stranger that a quorum of a channel's validators signed a state with an event in it.
///
/// The leader's proposal carries the root over the state's events; the followers' approvals name the
/// lineage, which commits to that root.
///
/// - Source: `docs/PROTOCOL.md`, sections 3 and 7.
public struct InclusionProof: Sendable {
    /// The event's record; its hash is the leaf.
    public let record: EventRecord
    /// The siblings from the leaf to the root over the state's events.
    public let siblings: [Digest]
    /// The leader's proposal of the state.
    public let proposal: SignedStatement
    /// The followers' approvals.
    public let approvals: [SignedStatement]

    /// The longest path that is followed: of a state with 2^32 events.
    public static let siblingsLimit = 32

    /// Puts a proof together; nothing is checked yet.
    public init(
        record: EventRecord, siblings: [Digest], proposal: SignedStatement,
        approvals: [SignedStatement]
    ) {
        self.record = record
        self.siblings = siblings
        self.proposal = proposal
        self.approvals = approvals
    }

    /// Checks the proof against a channel.
    ///
    /// - Returns: the validators that signed the state, the leader first, in the channel's order.
    /// - Throws: `InclusionFault`, the first thing that does not hold.
    public func signers(
        in channel: PaymentChannel
    ) throws(InclusionFault) -> [Address] {
        guard record.content.channel == channel.id else {
            throw .foreignEvent(record.content.channel)
        }
        guard case .newState(let state) = proposal.statement, state.channel == channel.id else {
            throw .noProposal
        }
        guard proposal.authorAddress == channel.leader else {
            throw .notLeader(proposal.authorAddress)
        }
        try check(state.stateSignature, of: state.stateRoot, by: channel.leader)
        guard siblings.count <= Self.siblingsLimit, let root = state.eventsRoot,
            MerkleTree.verify(leaf: record.id.digest, proof: siblings, root: root)
        else { throw .notIncluded }
        var signed: Set<Address> = [channel.leader]
        for approval in approvals {
            let author = approval.authorAddress
            guard let index = channel.index(of: author), index > 0 else { throw .stranger(author) }
            guard case .approveState(let said) = approval.statement, said.approves(state) else {
                throw .foreignApproval(author)
            }
            try check(said.stateSignature, of: state.stateRoot, by: author)
            signed.insert(author)
        }
        let validators = channel.validators
        guard Quorum.isReached(signatures: signed.count, validators: validators.count) else {
            throw .noQuorum(signatures: signed.count, validators: validators.count)
        }
        return validators.filter { signed.contains($0) }
    }

    private func check(
        _ signature: Bytes, of root: Digest, by signer: Address
    ) throws(InclusionFault) {
        guard PersonalMessage.isSigned(root, with: signature, by: signer) else {
            throw .badSignature(signer)
        }
    }
}

/// Why a proof does not show that an event is included.
public enum InclusionFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The event is of this other channel.
    case foreignEvent(ChannelID)
    /// The leader's statement is no proposal of a state of the channel.
    case noProposal
    /// This author, who is not the leader, made the proposal.
    case notLeader(Address)
    /// The path does not lead from the event to the root that the proposal names.
    case notIncluded
    /// This author of an approval is no follower of the channel.
    case stranger(Address)
    /// This validator's statement is no approval of the proposed state.
    case foreignApproval(Address)
    /// The signature of the state root is not this validator's.
    case badSignature(Address)
    /// Too few signed.
    case noQuorum(signatures: Int, validators: Int)

    /// What is wrong with the proof, for people.
    public var description: String {
        switch self {
        case .foreignEvent(let id): "the event is of the channel \(id)"
        case .noProposal: "\"newState\" proposes no state of the channel"
        case .notLeader(let author):
            "the state was proposed by \(author.checksummed), who does not lead the channel"
        case .notIncluded:
            "the path does not lead from the event to the proposed state's events root"
        case .stranger(let author): "\(author.checksummed) is no follower of the channel"
        case .foreignApproval(let author):
            "what \(author.checksummed) signed is no approval of the proposed state"
        case .badSignature(let author):
            "the signature of the state root is not \(author.checksummed)'s"
        case .noQuorum(let signatures, let validators):
            "\(signatures) of \(validators) validators signed; at least "
                + "\(Quorum.minimum(validators: validators)) are needed"
        }
    }
}
