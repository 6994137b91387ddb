// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Primitives
import Testing

@Suite struct ClientAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "c0000201"), (" 192.0.2.1\t", "c0000201"), ("192.0.2.1:8080", "c0000201"),
        ("[::1]", "00000000000000000000000000000001"),
        ("[2001:db8::7]:443", "20010db8000000000000000000000007"),
        ("fe80::1%eth0", "fe800000000000000000000000000001"),
        ("::ffff:192.0.2.1", "c0000201"), ("::ffff:c000:201", "c0000201"),
    ])
    func `an address is read`(text: String, octets: String) {
        #expect(ClientAddress(text)?.bytes == Hex.decode(octets))
    }

    @Test(arguments: [
        "", " ", "unknown", "_hidden", "192.0.2", "192.0.2.256", "192.0.2.1/tcp/80", "[::1", ":",
        "1.2.3.4, 5.6.7.8", "2001:db8::7::1", "localhost",
    ])
    func `another text is no address`(text: String) {
        #expect(ClientAddress(text) == nil)
    }

    @Test(arguments: [
        // No proxy: what is forwarded was written by the client.
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"), ("192.0.2.1", nil, "192.0.2.1"),
        // One proxy.
        ("10.0.0.1", "198.51.100.9", "198.51.100.9"), ("10.0.0.1", nil, "10.0.0.1"),
        // The client wrote the first entry itself.
        ("10.0.0.1", "1.1.1.1, 198.51.100.9", "198.51.100.9"),
        // Two proxies.
        ("10.0.0.1", "1.1.1.1, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        // What is no address ends the search at the proxy that passed it on.
        ("10.0.0.1", "198.51.100.9, unknown", "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "", "10.0.0.1"), ("10.0.0.1", "198.51.100.9,", "10.0.0.1"),
        // Nothing but proxies.
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
    ])
    func `only proxies that are trusted are believed`(
        connection: String, forwarded: String?, expected: String
    ) {
        let trusted = Set(["10.0.0.1", "10.0.0.2"].compactMap { ClientAddress($0) })
        let client = ClientAddress.client(
            connection: ClientAddress(connection), forwarded: forwarded, trusted: trusted)
        #expect(client == ClientAddress(expected))
        #expect(client != nil)
    }

    @Test func `addresses of one assigned network are one client`() throws {
        let first = try #require(ClientAddress("2001:db8:1:2::1"))
        let second = try #require(ClientAddress("2001:db8:1:2:ffff::9"))
        let third = try #require(ClientAddress("2001:db8:1:3::1"))
        #expect(first.bucket == second.bucket)
        #expect(first.bucket != third.bucket)
    }
}
