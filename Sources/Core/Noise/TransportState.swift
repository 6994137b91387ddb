// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The two directions of a secured session.
public struct TransportState: Sendable {
    private var sending: CipherState
    private var receiving: CipherState

    /// Takes the keys of both directions.
    public init(sending: CipherState, receiving: CipherState) {
        self.sending = sending
        self.receiving = receiving
    }

    /// Encrypts any number of octets into as few frames as they need.
    ///
    /// - Throws: `nonceExhausted`; the session must end then.
    public mutating func seal(
        _ plaintext: ArraySlice<UInt8>, appendingTo output: inout Bytes
    ) throws(NoiseFault) {
        var rest = plaintext
        while !rest.isEmpty {
            let part = rest.prefix(NoiseFraming.plaintextByteLimit)
            rest = rest.dropFirst(part.count)
            NoiseFraming.appendLength(
                part.count + NoiseFraming.tagByteCount, to: &output)
            try sending.seal(part, authenticating: [], appendingTo: &output)
        }
    }

    /// Decrypts the content of one frame.
    public mutating func open(_ frame: ArraySlice<UInt8>) throws(NoiseFault) -> Bytes {
        try receiving.open(frame, authenticating: [])
    }
}
