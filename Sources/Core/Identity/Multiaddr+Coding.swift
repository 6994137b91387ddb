// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
import Wire

extension Multiaddr {
    /// Reads the binary form.
    ///
    /// - Throws: `addressTooLong`, `unknownProtocol` or `malformedAddress`.
    public init(bytes: ArraySlice<UInt8>) throws(IdentityError) {
        guard bytes.count <= Self.byteLimit else { throw Self.tooLong }
        var reader = ByteReader(bytes)
        var components: [Component] = []
        while !reader.isAtEnd { components.append(try Self.component(&reader)) }
        try self.init(components: components)
    }

    /// The binary form.
    public var bytes: Bytes {
        var bytes: Bytes = []
        for component in components {
            Varint.append(component.code, to: &bytes)
            switch component {
            case .ip4(let value), .ip6(let value): bytes.append(contentsOf: value)
            case .tcp(let port):
                bytes.append(UInt8(port >> 8))
                bytes.append(UInt8(truncatingIfNeeded: port))
            case .dns(let name), .dns4(let name), .dns6(let name), .dnsaddr(let name):
                bytes.append(contentsOf: FrameDecoder.frame(Bytes(name.utf8)))
            case .p2p(let peer): bytes.append(contentsOf: FrameDecoder.frame(peer.bytes))
            }
        }
        return bytes
    }

    private static func component(_ reader: inout ByteReader) throws(IdentityError) -> Component {
        let code: UInt64
        do throws(WireError) {
            code = try reader.readVarint()
            if let component = try value(code: code, &reader) { return component }
        } catch {
            throw IdentityError(.malformedAddress, "the address cannot be read: \(error)")
        }
        throw IdentityError(.unknownProtocol, "protocol \(code) is not read; \(allowed)")
    }

    /// The component of a protocol we know, nil for any other.
    private static func value(
        code: UInt64, _ reader: inout ByteReader
    ) throws(WireError) -> Component? {
        switch code {
        case 4: return .ip4(Bytes(try reader.read(4)))
        case 41: return .ip6(Bytes(try reader.read(16)))
        case 6: return .tcp(try reader.readInteger(UInt16.self))
        case 53: return .dns(try name(&reader))
        case 54: return .dns4(try name(&reader))
        case 55: return .dns6(try name(&reader))
        case 56: return .dnsaddr(try name(&reader))
        case 421:
            let bytes = try reader.readLengthPrefixed(limit: PeerID.byteLimit, field: "p2p")
            guard let peer = PeerID(bytes: bytes) else { throw WireError.malformedField("p2p") }
            return .p2p(peer)
        default: return nil
        }
    }

    private static func name(_ reader: inout ByteReader) throws(WireError) -> String {
        let bytes = try reader.readLengthPrefixed(limit: Component.nameLimit, field: "DNS name")
        return String(decoding: bytes, as: UTF8.self)
    }

    static let allowed = "ip4, ip6, dns, dns4, dns6, dnsaddr, tcp and p2p are"
}
