// This source file is part of the Outpace project. License: see LICENSE.

import Access
import NIOCore
import NIOEmbedded
import Testing

@testable import Sentry

/// Clients that open connection after connection.
@Suite struct CrowdedClientTests {
    private let proxy = ClientAddress("192.0.2.9")

    private func census() throws -> ClientCensus {
        ClientCensus(limit: 2, proxies: [try #require(proxy)])
    }

    private func connect(_ address: String, _ census: ClientCensus) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: CrowdedClientHandler(census: census))
        _ = try? channel.connect(to: SocketAddress(ipAddress: address, port: 1)).wait()
        return channel
    }

    @Test func `a client that holds too many connections gets no more`() throws {
        let census = try census()
        let first = try connect("192.0.2.1", census)
        let second = try connect("192.0.2.1", census)
        #expect(first.isActive && second.isActive)
        #expect(try !connect("192.0.2.1", census).isActive)
        #expect(try connect("192.0.2.2", census).isActive)
        try first.close().wait()
        #expect(try connect("192.0.2.1", census).isActive)
    }

    @Test func `a client with many addresses of one network is one client`() throws {
        let census = try census()
        for host in 1...2 { #expect(try connect("2001:db8::\(host)", census).isActive) }
        #expect(try !connect("2001:db8::3", census).isActive)
        #expect(try connect("2001:db8:0:1::3", census).isActive)
    }

    @Test(arguments: ["192.0.2.9", "127.0.0.1", "127.9.9.9", "::1"])
    func `proxies and this machine are not counted`(address: String) throws {
        let census = try census()
        for _ in 0..<5 { #expect(try connect(address, census).isActive) }
        #expect(census.clientCount == 0)
    }

    @Test func `nothing is kept of clients that are gone`() throws {
        let census = try census()
        for host in 1...20 { try connect("192.0.2.\(host)", census).close().wait() }
        #expect(census.clientCount == 0)
    }
}
