// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Testing

@testable import Daemon

struct InboxTests {
    @Test func `everything that has gathered is taken at once, in order`() async {
        let inbox = Inbox(capacity: 8)
        for _ in 0..<3 { await inbox.send(.input(.woke)) }
        #expect(await inbox.receive()?.count == 3)
    }

    @Test func `a wake is an empty batch`() async {
        let inbox = Inbox(capacity: 8)
        inbox.wake()
        #expect(await inbox.receive()?.isEmpty == true)
    }

    @Test func `a sender waits while the inbox is full, and loses nothing`() async {
        let inbox = Inbox(capacity: 2)
        let total = await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<50 { tasks.addTask { await inbox.send(.input(.woke)) } }
            var taken = 0
            while taken < 50, let batch = await inbox.receive() {
                #expect(batch.count <= 2)
                taken += batch.count
            }
            return taken
        }
        #expect(total == 50)
    }

    @Test func `a closed inbox refuses, and gives out what it holds before it ends`() async {
        let inbox = Inbox(capacity: 2)
        await inbox.send(.input(.woke))
        inbox.close()
        #expect(await inbox.send(.input(.woke)) == false)
        #expect(await inbox.receive()?.count == 1)
        #expect(await inbox.receive() == nil)
    }

    @Test func `an abandoned inspection is told that the node has stopped`() async {
        let inbox = Inbox(capacity: 2)
        let reply = Reply<Bool>()
        await inbox.send(.inspection { reply.fill($0 == nil) })
        inbox.abandon()
        #expect(await reply.value())
    }
}
