// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

@Suite struct EventSubmissionTests {
    private func read(_ json: String) throws -> EventSubmission? {
        try Sample.channel(
            Sample.json.replacing(#""nonce":"1""#, with: #""eventSubmission":\#(json)"#)
        ).spec.eventSubmission
    }

    @Test func `rules are read`() throws {
        let address = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
        let submission = try read(
            """
            {"allow":[{"uids":["\(address)","\(address.lowercased())",null]},\
            {"uids":null,"evTypes":["CLICK","OTHER"],"rateLimit":{"type":"ip","timeframe":15000}},\
            {"rateLimit":{"type":"sid","timeframe":0}},{"rateLimit":null,"evTypes":null}]}
            """)
        let known = try Sample.address(address)
        #expect(
            submission?.allow == [
                EventSubmission.Rule(uids: [known, known, nil]),
                EventSubmission.Rule(
                    eventTypes: ["CLICK", "OTHER"],
                    limit: EventSubmission.Limit(scope: .address, frameMillis: 15_000)),
                EventSubmission.Rule(
                    limit: EventSubmission.Limit(scope: .user, frameMillis: 0)),
                EventSubmission.Rule(),
            ])
    }

    @Test func `no rules are not the same as none`() throws {
        #expect(try read("{}")?.allow == nil)
        #expect(try read(#"{"allow":[]}"#)?.allow == [])
    }

    @Test(arguments: [
        "[]", #"{"deny":[]}"#, #"{"allow":{}}"#, #"{"allow":[7]}"#, #"{"allow":[{"uid":[]}]}"#,
        #"{"allow":[{"uids":"all"}]}"#, #"{"allow":[{"uids":["someone"]}]}"#,
        #"{"allow":[{"evTypes":[7]}]}"#, #"{"allow":[{"rateLimit":{}}]}"#,
        #"{"allow":[{"rateLimit":{"type":"pow","timeframe":1}}]}"#,
        #"{"allow":[{"rateLimit":{"type":"ip"}}]}"#,
        #"{"allow":[{"rateLimit":{"type":"ip","timeframe":-1}}]}"#,
    ])
    func `what cannot be enforced is refused`(json: String) {
        #expect(throws: ChannelFault.self) { try read(json) }
    }
}
