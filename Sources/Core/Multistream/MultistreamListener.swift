// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// The side of a negotiation that answers.
package struct MultistreamListener: Sendable {
    /// How many proposals are considered; a peer that offers more is not serious.
    package static let proposalLimit = 100

    private let protocols: [String]
    private var proposalCount = 0
    private var hasHeader = false
    private var reader = MultistreamReader()

    /// Answers for these protocols; their order does not matter, the peer's does.
    package init(protocols: [String]) { self.protocols = protocols }

    /// The octets to send first, without waiting for the peer.
    package func start() -> Bytes { MultistreamMessage.encode(MultistreamMessage.header) }

    /// Reads octets of the peer; not to be called after a verdict other than pending.
    package mutating func receive(
        _ bytes: ArraySlice<UInt8>
    ) throws(MultistreamFault) -> NegotiationOutcome {
        reader.append(bytes)
        var output: Bytes = []
        while let message = try reader.next() {
            if !hasHeader {
                guard message == Bytes(MultistreamMessage.header.utf8) else {
                    throw .missingHeader
                }
                hasHeader = true
                continue
            }
            proposalCount += 1
            guard proposalCount <= Self.proposalLimit else { throw .tooManyProposals }
            guard let name = protocols.first(where: { name in message == Bytes(name.utf8) }) else {
                output += MultistreamMessage.encode(MultistreamMessage.refusal)
                continue
            }
            output += MultistreamMessage.encode(name)
            let verdict = NegotiationOutcome.Verdict.agreed(name, remainder: reader.remainder)
            return NegotiationOutcome(output: output, verdict: verdict)
        }
        return NegotiationOutcome(output: output, verdict: .pending)
    }
}
