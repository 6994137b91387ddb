// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Multistream
import Noise
import Peering
import Primitives

extension FuzzEntry {
    static let multistreamDialer = FuzzEntry("multistream-dialer") {
        [MultistreamMessage.encode("/multistream/1.0.0") + MultistreamMessage.encode("/a")]
    } run: { bytes in
        var dialer = MultistreamDialer(proposals: ["/a", "/b"])
        for chunk in chunks(of: bytes) {
            guard let outcome = try? dialer.receive(chunk) else { return }
            guard case .pending = outcome.verdict else { return }
        }
    }

    static let multistreamListener = FuzzEntry("multistream-listener") {
        [MultistreamMessage.encode("/multistream/1.0.0") + MultistreamMessage.encode("/a")]
    } run: { bytes in
        var listener = MultistreamListener(protocols: ["/a", "/b"])
        for chunk in chunks(of: bytes) {
            guard let outcome = try? listener.receive(chunk) else { return }
            precondition(outcome.output.count <= 1_024 + chunk.count * 8, "amplified")
            guard case .pending = outcome.verdict else { return }
        }
    }

    static let noisePayload = FuzzEntry("noise-payload") {
        [
            HandshakePayload(
                identityKey: sampleKey.publicKey.protobuf, identitySignature: [1, 2, 3],
                multiplexers: ["/yamux/1.0.0"]
            ).encode()
        ]
    } run: { bytes in
        guard let payload = try? HandshakePayload.decode(bytes) else { return }
        precondition(payload.multiplexers.count <= HandshakePayload.multiplexerLimit)
        precondition((try? HandshakePayload.decode(payload.encode())) == payload, "another payload")
    }

    /// The first octet chooses the side; the rest are frames of the peer, cut by their own lengths.
    static let noiseHandshake = FuzzEntry("noise-handshake") {
        var dialer = handshake(isInitiator: true, number: 1)
        let first = (try? dialer.start()) ?? []
        return [[0] + first.dropFirst(2), [1] + Bytes(repeating: 3, count: 96)]
    } run: { bytes in
        guard let side = bytes.first else { return }
        var state = handshake(isInitiator: side & 1 == 1, number: 2)
        _ = try? state.start()
        for chunk in chunks(of: Bytes(bytes.dropFirst())) {
            guard let outcome = try? state.receive(chunk), outcome.completion == nil else { return }
        }
    }

    static let identify = FuzzEntry("identify") {
        var info = IdentifyInfo()
        info.publicKey = sampleKey.publicKey.protobuf
        info.listenAddresses = [[4, 127, 0, 0, 1, 6, 0, 80]]
        info.protocols = ["/ipfs/ping/1.0.0"]
        info.agentVersion = "outpace"
        return [info.encode()]
    } run: { bytes in
        guard let info = try? IdentifyInfo.decode(bytes) else { return }
        precondition(info.listenAddresses.count <= IdentifyInfo.addressLimit)
        precondition(info.protocols.count <= IdentifyInfo.protocolLimit)
        precondition((try? IdentifyInfo.decode(info.encode())) == info, "another info")
    }

    static func handshake(isInitiator: Bool, number: UInt8) -> SecureHandshake {
        SecureHandshake(
            isInitiator: isInitiator, key: sampleKey,
            staticKeys: NoiseKeyPair(
                secret: SecretBytes(copying: Bytes(repeating: number, count: 32))),
            ephemeralKeys: NoiseKeyPair(
                secret: SecretBytes(copying: Bytes(repeating: number + 8, count: 32))),
            multiplexers: ["/yamux/1.0.0"], expected: nil)
    }

    /// Cuts octets where they say: each piece is as long as its first octet, at least one.
    static func chunks(of bytes: Bytes) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let first = rest.first {
            let count = max(1, Int(first))
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}
