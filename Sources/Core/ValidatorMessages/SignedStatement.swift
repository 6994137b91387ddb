// This source file is part of the Outpace project. License: see LICENSE.

public import Gossip
public import Identity
public import Primitives
import Wire

/// A statement together with the proof of who made it.
///
/// Only `verified` and `signed` make one, so holding one means that the signature is good. It never
/// changes; a class, because many hold the same one.
///
/// - Source: `docs/PROTOCOL.md`, section 3; gossipsub StrictSign.
public final class SignedStatement: Hashable, Sendable {
    /// Who made it.
    public let author: PeerID
    /// The same identity as an Ethereum address.
    public let authorAddress: Address
    /// Strictly growing for the author, over restarts as well.
    public let sequenceNumber: UInt64
    /// The shard topic it was signed for.
    public let topic: String
    /// What it says.
    public let statement: Statement
    /// The gossip message with its octets as received.
    public let message: Message

    private init(
        author: PeerID, authorAddress: Address, sequenceNumber: UInt64, statement: Statement,
        message: Message
    ) {
        self.author = author
        self.authorAddress = authorAddress
        self.sequenceNumber = sequenceNumber
        topic = message.topic
        self.statement = statement
        self.message = message
    }

    /// Whether both are the same octets; everything else follows from them.
    public static func == (left: SignedStatement, right: SignedStatement) -> Bool {
        left.message == right.message
    }

    /// Hashes the octets.
    public func hash(into hasher: inout Hasher) { hasher.combine(message) }

    /// Judges a message: StrictSign, a secp256k1 author, a body that decodes, the right topic.
    public static func verified(_ message: Message) -> Result<SignedStatement, StatementFault> {
        do throws(StatementFault) {
            let author = try StrictSign.author(of: message)
            guard let address = author.address else { throw .foreignAuthor }
            let statement = try decode(message)
            guard isTopic(message.topic, of: statement) else { throw .wrongTopic }
            return .success(
                SignedStatement(
                    author: author.id, authorAddress: address,
                    sequenceNumber: author.sequenceNumber, statement: statement,
                    message: message))
        } catch {
            return .failure(error)
        }
    }

    /// Signs a statement with the validator's key.
    ///
    /// - Parameters:
    ///   - sequenceNumber: larger than any the key ever signed.
    ///   - topic: the shard topic of every channel the statement is about.
    public static func signed(
        _ statement: Statement, by key: NodeKey, sequenceNumber: UInt64, topic: String
    ) -> SignedStatement {
        precondition(isTopic(topic, of: statement), "\(topic) is not the statement's shard")
        var number: Bytes = []
        sequenceNumber.appendBigEndian(to: &number)
        let message = Message.make(
            from: key.peerID, sequenceNumber: number, topic: topic, data: statement.encode()
        ) { key.sign(message: $0) }
        return SignedStatement(
            author: key.peerID, authorAddress: key.address, sequenceNumber: sequenceNumber,
            statement: statement, message: message)
    }

    private static func decode(_ message: Message) throws(StatementFault) -> Statement {
        do {
            return try Statement.decode(message.data[...])
        } catch {
            throw .malformed(error)
        }
    }

    private static func isTopic(_ topic: String, of statement: Statement) -> Bool {
        guard let shard = ShardTopic.shard(named: topic) else { return false }
        return statement.channels.allSatisfy { ShardTopic.shard(of: $0) == shard }
    }
}
