// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing
import ValidatorMessages
import Wire

struct StatementCodingTests {
    @Test(arguments: StatementSamples.full + StatementSamples.bare)
    func `a statement survives the way there and back`(statement: Statement) throws {
        #expect(try Statement.decode(statement.encode()[...]) == statement)
    }

    @Test(arguments: StatementSamples.full)
    func `the outer field number is the kind`(statement: Statement) throws {
        var reader = ProtobufReader(statement.encode())
        #expect(try reader.next()?.number == statement.kind.rawValue)
    }

    @Test(arguments: StatementSamples.full)
    func `unknown fields are passed over inside and outside`(statement: Statement) throws {
        var outer = ProtobufReader(statement.encode())
        guard case .bytes(let body)? = try outer.next()?.value else {
            Issue.record("a statement is a nested message")
            return
        }
        var inner = ProtobufWriter()
        inner.bytes(500, [1, 2, 3])
        var writer = ProtobufWriter()
        writer.varint(99, 1)
        writer.bytes(statement.kind.rawValue, body + inner.bytes)
        writer.bytes(7, [1])
        #expect(try Statement.decode(writer.bytes[...]) == statement)
    }

    @Test(arguments: StatementSamples.full)
    func `a statement of two bodies is refused`(statement: Statement) {
        let bytes = statement.encode()
        #expect(throws: WireError.repeatedField("body")) {
            try Statement.decode((bytes + bytes)[...])
        }
    }

    @Test func `a statement without a known body is refused`() {
        var writer = ProtobufWriter()
        writer.bytes(7, [1])
        #expect(throws: WireError.missingField("body")) { try Statement.decode(writer.bytes[...]) }
    }

    @Test(arguments: StatementSamples.full)
    func `a singular field that stands twice is refused`(statement: Statement) throws {
        let body = try Self.body(of: statement)
        let repeatable: [StatementKind: Set<UInt32>] = [
            .newState: [7, 8], .rejectState: [5, 6], .heartbeat: [2, 3],
            .reportObservedEvents: [2, 3], .setImpressionPrice: [4],
        ]
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            if repeatable[statement.kind]?.contains(field.number) == true { continue }
            let doubled = Self.wrap(statement.kind, body + field.raw)
            #expect(throws: WireError.self) { try Statement.decode(doubled[...]) }
        }
    }

    @Test(arguments: StatementSamples.full)
    func `no truncation is taken for the statement`(statement: Statement) {
        let bytes = statement.encode()
        for count in 0..<bytes.count {
            #expect((try? Statement.decode(bytes.prefix(count))) == nil)
        }
    }

    @Test(arguments: StatementSamples.full)
    func `no truncation of a body is taken for the statement`(statement: Statement) throws {
        let body = try Self.body(of: statement)
        for count in 0..<body.count {
            let cut = Self.wrap(statement.kind, Bytes(body.prefix(count)))
            #expect((try? Statement.decode(cut[...])) != statement)
        }
    }

    @Test(arguments: StatementSamples.full)
    func `flipped bits never trap`(statement: Statement) {
        let bytes = statement.encode()
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? Statement.decode(flipped[...]) else { continue }
            _ = read.encode()
        }
    }

    @Test func `a proposal with its lists full still decodes`() throws {
        let large = Statement.newState(
            StatementSamples.newState(extra: 10_000, excluded: 10_000, balances: nil))
        let bytes = large.encode()
        #expect(bytes.count > 680_000 && bytes.count < 700_000)
        #expect(try Statement.decode(bytes[...]) == large)
    }

    @Test(arguments: [(10_001, 0, "extra_ids"), (0, 10_001, "excluded_ids")])
    func `one id more than a list holds is refused`(extra: Int, excluded: Int, field: String) {
        let bytes = Statement.newState(
            StatementSamples.newState(extra: extra, excluded: excluded)
        ).encode()
        #expect(throws: WireError.overLimit(field: field, limit: 10_000)) {
            try Statement.decode(bytes[...])
        }
    }

    @Test(arguments: [(100, 0, true), (50, 50, true), (101, 0, false), (60, 41, false)])
    func `a refusal names at most a hundred things`(accounts: Int, events: Int, isRead: Bool) {
        let statement = Statement.rejectState(
            RejectState(
                channel: StatementSamples.channel, stateRoot: .zero, lineage: Lineage(.zero),
                sequence: 1, reason: .invalidBalances,
                accounts: Array(repeating: StatementSamples.address(1), count: accounts),
                eventIDs: StatementSamples.eventIDs(events)))
        #expect(((try? Statement.decode(statement.encode()[...])) != nil) == isRead)
    }

    @Test(arguments: [0, 13, 255, 256, UInt64.max])
    func `an unknown reason is refused`(reason: UInt64) {
        var body = ProtobufWriter()
        body.digest(1, StatementSamples.root)
        body.digest(2, StatementSamples.root)
        body.varint(4, reason)
        let bytes = Self.wrap(.rejectState, body.bytes)
        #expect(throws: WireError.malformedField("reason")) { try Statement.decode(bytes[...]) }
    }

    @Test func `a bitmap of more validators than there can be is refused`() {
        var entry = ProtobufWriter()
        entry.digest(1, StatementSamples.root)
        entry.message(3) { $0.digest(2, .zero) }
        entry.varint(4, 1 << 25)
        var body = ProtobufWriter()
        body.bytes(3, entry.bytes)
        let bytes = Self.wrap(.heartbeat, body.bytes)
        #expect(throws: WireError.malformedField("online")) { try Statement.decode(bytes[...]) }
    }

    @Test func `an amount with a leading zero is refused`() {
        var body = ProtobufWriter()
        body.digest(1, StatementSamples.root)
        body.bytes(3, [0, 1])
        let bytes = Self.wrap(.setImpressionPrice, body.bytes)
        #expect(throws: WireError.malformedField("price")) { try Statement.decode(bytes[...]) }
    }

    @Test(arguments: [64, 66])
    func `a signature of another length is refused`(count: Int) {
        var body = ProtobufWriter()
        body.digest(1, StatementSamples.root)
        body.digest(2, StatementSamples.root)
        body.bytes(3, Bytes(repeating: 1, count: count))
        let bytes = Self.wrap(.approveState, body.bytes)
        #expect(throws: WireError.self) { try Statement.decode(bytes[...]) }
    }

    @Test(
        arguments: [
            (.newState, 7), (.newState, 8), (.rejectState, 5), (.heartbeat, 2), (.heartbeat, 3),
            (.reportObservedEvents, 2), (.reportObservedEvents, 3), (.setImpressionPrice, 4),
        ] as [(StatementKind, UInt32)])
    func `a flood of empty elements is refused by its count`(kind: StatementKind, field: UInt32) {
        var body = ProtobufWriter()
        for _ in 0..<300_000 { body.bytes(field, []) }
        let bytes = Self.wrap(kind, body.bytes)
        do throws(WireError) {
            _ = try Statement.decode(bytes[...])
            Issue.record("the flood was read")
        } catch {
            guard case .overLimit = error else {
                Issue.record("refused for another reason: \(error)")
                return
            }
        }
    }

    private static func body(of statement: Statement) throws -> Bytes {
        var reader = ProtobufReader(statement.encode())
        let field = try #require(try reader.next())
        return Bytes(try field.bytes("body", limit: 1_000_000))
    }

    private static func wrap(_ kind: StatementKind, _ body: Bytes) -> Bytes {
        var writer = ProtobufWriter()
        writer.bytes(kind.rawValue, body)
        return writer.bytes
    }
}
