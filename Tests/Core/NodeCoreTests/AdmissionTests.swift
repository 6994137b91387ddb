// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import NodeCore
import Primitives
import Testing
import Wire

struct AdmissionTests {
    private let admission = Admission(gossip: .standard, lane: LaneParameters())
    private let joined = [RPC.Subscription(subscribe: true, topic: "t")]

    @Test func `of a graylisted peer only its topics are read`() throws {
        var control = Control()
        control.graft = ["t"]
        let rpc = RPC(subscriptions: joined, messages: [], control: control)
        var unreadable = ProtobufWriter()
        unreadable.bytes(2, [0xff, 0xff])
        let topics = try #require(try admission.topics(rpc.encode() + unreadable.bytes))
        #expect(topics.messages.isEmpty)
        #expect(topics.rpc == RPC(subscriptions: joined, messages: [], control: Control()))
    }

    @Test func `a graylisted peer that says nothing of its topics is not heard at all`() throws {
        var control = Control()
        control.graft = ["t"]
        let rpc = RPC(subscriptions: [], messages: [], control: control)
        #expect(try admission.topics(rpc.encode()) == nil)
    }

    @Test func `a graylisted peer may not name more topics at once than others`() throws {
        let many = Array(repeating: joined[0], count: 2_049)
        let rpc = RPC(subscriptions: many, messages: [], control: Control())
        #expect(throws: WireError.self) { try admission.topics(rpc.encode()) }
    }
}
