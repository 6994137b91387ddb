// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import Primitives
import Testing

@testable import Transport

struct RemoteAddressTests {
    @Test(arguments: [
        ("127.0.0.1", Bytes([127, 0, 0, 1]), 4), ("::ffff:10.1.2.3", [10, 1, 2, 3], 4),
        ("2001:db8::7", [0x20, 1, 0x0d, 0xb8] + Bytes(repeating: 0, count: 11) + [7], 8),
    ])
    func `an address has the octets of its family and counts by what its holder cannot choose`(
        text: String, bytes: Bytes, networkByteCount: Int
    ) throws {
        let address = RemoteAddress(try SocketAddress(ipAddress: text, port: 80))
        #expect(address.bytes == bytes)
        #expect(address.network == Bytes(bytes.prefix(networkByteCount)))
    }

    @Test func `a socket without an address counts like all others without one`() throws {
        #expect(RemoteAddress(nil).bytes == nil)
        let local = RemoteAddress(try SocketAddress(unixDomainSocketPath: "/run/none"))
        #expect(local.bytes == nil && local.network.isEmpty)
    }
}
