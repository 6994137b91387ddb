// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives

/// What honest nodes sent.
public struct GossipTotals: Hashable, Sendable {
    /// Copies of messages, on either lane.
    public var messages = 0
    /// Of those, statements sent by their origin on the direct lane.
    public var direct = 0
    /// Of those, statements handed over because a comparison found them missing.
    public var repaired = 0
    /// Advertisements.
    public var ihave = 0
    /// Requests.
    public var iwant = 0
    /// Meshes offered.
    public var graft = 0
    /// Meshes refused or left.
    public var prune = 0
    /// Lists of messages that need not be sent.
    public var idontwant = 0
    /// Comparisons begun.
    public var comparisons = 0
    /// Octets of RPCs with messages.
    public var messageOctets = 0
    /// Octets of other RPCs.
    public var controlOctets = 0
    /// Octets of statements on the direct lane.
    public var laneOctets = 0
    /// Octets of comparisons.
    public var comparisonOctets = 0

    /// Nothing.
    public init() {}

    /// All octets.
    public var octets: Int { messageOctets + controlOctets + laneOctets + comparisonOctets }

    mutating func count(_ rpc: RPC) {
        messages += rpc.messages.count
        ihave += rpc.control.ihave.count
        iwant += rpc.control.iwant.count
        graft += rpc.control.graft.count
        prune += rpc.control.prune.count
        idontwant += rpc.control.idontwant.count
    }
}

extension RPC {
    /// How long `encode()` is, without making it.
    var byteCount: Int {
        var count = 0
        for subscription in subscriptions {
            count += ProtobufSize.field(2 + ProtobufSize.field(subscription.topic.utf8.count))
        }
        for message in messages { count += ProtobufSize.field(message.raw.count) }
        guard !control.isEmpty else { return count }
        return count + ProtobufSize.field(control.byteCount)
    }
}

extension Control {
    fileprivate var byteCount: Int {
        var count = 0
        for part in ihave {
            let topic = ProtobufSize.field(part.topic.utf8.count)
            count += ProtobufSize.field(topic + ProtobufSize.ids(part.ids))
        }
        for ids in iwant { count += ProtobufSize.field(ProtobufSize.ids(ids)) }
        for topic in graft {
            count += ProtobufSize.field(ProtobufSize.field(topic.utf8.count))
        }
        for part in prune {
            var inner = ProtobufSize.field(part.topic.utf8.count)
            for peer in part.offered {
                inner += ProtobufSize.field(ProtobufSize.field(peer.bytes.count))
            }
            if let seconds = part.backoffSeconds {
                inner += 1 + ProtobufSize.varint(Int(clamping: seconds))
            }
            count += ProtobufSize.field(inner)
        }
        for ids in idontwant { count += ProtobufSize.field(ProtobufSize.ids(ids)) }
        return count
    }
}

/// Lengths of protobuf fields whose numbers are below 16.
private enum ProtobufSize {
    static func varint(_ value: Int) -> Int {
        var rest = value >> 7
        var count = 1
        while rest > 0 {
            rest >>= 7
            count += 1
        }
        return count
    }

    /// A field of so many octets.
    static func field(_ count: Int) -> Int { 1 + varint(count) + count }

    static func ids(_ ids: [MessageID]) -> Int {
        ids.reduce(0) { $0 + field($1.bytes.count) }
    }
}
