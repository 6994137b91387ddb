// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

/// What a peer tells about itself; nothing of it is proven but its identity, which the session
/// knows.
///
/// - Source: libp2p specification, `identify`.
public struct IdentifyInfo: Hashable, Sendable {
    /// How many listen addresses are kept.
    public static let addressLimit = 500
    /// How many protocols are kept.
    public static let protocolLimit = 1024
    private static let addressByteLimit = 1024
    private static let textByteLimit = 512

    /// The protobuf form of its public key, or nil when it does not say.
    public var publicKey: Bytes?
    /// The multiaddrs it listens on, in binary form, not judged.
    public var listenAddresses: [Bytes] = []
    /// The protocols it speaks.
    public var protocols: [String] = []
    /// The multiaddr it sees us at, in binary form, not judged.
    public var observedAddress: Bytes?
    /// The network it belongs to.
    public var protocolVersion = ""
    /// Its software.
    public var agentVersion = ""

    /// Tells nothing yet.
    public init() {}

    /// The protobuf form.
    public func encode() -> Bytes {
        var writer = ProtobufWriter()
        if let publicKey { writer.bytes(1, publicKey) }
        for address in listenAddresses { writer.bytes(2, address) }
        for name in protocols { writer.string(3, name) }
        if let observedAddress { writer.bytes(4, observedAddress) }
        writer.stringIfPresent(5, protocolVersion)
        writer.stringIfPresent(6, agentVersion)
        return writer.bytes
    }

    /// Reads the protobuf form; unknown fields are passed over, entries over a limit as well.
    public static func decode(_ bytes: Bytes) throws(WireError) -> IdentifyInfo {
        var reader = ProtobufReader(bytes)
        var info = IdentifyInfo()
        while let field = try reader.next() {
            switch field.number {
            case 1: info.publicKey = Bytes(try field.bytes("publicKey", limit: textByteLimit * 8))
            case 2:
                let address = try field.bytes("listenAddrs", limit: addressByteLimit)
                guard info.listenAddresses.count < addressLimit else { continue }
                info.listenAddresses.append(Bytes(address))
            case 3:
                let name = try field.string("protocols", limit: textByteLimit)
                guard info.protocols.count < protocolLimit else { continue }
                info.protocols.append(name)
            case 4:
                info.observedAddress = Bytes(
                    try field.bytes("observedAddr", limit: addressByteLimit))
            case 5:
                info.protocolVersion = try field.string("protocolVersion", limit: textByteLimit)
            case 6: info.agentVersion = try field.string("agentVersion", limit: textByteLimit)
            default: continue
            }
        }
        return info
    }
}
