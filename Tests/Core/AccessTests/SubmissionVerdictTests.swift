// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Outpace
import Primitives
import Testing

@testable import Access

@Suite struct SubmissionVerdictTests {
    /// Who submits, by the number of a key; 3 made the channel, 1 and 2 sign it.
    private func verdict(
        _ types: [SubmittedType] = [.impression], rules: String? = nil, by key: UInt8? = nil,
        from client: String? = "192.0.2.1", country: String? = nil, referrer: String? = nil,
        isExhausted: Bool = false, at now: Timestamp = Sample.now
    ) throws -> SubmissionVerdict {
        var submitter = Submitter()
        submitter.uid = try key.map { try Sample.key($0).address }
        submitter.client = client.flatMap { ClientAddress($0) }
        submitter.country = country
        submitter.referrer = referrer
        let request = SubmissionRequest(
            channel: try Sample.channel(rules), types: types, submitter: submitter,
            standardFrameMillis: 20_000)
        return request.verdict(isExhausted: isExhausted, at: now)
    }

    private func status(_ verdict: SubmissionVerdict) -> Int {
        switch verdict {
        case .allowed, .limited: 200
        case .close, .updateTargeting: 201
        case .denied(let denial): denial.status
        }
    }

    private static let limited = #"{"rateLimit":{"type":"ip","timeframe":15000}}"#
    private static let byUser = #"{"rateLimit":{"type":"uid","timeframe":15000}}"#

    @Test(arguments: [1, 2, 3] as [UInt8])
    func `who made or signs a channel may submit at will`(key: UInt8) throws {
        #expect(try verdict([.impression, .click], by: key) == .allowed)
    }

    @Test(arguments: [nil, 9] as [UInt8?])
    func `all others are limited by address when the channel has no rules`(key: UInt8?) throws {
        guard case .limited(let limits) = try verdict(by: key) else {
            Issue.record("not limited")
            return
        }
        #expect(limits.map(\.until) == [Sample.now.adding(milliseconds: 20_000)])
        #expect(
            try verdict([.impression, .impression], by: key)
                == .denied(SubmissionDenial(429, "rateLimit: only allows 1 event")))
    }

    @Test(arguments: [
        (#"{}"#, 200), (#"{"allow":[]}"#, 403), (#"{"allow":[{}]}"#, 200),
        (#"{"allow":[{"uids":null}]}"#, 200), (#"{"allow":[{"uids":[null]}]}"#, 200),
        (#"{"allow":[{"uids":[]}]}"#, 403), (#"{"allow":[{"evTypes":["CLICK"]}]}"#, 403),
        (#"{"allow":[{"evTypes":["IMPRESSION"]}]}"#, 200),
        (#"{"allow":[{"uids":["0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718"]}]}"#, 403),
        (#"{"allow":[{"evTypes":["CLICK"]},{"uids":[null]}]}"#, 200),
    ])
    func `what no rule allows is refused`(rules: String, expected: Int) throws {
        #expect(status(try verdict(rules: rules)) == expected)
    }

    @Test func `a rule for those without a token is not for others`() throws {
        let rules = #"{"allow":[{"uids":[null]}]}"#
        #expect(status(try verdict(rules: rules, by: 9)) == 403)
    }

    @Test func `each type of event needs a rule`() throws {
        let rules = #"{"allow":[{"evTypes":["IMPRESSION"]}]}"#
        #expect(status(try verdict([.impression, .click], rules: rules)) == 403)
        #expect(status(try verdict([.impression, .impression], rules: rules)) == 200)
    }

    @Test func `one rule without a limit wins over those with one`() throws {
        let rules = #"{"allow":[\#(Self.limited),{"uids":null},\#(Self.byUser)]}"#
        #expect(try verdict([.impression, .impression], rules: rules) == .allowed)
    }

    @Test func `every limit that applies is taken`() throws {
        let rules = #"{"allow":[\#(Self.limited),\#(Self.byUser),\#(Self.limited)]}"#
        guard case .limited(let limits) = try verdict(rules: rules, by: 9) else {
            Issue.record("not limited")
            return
        }
        #expect(limits.count == 2)
        #expect(
            try verdict(rules: rules)
                == .denied(SubmissionDenial(429, "rateLimit: unauthenticated request")))
    }

    @Test func `limits of one client differ by what they count`() throws {
        func keys(_ type: SubmittedType, _ frame: Int, _ client: String) throws -> [RateLimit] {
            let rules = #"{"allow":[{"rateLimit":{"type":"ip","timeframe":\#(frame)}}]}"#
            guard case .limited(let limits) = try verdict([type], rules: rules, from: client)
            else { return [] }
            return limits
        }
        let all =
            try keys(.impression, 1_000, "192.0.2.1") + keys(.click, 1_000, "192.0.2.1")
            + keys(.impression, 2_000, "192.0.2.1") + keys(.impression, 1_000, "192.0.2.2")
        #expect(Set(all.map(\.key)).count == 4)
    }

    @Test func `a limit ends with the channel`() throws {
        let rules = #"{"allow":[{"rateLimit":{"type":"ip","timeframe":\#(UInt64.max)}}]}"#
        guard case .limited(let limits) = try verdict(rules: rules) else {
            Issue.record("not limited")
            return
        }
        #expect(limits.map(\.until.milliseconds) == [1_690_000_000_000])
    }

    @Test func `a client without an address passes no limit by address`() throws {
        #expect(status(try verdict(from: nil)) == 403)
    }

    @Test(
        arguments: [
            ("XX", nil, 403), ("xx", nil, 403), ("DE", nil, 200), ("", nil, 200),
            (nil, "http://localhost/page", 403), (nil, "http://localhost:8080", 403),
            (nil, "https://127.0.0.1/", 403), (nil, "https://127.0.0.1:1/a", 403),
            (nil, "http://LOCALHOST?x", 403), (nil, "http://user@localhost/", 403),
            (nil, "http://[::1]:80/", 403), (nil, "https://localhost.example/", 200),
            (nil, "https://publisher.example/?r=http://localhost", 200),
            // A page without a host is no fault of the client's.
            (nil, "localhost", 200), (nil, "://", 200), (nil, "", 200), (nil, "http://[", 200),
            (nil, "\u{0}\u{e9}://", 200),
        ] as [(String?, String?, Int)])
    func `restricted origins are refused`(
        country: String?, referrer: String?, expected: Int
    ) throws {
        #expect(status(try verdict(country: country, referrer: referrer)) == expected)
    }

    @Test(
        arguments: [
            // While the channel runs: only its creator.
            ([.close], 3, 0, 201), ([.close], nil, 0, 403), ([.close], 1, 0, 403),
            ([.updateTargeting], 3, 0, 201), ([.updateTargeting], 9, 0, 403),
            ([.impression, .close], 9, 0, 403), ([.impression, .close], 3, 0, 400),
            ([.close, .updateTargeting], 3, 0, 400),
            // In the withdraw period anybody closes.
            ([.close], nil, 1, 201), ([.close], 9, 1, 201), ([.updateTargeting], 3, 1, 201),
            ([.updateTargeting], nil, 1, 403), ([.close, .impression], nil, 1, 403),
            ([.impression], 3, 1, 400),
            // After the end nobody does.
            ([.close], 3, 2, 400), ([.impression], 3, 2, 400),
        ] as [([SubmittedType], UInt8?, Int, Int)])
    func `commands are the creator's`(
        types: [SubmittedType], key: UInt8?, phase: Int, expected: Int
    ) throws {
        let now = [Sample.now, Sample.withdrawal, Sample.end][phase]
        #expect(status(try verdict(types, by: key, at: now)) == expected)
    }

    @Test func `the first reason in AdEx's order is told`() throws {
        func message(_ verdict: SubmissionVerdict) -> String? {
            guard case .denied(let denial) = verdict else { return nil }
            return "\(denial.status) \(denial.message)"
        }
        let closed = #"{"allow":[]}"#
        #expect(
            message(try verdict(rules: closed, isExhausted: true, at: Sample.end))
                == "410 channel is exhausted")
        #expect(
            message(try verdict([.close], rules: closed, at: Sample.end))
                == "400 channel is expired")
        #expect(
            message(try verdict(rules: closed, country: "XX", at: Sample.withdrawal))
                == "400 channel is in withdraw period")
        #expect(
            message(try verdict(rules: closed, country: "XX"))
                == "403 event submission restricted")
    }
}
