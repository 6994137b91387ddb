// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Reconciliation
import Testing
import Wire

struct RangeMessageTests {
    private static func bound(_ millis: UInt64, _ prefix: Bytes = []) -> EventKey {
        let bytes = prefix + Bytes(repeating: 0, count: 32 - prefix.count)
        guard let id = EventID(bytes: bytes) else { preconditionFailure("32 octets") }
        return EventKey(occurredAt: Timestamp(milliseconds: millis), id: id)
    }

    private static let print16 = Bytes(1...16)

    static let questions = [
        RangeMessage(parts: [.init(upper: nil, content: .probe(cut: bound(70_000, [3]), print16))]),
        RangeMessage(parts: [
            .init(upper: bound(70_001), content: .probe(cut: bound(70_000, [3]), print16))
        ]),
        RangeMessage(parts: [
            .init(upper: bound(5), content: .skip),
            .init(upper: bound(5, [1, 0, 9]), content: .fingerprint(print16)),
            .init(upper: bound(1_760_000_000_000, [255]), content: .list([1, .max])),
            .init(upper: nil, content: .list([])),
        ]),
    ]

    static let answers = [
        RangeMessage(parts: [.init(upper: nil, content: .absent)]),
        RangeMessage(parts: [
            .init(upper: bound(9), content: .ask),
            .init(
                upper: bound(9, [7]),
                content: .difference(
                    lacking: [true, false, true, true, false, false, false, false, true],
                    extra: [EventID(.zero)])),
            .init(upper: bound(10), content: .skip),
            .init(upper: bound(11), content: .fingerprint(print16)),
            .init(upper: nil, content: .rest),
        ]),
    ]

    static let all: [(RangeMessage, RangeMessage.Direction)] =
        questions.map { ($0, .question) } + answers.map { ($0, .answer) }

    @Test(arguments: all)
    func `a message survives its octets`(
        message: RangeMessage, direction: RangeMessage.Direction
    ) throws {
        #expect(try RangeMessage.decode(message.encode(), direction, limits: .init()) == message)
    }

    @Test(arguments: all)
    func `a cut message is refused or is a shorter one`(
        message: RangeMessage, direction: RangeMessage.Direction
    ) {
        let bytes = message.encode()
        for count in 0..<bytes.count {
            let cut = Bytes(bytes.prefix(count))
            guard let read = try? RangeMessage.decode(cut, direction, limits: .init()) else {
                continue
            }
            #expect(read.parts.count < message.parts.count && read.encode() == cut)
        }
    }

    @Test(arguments: all)
    func `a bent message is refused or has those very octets`(
        message: RangeMessage, direction: RangeMessage.Direction
    ) {
        let bytes = message.encode()
        for bit in 0..<bytes.count * 8 {
            var bent = bytes
            bent[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? RangeMessage.decode(bent, direction, limits: .init()) else {
                continue
            }
            #expect(read.encode() == bent)
        }
    }

    @Test(arguments: questions)
    func `words of a question are refused in an answer`(message: RangeMessage) {
        #expect(throws: WireError.malformedField("mode")) {
            try RangeMessage.decode(message.encode(), .answer, limits: .init())
        }
    }

    @Test(arguments: answers)
    func `words of an answer are refused in a question`(message: RangeMessage) {
        #expect(throws: WireError.malformedField("mode")) {
            try RangeMessage.decode(message.encode(), .question, limits: .init())
        }
    }

    /// Octets after the version that break one rule each.
    static let broken: [(Bytes, String)] = [
        ([2, 0, 5], "version"),
        ([1, 6, 1, 0, 5, 0, 5], "bound"),
        ([1, 6, 0, 5, 1, 0, 5], "bound"),
        ([1, 6, 33] + Bytes(repeating: 1, count: 33) + [5], "bound"),
        ([1, 6, 0, 0], "skip"),
        ([1, 6, 0, 0, 2, 0, 0, 0, 5], "skip"),
        ([1, 0, 0], "skip"),
        ([1, 0, 4, 1, 2, 0], "lacking"),
        ([1, 0, 9], "mode"),
    ]

    @Test(arguments: broken)
    func `what is not minimal or not in order is refused`(bytes: Bytes, field: String) {
        #expect(throws: WireError.malformedField(field)) {
            try RangeMessage.decode(bytes, .answer, limits: .init())
        }
    }

    @Test func `nothing follows the end of all keys`() {
        #expect(throws: WireError.trailingBytes) {
            try RangeMessage.decode([1, 0, 5, 6, 0, 5], .answer, limits: .init())
        }
        #expect(throws: WireError.trailingBytes) {
            try RangeMessage.decode([1, 6, 0, 7, 6, 0, 5], .answer, limits: .init())
        }
    }

    @Test func `a varint that is too long is refused`() {
        #expect(throws: WireError.malformedVarint) {
            try RangeMessage.decode([1, 0x86, 0, 0, 5], .answer, limits: .init())
        }
    }

    @Test func `times past the end of the clock are refused`() {
        let highest: Bytes = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]
        #expect(throws: WireError.malformedField("bound")) {
            try RangeMessage.decode(
                [1] + highest + [0, 5] + highest + [0, 5], .answer, limits: .init())
        }
    }

    @Test func `counts over the limit are refused before anything is held for them`() {
        var limits = ReconciliationLimits()
        limits.messageBytesLimit = 40
        #expect(throws: WireError.overLimit(field: "items", limit: 5)) {
            try RangeMessage.decode([1, 0, 3, 6], .question, limits: limits)
        }
        #expect(throws: WireError.overLimit(field: "lacking", limit: 40)) {
            try RangeMessage.decode([1, 0, 4, 41], .answer, limits: limits)
        }
        #expect(throws: WireError.overLimit(field: "message", limit: 40)) {
            try RangeMessage.decode(Bytes(repeating: 1, count: 41), .answer, limits: limits)
        }
    }

    @Test func `a cut outside its range is refused`() {
        let fingerprint = Self.print16
        #expect(throws: WireError.malformedField("cut")) {
            try RangeMessage.decode(
                [1, 6, 0, 2, 0, 0] + fingerprint, .question, limits: .init())
        }
        #expect(throws: WireError.malformedField("cut")) {
            try RangeMessage.decode(
                [1, 6, 0, 2, 6, 0] + fingerprint, .question, limits: .init())
        }
    }
}
