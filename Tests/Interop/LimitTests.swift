// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import JSON
import Primitives
import ProcessHarness
import Testing

extension InteropSuite {
    /// What is not as it should be, and what is only strange: we send it to them, they send it to us.
    struct LimitTests {
        private static let mebibyte = 1 << 20

        /// How a message gets from one to the other.
        struct Way: Sendable, CustomTestStringConvertible {
            let foreign: Puppet.Kind
            let isOursSending: Bool

            static let all = [Puppet.Kind.go, .py].flatMap { foreign in
                [true, false].map { Way(foreign: foreign, isOursSending: $0) }
            }

            var testDescription: String {
                isOursSending ? "from us to \(foreign)" : "from \(foreign) to us"
            }
        }

        @Test(arguments: Way.all)
        func `a message with a wrong signature is dropped`(way: Way) async throws {
            try await Self.sending(way) { sender, receiver, topic in
                let author = Author()
                let forged = author.forgedRPC("forged", in: topic, number: 1)
                try await sender.send(forged, to: receiver)
                try await sender.send(author.rpc("signed", in: topic, number: 1), to: receiver)
                try await receiver.receives("signed", in: topic)
                #expect(receiver.texts(in: topic) == ["signed"])
            }
        }

        @Test(arguments: Way.all)
        func `a message that came before is dropped`(way: Way) async throws {
            try await Self.sending(way) { sender, receiver, topic in
                let author = Author()
                for number: UInt64 in [1, 1, 2, 1, 3] {
                    let rpc = author.rpc("number \(number)", in: topic, number: number)
                    try await sender.send(rpc, to: receiver)
                }
                try await receiver.receives("number 3", in: topic)
                #expect(receiver.texts(in: topic).sorted() == (1...3).map { "number \($0)" })
            }
        }

        @Test(arguments: Way.all)
        func `unknown fields are passed over`(way: Way) async throws {
            try await Self.sending(way) { sender, receiver, topic in
                // py checks signatures without the fields that it does not know.
                let strange = Author().strangeRPC(
                    "strange", in: topic, number: 1,
                    isMessageStrange: !(way.foreign == .py && way.isOursSending))
                try await sender.send(strange, to: receiver)
                try await receiver.receives("strange", in: topic)
            }
        }

        @Test(arguments: Way.all)
        func `an RPC of 1 MiB is taken`(way: Way) async throws {
            try await Self.sending(way) { sender, receiver, topic in
                let rpc = Author().rpc(byteCount: Self.mebibyte, in: topic, number: 1)
                try await sender.send(rpc, to: receiver)
                try await receiver.first("message") { $0["topic"]?.string == topic }
            }
        }

        @Test(arguments: Way.all)
        func `a longer RPC costs its stream, and neither the session nor what follows`(
            way: Way
        ) async throws {
            try await Self.sending(way) { sender, receiver, topic in
                let author = Author()
                let rpc = author.rpc(byteCount: Self.mebibyte + 1, in: topic, number: 1)
                // The receiver need not wait for the end of it.
                try? await sender.send(rpc, to: receiver)
                let next = author.rpc("next", in: topic, number: 2)
                _ = try await eventually(within: .seconds(30), "the next message arrives") {
                    // A stream that is gone takes nothing; the sender opens another one.
                    try? await sender.send(next, to: receiver)
                    return receiver.texts(in: topic).contains("next")
                }
                #expect(receiver.texts(in: topic) == ["next"])
                if way.isOursSending {
                    // Our router still knows who is in the topic. Theirs need not: py forgets a peer
                    // whose stream broke.
                    try await sender.publish("last", to: topic)
                    try await receiver.receives("last", in: topic)
                }
                #expect(receiver.events("disconnected").isEmpty)
                #expect(sender.events("disconnected").isEmpty)
            }
        }

        @Test func `go asks us for 5 000 of 5 001 messages`() async throws {
            try await Self.sending(Way(foreign: .go, isOursSending: true)) { ours, go, topic in
                let author = Author()
                let ids = (1...5_001).map { author.id($0) }
                try await ours.send(RPC(having: ids, of: topic).encode(), to: go)
                let asked = try await ours.rpc("heard", with: go) { $0.count("iwant") > 0 }
                #expect(asked.count("iwant") == 5_000)
            }
        }

        @Test func `a list of more ids than we ask for does not cost the session`() async throws {
            try await Self.sending(Way(foreign: .go, isOursSending: false)) { go, ours, topic in
                let author = Author()
                let ids = (1...5_001).map { author.id($0) }
                try await go.send(RPC(having: ids, of: topic).encode(), to: ours)
                try await go.send(author.rpc("one", in: topic, number: 1), to: ours)
                try await ours.receives("one", in: topic)
            }
        }

        @Test func `a graft may overtake the subscription`() async throws {
            try await onStage { stage in
                let go = try await stage.go(hasRouter: false)
                let ours = try await stage.ours()
                try await ours.dial(go)
                try await ours.subscribe(to: "overtaken")
                try await ours.first("ready")
                try await go.send(RPC(grafting: "overtaken").encode(), to: ours)
                try await go.send(RPC(joining: "overtaken").encode(), to: ours)
                try await ours.meshes(with: go, in: "overtaken")
            }
        }

        @Test(arguments: [Puppet.Kind.go, .py])
        func `we ask them for 5 000 of 5 000 messages`(kind: Puppet.Kind) async throws {
            let way = Way(foreign: kind, isOursSending: false)
            try await Self.sending(way) { sender, ours, topic in
                let author = Author()
                let ids = (1...5_000).map { author.id($0) }
                try await sender.send(RPC(having: ids, of: topic).encode(), to: ours)
                try await ours.rpc("sent", with: sender) { $0.count("iwant") > 0 }
                try await sender.send(author.rpc("one", in: topic, number: 1), to: ours)
                try await ours.receives("one", in: topic)
                let asked = try await ours.rpcs("sent", with: sender).map { $0.count("iwant") }
                #expect(asked.reduce(0, +) == 5_000)
            }
        }

        /// Runs the body with two that are in a topic; the sender sends what it is given, as it is.
        private static func sending(
            _ way: Way,
            _ body: (_ sender: Puppet, _ receiver: Puppet, _ topic: String) async throws -> Void
        ) async throws {
            try await onStage { stage in
                // go has no way to send octets between those of its router, so it has none then.
                let theirs =
                    way.foreign == .go && !way.isOursSending
                    ? try await stage.go(hasRouter: false)
                    : try await Troupe.shared.puppet(way.foreign, .secp256k1)
                let ours = try await stage.ours(
                    way.isOursSending ? ["rpcByteLimit": .integer(4 << 20)] : [:])
                try await ours.dial(theirs)
                let topic = "limits \(try await ours.peer)"
                let isRouter = way.isOursSending || way.foreign != .go
                if isRouter { try await theirs.subscribe(to: topic) }
                try await ours.subscribe(to: topic)
                try await ours.first("ready")
                if isRouter {
                    try await theirs.awaits([ours], in: topic)
                } else {
                    try await theirs.send(RPC(joining: topic).encode(), to: ours)
                }
                try await ours.awaits([theirs], in: topic)
                if way.isOursSending {
                    try await body(ours, theirs, topic)
                } else {
                    try await body(theirs, ours, topic)
                }
            }
        }
    }
}
