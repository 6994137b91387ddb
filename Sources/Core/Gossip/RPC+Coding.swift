// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

extension RPC {
    /// The octets: fields in number order, messages as they were received.
    public func encode() -> Bytes {
        var writer = ProtobufWriter()
        for subscription in subscriptions {
            writer.message(1) { nested in
                nested.varint(1, subscription.subscribe ? 1 : 0)
                nested.string(2, subscription.topic)
            }
        }
        for message in messages { writer.bytes(2, message.raw) }
        if !control.isEmpty { writer.message(3) { control.write(to: &$0) } }
        return writer.bytes
    }

    /// Reads an RPC; unknown fields are passed over.
    ///
    /// Counts are taken and bounded before anything is built.
    ///
    /// - Throws: `overLimit` for a count, and what the parts throw.
    public static func decode(
        _ bytes: Bytes, limits: GossipParameters
    ) throws(WireError) -> RPC {
        try checkCounts(bytes, limits)
        var rpc = RPC()
        var controls = Control.Budget(limits)
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            switch field.number {
            case 1: rpc.subscriptions.append(try Subscription(field))
            case 2:
                let raw = Bytes(try field.bytes("publish", limit: .max))
                rpc.messages.append(try Message.decode(raw))
            case 3: try rpc.control.read(field, limits, &controls)
            default: continue
            }
        }
        return rpc
    }

    /// Reads only the subscriptions of an RPC; the rest is passed over unread.
    ///
    /// - Throws: `overLimit` for a count, and what subscriptions throw.
    public static func decodeSubscriptions(
        _ bytes: Bytes, limits: GossipParameters
    ) throws(WireError) -> [Subscription] {
        try checkCounts(bytes, limits)
        var subscriptions: [Subscription] = []
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            if field.number == 1 { subscriptions.append(try Subscription(field)) }
        }
        return subscriptions
    }

    private static func checkCounts(
        _ bytes: Bytes, _ limits: GossipParameters
    ) throws(WireError) {
        var reader = ProtobufReader(bytes)
        var subscriptions = 0
        var messages = 0
        var hasControl = false
        var fieldCount = 0
        while let field = try reader.next() {
            fieldCount += 1
            guard fieldCount <= limits.fieldsPerRPCLimit else {
                throw .overLimit(field: "rpc", limit: limits.fieldsPerRPCLimit)
            }
            switch field.number {
            case 1: subscriptions += 1
            case 2: messages += 1
            case 3:
                guard !hasControl else { throw .repeatedField("control") }
                hasControl = true
            default: continue
            }
            guard subscriptions <= limits.subscriptionsPerRPCLimit else {
                throw .overLimit(field: "subscriptions", limit: limits.subscriptionsPerRPCLimit)
            }
            guard messages <= limits.messagesPerRPCLimit else {
                throw .overLimit(field: "publish", limit: limits.messagesPerRPCLimit)
            }
        }
    }
}

extension RPC.Subscription {
    fileprivate init(_ field: ProtobufReader.Field) throws(WireError) {
        var subscribe = false
        var topic: String?
        var reader = ProtobufReader(try field.bytes("subscriptions", limit: .max))
        while let field = try reader.next() {
            switch field.number {
            case 1: subscribe = try field.bool("subscribe")
            case 2: topic = try field.string("topicid", limit: Message.topicByteLimit)
            default: continue
            }
        }
        guard let topic else { throw .missingField("topicid") }
        self.init(subscribe: subscribe, topic: topic)
    }
}
