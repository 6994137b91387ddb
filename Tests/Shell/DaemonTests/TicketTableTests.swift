// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Testing

@testable import Daemon

struct TicketTableTests {
    @Test func `an answer reaches its ticket, whichever comes first`() async throws {
        let tickets = TicketTable(capacity: 4)
        let early = try #require(tickets.open())
        tickets.resolve(early.ticket, with: SubmissionAnswer())
        #expect(await early.reply.value() == SubmissionAnswer())
        let late = try #require(tickets.open())
        async let answer = late.reply.value()
        tickets.resolve(late.ticket, with: SubmissionAnswer())
        #expect(await answer == SubmissionAnswer())
    }

    @Test func `no more tickets are open than the capacity`() throws {
        let tickets = TicketTable(capacity: 1)
        let first = try #require(tickets.open())
        #expect(tickets.open() == nil)
        tickets.resolve(first.ticket, with: nil)
        #expect(tickets.open() != nil)
    }

    @Test func `whoever waits when the node stops gets no answer`() async throws {
        let tickets = TicketTable(capacity: 4)
        let open = try #require(tickets.open())
        tickets.close()
        #expect(await open.reply.value() == nil)
        let after = try #require(tickets.open())
        #expect(await after.reply.value() == nil)
    }
}
