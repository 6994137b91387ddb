// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The side of a negotiation that answers.
public struct MultistreamListener: Sendable {
    /// How many proposals are considered; a peer that offers more is not serious.
    public static let proposalLimit = 100

    private let protocols: [String]
    private var proposalCount = 0
    private var hasHeader = false
    private var reader = MultistreamReader()

    /// Answers for these protocols; their order does not matter, the peer's does.
    public init(protocols: [String]) { self.protocols = protocols }

    /// The octets to send first, without waiting for the peer.
    public func start() -> Bytes { MultistreamMessage.encode(MultistreamMessage.header) }

    /// Reads octets of the peer; not to be called after a verdict other than pending.
    ///
    /// What follows a refused proposal may belong to it, when the peer did not wait for the answer:
    /// octets that are no proposal then mean `refused`, and are no fault.
    public mutating func receive(
        _ bytes: ArraySlice<UInt8>
    ) throws(MultistreamFault) -> NegotiationOutcome {
        reader.append(bytes)
        var output: Bytes = []
        while true {
            let next: Bytes?
            do throws(MultistreamFault) {
                next = try reader.next()
            } catch {
                guard proposalCount > 0 else { throw error }
                return NegotiationOutcome(output: output, verdict: .refused)
            }
            guard let message = next else {
                return NegotiationOutcome(output: output, verdict: .pending)
            }
            if let name = try judge(message, answeringInto: &output) {
                let verdict = NegotiationOutcome.Verdict.agreed(name, remainder: reader.remainder)
                return NegotiationOutcome(output: output, verdict: verdict)
            }
        }
    }

    /// Answers one message.
    ///
    /// - Returns: the protocol that both speak, if the message proposed one.
    private mutating func judge(
        _ message: Bytes, answeringInto output: inout Bytes
    ) throws(MultistreamFault) -> String? {
        guard hasHeader else {
            guard message == Bytes(MultistreamMessage.header.utf8) else { throw .missingHeader }
            hasHeader = true
            return nil
        }
        proposalCount += 1
        guard proposalCount <= Self.proposalLimit else { throw .tooManyProposals }
        let name = protocols.first { name in message == Bytes(name.utf8) }
        output += MultistreamMessage.encode(name ?? MultistreamMessage.refusal)
        return name
    }
}
