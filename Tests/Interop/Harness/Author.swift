// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import Primitives
import Wire

/// Somebody who signs messages and is not on the network; whoever is given them sends them on.
struct Author {
    private let key = NodeKey(Secp256k1PrivateKey.generate())

    /// A field that no version of the protocol has.
    private static let unknownField: UInt32 = 1_000

    /// The name of its message of that number.
    func id(_ number: UInt64) -> MessageID {
        MessageID(from: key.peerID, sequenceNumber: Self.octets(number))
    }

    /// A signed message.
    func message(_ text: String, in topic: String, number: UInt64) -> Message {
        message(Bytes(text.utf8), in: topic, number: number)
    }

    /// A signed message.
    func message(_ data: Bytes, in topic: String, number: UInt64) -> Message {
        Message.make(
            from: key.peerID, sequenceNumber: Self.octets(number), topic: topic, data: data,
            sign: key.sign(message:))
    }

    /// A signed message, alone in an RPC.
    func rpc(_ text: String, in topic: String, number: UInt64) -> Bytes {
        RPC(messages: [message(text, in: topic, number: number)]).encode()
    }

    /// The same with a signature of something else.
    func forgedRPC(_ text: String, in topic: String, number: UInt64) -> Bytes {
        let forged = Message.make(
            from: key.peerID, sequenceNumber: Self.octets(number), topic: topic,
            data: Bytes(text.utf8)
        ) { key.sign(message: $0 + [0]) }
        return RPC(messages: [forged]).encode()
    }

    /// An RPC of exactly so many octets with one signed message.
    func rpc(byteCount: Int, in topic: String, number: UInt64) -> Bytes {
        var data = Bytes(repeating: UInt8(ascii: "x"), count: byteCount)
        var attempt: UInt8 = 0
        while true {
            // One message is always signed in the same way, and signatures differ in length; so no
            // message is tried twice.
            attempt &+= 1
            data[0] = attempt
            let rpc = RPC(messages: [message(data, in: topic, number: number)]).encode()
            if rpc.count > byteCount { data.removeLast(rpc.count - byteCount) }
            if rpc.count < byteCount { data += Bytes(repeating: 0, count: byteCount - rpc.count) }
            if rpc.count == byteCount { return rpc }
        }
    }

    /// A signed message in an RPC with fields that nobody knows.
    ///
    /// - Parameter isMessageStrange: whether the message has one, too, and the signature covers it.
    func strangeRPC(
        _ text: String, in topic: String, number: UInt64, isMessageStrange: Bool
    ) -> Bytes {
        var message = ProtobufWriter()
        message.bytes(1, key.peerID.bytes)
        message.bytes(2, Bytes(text.utf8))
        message.bytes(3, Self.octets(number))
        message.string(4, topic)
        if isMessageStrange { message.bytes(Self.unknownField, [1, 2, 3]) }
        message.bytes(5, key.sign(message: Bytes("libp2p-pubsub:".utf8) + message.bytes))
        var rpc = ProtobufWriter()
        rpc.bytes(2, message.bytes)
        rpc.message(3) { control in
            control.message(Self.unknownField) { $0.varint(1, 7) }
        }
        rpc.varint(Self.unknownField, 9)
        return rpc.bytes
    }

    private static func octets(_ number: UInt64) -> Bytes {
        withUnsafeBytes(of: number.bigEndian) { Bytes($0) }
    }
}

extension RPC {
    /// An RPC of messages and nothing else.
    init(messages: [Message]) {
        self.init(subscriptions: [], messages: messages, control: Control())
    }

    /// An RPC that joins a topic.
    init(joining topic: String) {
        self.init(
            subscriptions: [Subscription(subscribe: true, topic: topic)], messages: [],
            control: Control())
    }

    /// An RPC that takes the receiver into the mesh of a topic.
    init(grafting topic: String) {
        var control = Control()
        control.graft = [topic]
        self.init(subscriptions: [], messages: [], control: control)
    }

    /// An RPC that advertises messages of a topic.
    init(having ids: [MessageID], of topic: String) {
        var control = Control()
        control.ihave = [Control.IHave(topic: topic, ids: ids)]
        self.init(subscriptions: [], messages: [], control: control)
    }

    /// An RPC that asks not to be sent messages.
    init(notWanting ids: [MessageID]) {
        var control = Control()
        control.idontwant = [ids]
        self.init(subscriptions: [], messages: [], control: control)
    }
}
