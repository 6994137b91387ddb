// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Primitives
import TestSupport
import Testing

@testable import Access

@Suite struct EWTTests {
    /// The key of AdEx's own tests, and a token that AdEx made with it.
    private static let referenceKey =
        "ca5c95cc1a8a1c8735584e9ab54db969334839e3bb900e3e5763e6d65ec0bb77"
    private static let referencePayload =
        #"{"id":"awesomeValidator","era":100000,"#
        + #""address":"0x2bDeAFAE53940669DaA6F519373f686c1f3d3393"}"#
    private static let referenceToken =
        "eyJ0eXBlIjoiSldUIiwiYWxnIjoiRVRIIn0.eyJpZCI6ImF3ZXNvbWVWYWxpZGF0b3IiLCJlcmEiOjEwMDAwMCwi"
        + "YWRkcmVzcyI6IjB4MmJEZUFGQUU1Mzk0MDY2OURhQTZGNTE5MzczZjY4NmMxZjNkMzM5MyJ9."
        + "gGw_sfnxirENdcX5KJQWaEt4FVRvfEjSLD4f3OiPrJIltRadeYP2zWy9T2GYcK5xxD96vnqAw4GebAW7rMlz4xw"

    private func node() throws -> Address { try Sample.key(1).address }

    private func make(_ payload: String, key: UInt8 = 3) throws -> String {
        EWT.make(key: try Sample.key(key), payload: Bytes(payload.utf8))
    }

    private func session(
        _ token: String, at now: Timestamp = Sample.now
    ) throws(TokenFault) -> Session {
        guard let node = try? node() else { throw .header }
        return try EWT(parsing: token).session(for: node, at: now)
    }

    @Test func `a token that was made is good`() throws {
        let key = try Sample.key(3)
        let token = EWT.make(key: key, for: try node(), at: Sample.now)
        let session = try session(token)
        #expect(session == Session(uid: key.address, era: 28_000_000))
    }

    @Test func `a token comes out as AdEx makes it`() throws {
        let bytes = try #require(Hex.decode(Self.referenceKey))
        let key = try Secp256k1PrivateKey(bytes: bytes)
        let token = EWT.make(key: key, payload: Bytes(Self.referencePayload.utf8))
        #expect(token == Self.referenceToken)
        let parsed = try EWT(parsing: token)
        #expect(parsed.id == "awesomeValidator")
        #expect(parsed.era == 100_000)
        #expect(parsed.address == key.address)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `tokens of AdEx are read`() throws {
        let limits = JSONLimits(byteLimit: 1 << 24, depthLimit: 32, valueLimit: 1_000_000)
        let vectors = try JSONParser.parse(
            Bytes(SharedFolder.data("vectors/adex.json")), limits: limits)
        let all = try #require(vectors.object?["reference"]?.array).compactMap(\.object)
        let tokens = all.filter { $0["kind"] == "ewt" && $0["input"]?.object?["token"] != nil }
        try #require(!tokens.isEmpty)
        for vector in tokens {
            let expected = try #require(vector["expected"]?.object)
            let token = try EWT(
                parsing: try #require(vector["input"]?.object?["token"]?.string))
            #expect(token.era == expected["era"]?.uint64)
            #expect(token.address.checksummed == expected["from"]?.string)
            #expect(token.identity == expected["identity"]?.string)
        }
        let newer = try #require(all.first { $0["kind"] == "ewtV5" })
        let token = try #require(newer["input"]?.object?["token"]?.string)
        #expect(throws: TokenFault.header) { try EWT(parsing: token) }
    }

    @Test(arguments: [(-5, true), (-6, false), (0, true), (5, true), (6, false)])
    func `a token is good for five minutes`(minutes: Int, isGood: Bool) throws {
        let token = EWT.make(key: try Sample.key(3), for: try node(), at: Sample.now)
        let now = Timestamp(
            milliseconds: UInt64(Int(Sample.now.milliseconds) + minutes * 60_000))
        let session = try? session(token, at: now)
        #expect((session != nil) == isGood)
    }

    @Test func `a token for another node is refused`() throws {
        let other = try Sample.key(2).address
        let token = EWT.make(key: try Sample.key(3), for: other, at: Sample.now)
        #expect(throws: TokenFault.otherNode(other.checksummed)) { try session(token) }
    }

    @Test func `a token whose address is not its signer's is refused`() throws {
        let (claimed, found) = (try Sample.key(2).address, try Sample.key(3).address)
        let token = try make(#"{"id":"\#(try node())","era":28000000,"address":"\#(claimed)"}"#)
        #expect(throws: TokenFault.otherSigner(claimed: claimed, found: found)) {
            try EWT(parsing: token)
        }
    }

    @Test func `an identity grants nothing`() throws {
        let address = try Sample.key(3).address
        let token = try make(
            #"{"id":"\#(try node())","identity":"0xa7bf0c61795d408cb5d2280ca03e80b9471efcbb","#
                + #""era":28000000,"address":"\#(address)"}"#)
        #expect(try session(token).uid == address)
    }

    @Test(arguments: [
        "7", "[]", "{", "{}", #"{"id":7,"era":1,"address":"x"}"#, #"{"id":"x","era":"1"}"#,
        #"{"id":"x","era":-1}"#, #"{"id":"x","era":1.5}"#, #"{"id":"x","era":1}"#,
        #"{"id":"x","era":1,"address":"0x12"}"#, #"{"id":"x","id":"y","era":1,"address":"0x12"}"#,
        #"{"id":"x","era":1,"identity":[7],"#
            + #""address":"0x2b5ad5c4795c026514f8317c7a215e218dccd6cf"}"#,
    ])
    func `a payload of another form is refused`(payload: String) throws {
        let token = try make(payload)
        let fault = #expect(throws: TokenFault.self) { try EWT(parsing: token) }
        guard case .payload = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
    }

    @Test(arguments: ["", ".", "a.b", "a.b.c.d", "..", "a.b.c", "\u{e9}.\u{e9}.\u{e9}"])
    func `a text of another form is refused`(text: String) {
        #expect(throws: TokenFault.self) { try EWT(parsing: text) }
    }

    @Test func `a token that is too long is refused`() {
        let long = String(repeating: "a", count: EWT.characterLimit + 1)
        #expect(throws: TokenFault.tooLong(limit: EWT.characterLimit)) { try EWT(parsing: long) }
    }

    @Test func `no part of a token can be left out`() throws {
        let token = EWT.make(key: try Sample.key(3), for: try node(), at: Sample.now)
        for length in 0..<token.utf8.count {
            #expect(throws: TokenFault.self) { try session(String(token.prefix(length))) }
        }
    }

    @Test func `no character of a token can be another`() throws {
        let token = Bytes(EWT.make(key: try Sample.key(3), for: try node(), at: Sample.now).utf8)
        for index in token.indices {
            var other = token
            other[index] = token[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : 0x41
            #expect(throws: TokenFault.self) {
                try session(String(decoding: other, as: UTF8.self))
            }
        }
    }

    @Test func `a high s is refused`() throws {
        let token = EWT.make(key: try Sample.key(3), for: try node(), at: Sample.now)
        let parts = token.split(separator: ".")
        var signature = try #require(Base64URL.decode(parts[2].utf8))
        let order = try #require(
            Hex.decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"))
        var borrow = 0
        for index in (0..<32).reversed() {
            let difference = Int(order[index]) - Int(signature[32 + index]) - borrow
            borrow = difference < 0 ? 1 : 0
            signature[32 + index] = UInt8(truncatingIfNeeded: difference)
        }
        signature[64] = 55 - signature[64]
        let other = "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))"
        let fault = #expect(throws: TokenFault.self) { try EWT(parsing: other) }
        #expect(fault?.message.contains("half the order") == true)
    }
}
