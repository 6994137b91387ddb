// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The side of a negotiation that proposes.
///
/// The header and the first proposal go out together, which saves a round trip with every peer and
/// is what go-libp2p does as well.
public struct MultistreamDialer: Sendable {
    private let proposals: [String]
    private var index = 0
    private var hasHeader = false
    private var reader = MultistreamReader()

    /// Proposes protocols in this order; an empty list is a bug of the caller.
    public init(proposals: [String]) {
        precondition(!proposals.isEmpty, "nothing to propose")
        self.proposals = proposals
    }

    /// The octets to send first.
    public func start() -> Bytes {
        MultistreamMessage.encode(MultistreamMessage.header)
            + MultistreamMessage.encode(proposals[0])
    }

    /// Reads octets of the peer; not to be called after a verdict other than pending.
    public mutating func receive(
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
            } else if message == Bytes(proposals[index].utf8) {
                let verdict = NegotiationOutcome.Verdict.agreed(
                    proposals[index], remainder: reader.remainder)
                return NegotiationOutcome(output: output, verdict: verdict)
            } else {
                guard message == Bytes(MultistreamMessage.refusal.utf8) else {
                    throw .unexpectedAnswer
                }
                index += 1
                guard index < proposals.count else {
                    return NegotiationOutcome(output: output, verdict: .refused)
                }
                output += MultistreamMessage.encode(proposals[index])
            }
        }
        return NegotiationOutcome(output: output, verdict: .pending)
    }
}
