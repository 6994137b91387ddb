// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Testing

@testable import Sentry

struct BodyBudgetTests {
    @Test func `one client leaves room for others, who leave none above the limit`() throws {
        let budget = BodyBudget(limit: 40)
        let clients = (1...5).map { ClientAddress("192.0.2.\($0)") }
        #expect(!budget.take(11, for: clients[0]))
        #expect(budget.take(10, for: clients[0]))
        #expect(!budget.take(1, for: clients[0]))
        for client in clients[1..<4] { #expect(budget.take(10, for: client)) }
        #expect(!budget.take(1, for: clients[4]))
        budget.giveBack(10, for: clients[0])
        #expect(budget.take(1, for: clients[4]))
        #expect(budget.take(9, for: clients[0]))
    }
}
