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
        info.protocols = SessionProtocol.inbound(
            isDialer: false, servesPerf: limits.servesPerf)
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
            if !info.protocols.isEmpty {
                readsPushes = info.protocols.contains(SessionProtocol.identifyPush)
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

    /// This node listens elsewhere now; the peer is told as soon as it may be.
    mutating func announce(_ addresses: [Bytes], at now: Instant) {
        guard addresses != listenAddresses else { return }
        listenAddresses = addresses
        // Before streams are open the peer has not asked, so it will hear the new ones.
        isPushDue = isMultiplexed
        pushIfDue(at: now)
    }

    /// When the peer is to be told what changed, or nil when nothing did or it does not read it.
    var pushDeadline: Instant? { isPushDue && readsPushes ? nextPushAt : nil }

    /// Tells the peer what changed, on a stream of its own that carries everything in one go.
    mutating func pushIfDue(at now: Instant) {
        guard let due = pushDeadline, now >= due, drainDeadline == nil else { return }
        nextPushAt = now.advanced(by: limits.pushInterval)
        guard let id = openStream(.push, timeout: limits.negotiationTimeout, at: now) else {
            return
        }
        isPushDue = false
        multiplexer.write(FrameDecoder.frame(identification()), to: id)
        multiplexer.finish(id)
    }

    /// Counts a push of the peer; false when it pushes more often than is read.
    mutating func mayPush(at now: Instant) -> Bool {
        pushCredit.take(limit: limits.inboundPushLimit, interval: limits.pushInterval, at: now)
    }
}
