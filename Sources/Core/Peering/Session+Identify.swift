// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Primitives
import Wire
import Yamux

extension Session {
    /// The octets of listen addresses that are told; with the rest the message stays below 4096,
    /// the most that rust-libp2p reads.
    private static let toldAddressByteLimit = 3072

    /// What this node tells about itself.
    func identification() -> Bytes {
        var info = IdentifyInfo()
        info.publicKey = key.publicKey.protobuf
        var byteCount = 0
        for address in listenAddresses {
            byteCount += address.count + 3
            guard byteCount <= Self.toldAddressByteLimit else { break }
            info.listenAddresses.append(address)
        }
        info.protocols = SessionProtocol.all
        info.observedAddress = observedAddress
        info.protocolVersion = "outpace/1"
        info.agentVersion = agent
        return info.encode()
    }

    /// Reads what the peer tells; a key that is not the proven one is a fault.
    mutating func receiveIdentification(
        _ bytes: ArraySlice<UInt8>, _ id: StreamID, at now: Instant
    ) throws(SessionFault) {
        decoders[id]?.append(bytes)
        do throws(WireError) {
            guard let message = try decoders[id]?.next() else { return }
            let info = try IdentifyInfo.decode(message)
            guard info.publicKey == nil || info.publicKey == remote?.protobuf else {
                throw .malformedField("publicKey")
            }
            effects.append(.identified(info))
        } catch {
            return try abandon(id, at: now)
        }
        multiplexer.finish(id)
        decoders[id] = nil
        streams[id] = SessionStream(
            purpose: .closing, deadline: now.advanced(by: limits.negotiationTimeout))
    }
}
