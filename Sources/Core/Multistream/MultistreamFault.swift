// This source file is part of the Outpace project. License: see LICENSE.

public import Wire

/// What a peer did against the rules of a negotiation.
public enum MultistreamFault: Error, Hashable, Sendable {
    /// A message is over its bound or its length is not a varint.
    case malformed(WireError)
    /// A message does not end in a newline.
    case missingNewline
    /// The first message is not the protocol's own name.
    case missingHeader
    /// The answer is neither the proposal nor a refusal.
    case unexpectedAnswer
    /// More proposals than are considered.
    case tooManyProposals
}
