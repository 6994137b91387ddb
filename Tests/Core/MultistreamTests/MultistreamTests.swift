// This source file is part of the Outpace project. License: see LICENSE.

import Multistream
import Primitives
import TestSupport
import Testing
import Wire

struct MultistreamTests {
    static let header = MultistreamMessage.encode(MultistreamMessage.header)

    @Test func `the header has the octets of the specification`() {
        #expect(
            Hex.encode(Self.header) == "132f6d756c746973747265616d2f312e302e300a")
        #expect(Hex.encode(MultistreamMessage.encode("na")) == "036e610a")
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `every message of the vectors is encoded alike`() throws {
        let file = try #require(try SharedFolder.json("vectors/libp2p.json") as? [String: Any])
        let vectors = try #require(file["multistream"] as? [String: String])
        for (text, hex) in vectors {
            #expect(Hex.encode(MultistreamMessage.encode(text)) == hex)
        }
        #expect(vectors.count == 8)
    }

    @Test func `the dialer sends header and first proposal at once`() {
        let dialer = MultistreamDialer(proposals: ["/a", "/b"])
        #expect(dialer.start() == Self.header + MultistreamMessage.encode("/a"))
    }

    @Test(arguments: 0...35)
    func `a dialer agrees however the answer is split and hands the remainder on`(
        split: Int
    ) throws {
        var dialer = MultistreamDialer(proposals: ["/noise"])
        let answer = Self.header + MultistreamMessage.encode("/noise") + [1, 2, 3, 4, 5, 6, 7]
        let first = try dialer.receive(answer.prefix(split))
        guard case .pending = first.verdict else {
            #expect(split >= 27)
            return
        }
        let second = try dialer.receive(answer.dropFirst(split))
        #expect(second.output.isEmpty)
        #expect(second.verdict == .agreed("/noise", remainder: [1, 2, 3, 4, 5, 6, 7]))
    }

    @Test(arguments: 0...27)
    func `a listener agrees however the proposal is split`(split: Int) throws {
        var listener = MultistreamListener(protocols: ["/noise"])
        let proposal = MultistreamDialer(proposals: ["/noise"]).start()
        var outcome = try listener.receive(proposal.prefix(split))
        if split < proposal.count { outcome = try listener.receive(proposal.dropFirst(split)) }
        #expect(outcome.output == MultistreamMessage.encode("/noise"))
        #expect(outcome.verdict == .agreed("/noise", remainder: []))
    }

    @Test func `a dialer proposes the next protocol after a refusal`() throws {
        var dialer = MultistreamDialer(proposals: ["/a", "/b"])
        let first = try dialer.receive((Self.header + MultistreamMessage.encode("na"))[...])
        #expect(first.output == MultistreamMessage.encode("/b"))
        let second = try dialer.receive(MultistreamMessage.encode("/b")[...])
        #expect(second.verdict == .agreed("/b", remainder: []))
    }

    @Test func `a dialer whose every proposal is refused says so`() throws {
        var dialer = MultistreamDialer(proposals: ["/a"])
        let outcome = try dialer.receive((Self.header + MultistreamMessage.encode("na"))[...])
        #expect(outcome.verdict == .refused)
    }

    @Test func `a listener refuses what it does not speak, a request to list as well`() throws {
        var listener = MultistreamListener(protocols: ["/a"])
        let asked = Self.header + MultistreamMessage.encode("/b") + MultistreamMessage.encode("ls")
        let outcome = try listener.receive(asked[...])
        let refusal = MultistreamMessage.encode("na")
        #expect(outcome.output == refusal + refusal)
        #expect(outcome.verdict == .pending)
    }

    @Test func `payload behind an optimistic proposal is handed on`() throws {
        var listener = MultistreamListener(protocols: ["/a"])
        let bytes = MultistreamDialer(proposals: ["/a"]).start() + [9, 9]
        let outcome = try listener.receive(bytes[...])
        #expect(outcome.verdict == .agreed("/a", remainder: [9, 9]))
    }

    @Test(arguments: [
        (Bytes("GET / HTTP/1.1\r\n".utf8), MultistreamFault.missingNewline),
        (MultistreamMessage.encode("/multistream/2.0.0"), .missingHeader),
        ([0], .missingNewline),
        ([2, 0x61, 0x62], .missingNewline),
        ([0x80, 0x00], .malformed(.malformedVarint)),
        ([0x81, 0x08], .malformed(.overLimit(field: "message", limit: 1024))),
        ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .malformed(.malformedVarint)),
    ])
    func `a beginning that is no header is a fault on both sides`(
        bytes: Bytes, fault: MultistreamFault
    ) {
        let padded = bytes.first == 0x47 ? bytes + Bytes(repeating: 0x41, count: 80) : bytes
        var listener = MultistreamListener(protocols: ["/a"])
        #expect(throws: fault) { try listener.receive(padded[...]) }
        var dialer = MultistreamDialer(proposals: ["/a"])
        #expect(throws: fault) { try dialer.receive(padded[...]) }
    }

    @Test func `an answer that is neither echo nor refusal is a fault`() {
        var dialer = MultistreamDialer(proposals: ["/a"])
        let answer = Self.header + MultistreamMessage.encode("/b")
        #expect(throws: MultistreamFault.unexpectedAnswer) { try dialer.receive(answer[...]) }
    }

    @Test func `a peer may propose a hundred times and not once more`() throws {
        var listener = MultistreamListener(protocols: ["/a"])
        _ = try listener.receive(Self.header[...])
        let proposal = MultistreamMessage.encode("/b")
        for _ in 0..<100 { _ = try listener.receive(proposal[...]) }
        #expect(throws: MultistreamFault.tooManyProposals) {
            try listener.receive(proposal[...])
        }
    }

    @Test(arguments: UInt64(0)..<200)
    func `random octets never trap`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var listener = MultistreamListener(protocols: ["/a"])
        var bytes = MultistreamDialer(proposals: ["/a"]).start()
        for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << 3 }
        _ = try? listener.receive(bytes[...])
    }

    @Test func `what belongs to a refused proposal is no fault`() throws {
        var listener = MultistreamListener(protocols: ["/yes/1"])
        let glued = Self.header + MultistreamMessage.encode("/no/1") + [0, 32, 5, 5]
        let outcome = try listener.receive(glued[...])
        #expect(outcome.output == MultistreamMessage.encode("na"))
        #expect(outcome.verdict == .refused)
        var other = MultistreamListener(protocols: ["/yes/1"])
        #expect(throws: MultistreamFault.missingNewline) {
            _ = try other.receive((Self.header + [0, 32])[...])
        }
    }

    @Test func `payload glued to an accepted proposal is handed on whole`() throws {
        var listener = MultistreamListener(protocols: ["/yes/1"])
        let payload = Bytes(0..<200)
        let glued = Self.header + MultistreamMessage.encode("/yes/1") + payload
        for cut in [0, 1, 19, 20, 25, 27, 28, glued.count] {
            var copy = listener
            var outcome = try copy.receive(glued[..<cut])
            if case .pending = outcome.verdict { outcome = try copy.receive(glued[cut...]) }
            guard case .agreed(let name, let remainder) = outcome.verdict else {
                Issue.record("cut at \(cut): \(outcome.verdict)")
                continue
            }
            #expect(name == "/yes/1")
            #expect(payload.starts(with: remainder))
            #expect(remainder.count == (cut >= 28 ? cut - 28 : payload.count))
        }
        _ = try listener.receive([])
    }
}
