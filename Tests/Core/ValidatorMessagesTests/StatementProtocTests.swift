// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import TestSupport
import Testing
import ValidatorMessages

@Suite(.enabled(if: Protoc.isPresent, Comment(rawValue: Protoc.reason)))
struct StatementProtocTests {
    private static let root = Protoc.quoted(StatementSamples.root.bytes)
    private static let channel = Protoc.quoted(StatementSamples.channel.bytes)
    private static let signature = Protoc.quoted(StatementSamples.signature)
    private static let lineage = Protoc.quoted(StatementSamples.lineage.bytes)
    private static let key = """
        { occurred_at: 1700000000123 id: \(Protoc.quoted(StatementSamples.eventIDs(1)[0].bytes)) }
        """

    private static func ids(_ field: String, _ ids: [EventID]) -> String {
        ids.map { "\(field): \(Protoc.quoted($0.bytes))" }.joined(separator: " ")
    }

    private static func entries(_ field: String, _ entries: [Balances.Entry]) -> String {
        entries.map { entry in
            let account = Protoc.quoted(entry.account.bytes)
            let amount = Protoc.quoted(entry.amount.minimalBytes)
            return "\(field) { account: \(account) amount: \(amount) }"
        }.joined(separator: " ")
    }

    /// The samples with every field set, written by hand.
    private static let texts: [String] = [
        """
        new_state {
          channel: \(channel) sequence: 7 parent: \(root) cutoff \(key) event_count: 40
          events_root: \(root) \(ids("extra_ids", StatementSamples.eventIDs(2)))
          \(ids("excluded_ids", StatementSamples.eventIDs(1, from: 100_000))) price_sequence: 3
          balances { \(entries("entries", StatementSamples.entries(3))) }
          state_root: \(root) state_signature: \(signature) exhausted: true
          parent_lineage: \(lineage)
        }
        """,
        """
        approve_state {
          channel: \(channel) state_root: \(root) state_signature: \(signature) is_healthy: true
          health_promilles: 998 exhausted: true lineage: \(lineage)
        }
        """,
        """
        reject_state {
          channel: \(channel) state_root: \(root) sequence: 7 reason: 11
          accounts: \(Protoc.quoted(StatementSamples.address(1).bytes))
          accounts: \(Protoc.quoted(StatementSamples.address(2).bytes))
          \(ids("event_ids", StatementSamples.eventIDs(3))) lineage: \(lineage)
        }
        """,
        """
        heartbeat {
          timestamp: 1700000000000
          addresses: \(Protoc.quoted(StatementSamples.heartbeat.addresses[0]))
          addresses: \(Protoc.quoted(StatementSamples.heartbeat.addresses[1]))
          entries {
            channel: \(channel) last_approved: \(lineage)
            pool { count: 9 fingerprint: \(root) watermark \(key) }
            online: 5 lanes: 4 adex_signature: \(signature)
          }
          entries {
            channel: \(channel)
            pool { fingerprint: \(Protoc.quoted(Digest.zero.bytes)) }
          }
        }
        """,
        """
        report_observed_events {
          channel: \(channel) \(ids("observed", StatementSamples.eventIDs(3)))
          \(ids("missing", StatementSamples.eventIDs(2, from: 9)))
          is_campaign_unhealthy: true need_missed_events: true
        }
        """,
        """
        set_impression_price {
          channel: \(channel) sequence: 4
          price: \(Protoc.quoted(Amount(1_000_000_000_000).minimalBytes))
          \(entries("per_publisher", StatementSamples.entries(2))) effective_from: 1700000001000
        }
        """,
    ]

    @Test(arguments: StatementSamples.full + StatementSamples.bare)
    func `protoc reads a statement and writes the same octets`(statement: Statement) throws {
        let type = "outpace.Statement"
        let bytes = statement.encode()
        let text = try Protoc.text(of: bytes, type: type, file: "statement.proto")
        #expect(try Protoc.bytes(of: text, type: type, file: "statement.proto") == bytes)
        let isKnown = text.split(separator: "\n").allSatisfy {
            $0.drop { $0 == " " }.first?.isNumber != true
        }
        #expect(isKnown, "protoc knows every field")
    }

    @Test(arguments: zip(texts, StatementSamples.full))
    func `we read what protoc writes`(text: String, statement: Statement) throws {
        let bytes = try Protoc.bytes(
            of: text, type: "outpace.Statement", file: "statement.proto")
        #expect(try Statement.decode(bytes[...]) == statement)
        #expect(statement.encode() == bytes)
    }

    @Test func `protoc reads an event record and writes the same octets`() throws {
        let record = try EventRecord(
            making: StatementSamples.content(user: [1, 2]),
            userSignature: StatementSamples.signature)
        let type = "outpace.EventRecord"
        let text = try Protoc.text(of: record.bytes, type: type, file: "event.proto")
        #expect(text.contains("operating_system: \"Linux\""))
        #expect(try Protoc.bytes(of: text, type: type, file: "event.proto") == record.bytes)
    }

    @Test func `we read an event record that protoc writes`() throws {
        let text = """
            channel: \(Self.channel) type: 2 user: "\\001\\002"
            publisher: \(Protoc.quoted(StatementSamples.address(3).bytes))
            ad_unit: "unit" ad_slot: "slot" slot_type: "legacy_300x250"
            referrer: "https://example.org/a" country: "BG" operating_system: "Linux"
            browser: "Firefox" occurred_at: 1700000000000
            nonce: \(Protoc.quoted(Bytes(repeating: 9, count: 16)))
            """
        let bytes = try Protoc.bytes(of: text, type: "outpace.EventRecord", file: "event.proto")
        let record = try EventRecord(
            making: StatementSamples.content(user: [1, 2]), userSignature: nil)
        #expect(try EventRecord.decode(bytes) == record)
    }
}
