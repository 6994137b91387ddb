// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import Outpace
import Primitives
import ProcessHarness
import ValidatorMessages
import Wire

/// Statements and messages, true ones and false ones.
enum Forgery {
    /// A report of events that nobody knows.
    static func report(on channel: ChannelID, observing count: Int = 1) -> Statement {
        .reportObservedEvents(
            ReportObservedEvents(
                channel: channel,
                observed: (0..<count).compactMap { _ in
                    EventID(bytes: SecureRandom.bytes(32)[...])
                }, missing: [], isCampaignUnhealthy: false, needMissedEvents: false))
    }

    /// A statement with a good signature.
    static func signed(
        _ statement: Statement, by key: NodeKey, topic: String, number: UInt64 = now
    ) -> Message {
        SignedStatement.signed(statement, by: key, sequenceNumber: number, topic: topic).message
    }

    /// The same message with a signature that somebody else made.
    static func falsified(_ message: Message, signature: Bytes? = nil) -> Message? {
        guard let author = message.from, let number = message.sequenceNumber else { return nil }
        return Message.make(
            from: author, sequenceNumber: number, topic: message.topic, data: message.data
        ) { signature ?? NodeKey.fresh().sign(message: $0) }
    }

    /// Messages of one author that only their numbers tell apart, all with one wrong signature.
    static func falsified(_ count: Int, by author: PeerID, topic: String) -> [Message] {
        let signature = NodeKey.fresh().sign(message: Bytes("anything".utf8))
        let start = now
        return (0..<count).map { index in
            var number: Bytes = []
            (start + UInt64(index)).appendBigEndian(to: &number)
            return Message.make(
                from: author, sequenceNumber: number, topic: topic, data: [1, 2, 3]
            ) { _ in signature }
        }
    }

    /// A number for a statement made now.
    static var now: UInt64 { SampleEvents.now * 1_000_000 }

    /// A gossip RPC whose control part is written by hand.
    static func control(_ write: (inout ProtobufWriter) -> Void) -> Bytes {
        var writer = ProtobufWriter()
        writer.message(3, write)
        return writer.bytes
    }
}
