// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import DirectLane
public import Gossip
import Outpace
public import Primitives
public import Validator
public import ValidatorMessages
public import Wire

/// The one door for octets from peers: sizes, decoding and signatures are checked here, once, outside
/// the node's loop; what the node is told is proved.
public struct Admission: Sendable {
    @Shared private var gossip: GossipParameters
    @Shared private var lane: LaneParameters

    /// Admits what fits the parameters.
    public init(gossip: GossipParameters, lane: LaneParameters) {
        _gossip = Shared(wrappedValue: gossip)
        _lane = Shared(wrappedValue: lane)
    }

    /// Reads an RPC of the gossip lane.
    ///
    /// - Parameters:
    ///   - bytes: the RPC without its length.
    ///   - isSeen: whether a message id was delivered lately; its signature is then not checked again.
    ///   - prove: `Admission.prove`, or what remembers its answers.
    public func gossip(
        _ bytes: Bytes, isSeen: (MessageID) -> Bool,
        prove: (Message) -> Result<AdmittedStatement, StatementFault> = Admission.prove
    ) throws(WireError) -> AdmittedGossip {
        var rpc = try RPC.decode(bytes, limits: gossip)
        let messages = rpc.messages.map { message in
            if let id = message.id, isSeen(id) { return AdmittedMessage.duplicate(message) }
            switch prove(message) {
            case .success(let statement): return .statement(statement)
            case .failure(let fault): return .faulty(message, fault)
            }
        }
        rpc.messages = []
        return AdmittedGossip(rpc: rpc, messages: messages)
    }

    /// Reads what a graylisted peer says of its topics, so that they are known when it is listened to
    /// again; nil when it says nothing of them. Costs no check of a signature.
    public func topics(_ bytes: Bytes) throws(WireError) -> AdmittedGossip? {
        let subscriptions = try RPC.decodeSubscriptions(bytes, limits: gossip)
        guard !subscriptions.isEmpty else { return nil }
        let rpc = RPC(subscriptions: subscriptions, messages: [], control: Control())
        return AdmittedGossip(rpc: rpc, messages: [])
    }

    /// Reads a frame of the direct lane; statements that were delivered lately are left out.
    ///
    /// - Parameters:
    ///   - prove: `Admission.prove`, or what remembers its answers.
    ///   - decode: `EventRecord.decode`, or what remembers its answers.
    public func direct(
        _ bytes: Bytes, isSeen: (MessageID) -> Bool,
        prove: (Message) -> Result<AdmittedStatement, StatementFault> = Admission.prove,
        decode: (Bytes) throws(WireError) -> EventRecord = EventRecord.decode
    ) throws(WireError) -> AdmittedFrame {
        try direct(read(bytes), isSeen: isSeen, prove: prove, decode: decode)
    }

    /// Reads a frame of the direct lane; what in it is signed stays unchecked.
    public func read(_ bytes: Bytes) throws(WireError) -> UncheckedFrame {
        UncheckedFrame(
            frame: try LaneFrame.decode(bytes, limits: lane), byteCount: bytes.count)
    }

    /// Checks what a frame of the direct lane says; statements that were delivered lately are left out.
    ///
    /// - Parameters:
    ///   - prove: `Admission.prove`, or what remembers its answers.
    ///   - decode: `EventRecord.decode`, or what remembers its answers.
    public func direct(
        _ unchecked: UncheckedFrame, isSeen: (MessageID) -> Bool,
        prove: (Message) -> Result<AdmittedStatement, StatementFault> = Admission.prove,
        decode: (Bytes) throws(WireError) -> EventRecord = EventRecord.decode
    ) throws(WireError) -> AdmittedFrame {
        var repeated: [MessageID] = []
        let content = try content(of: unchecked.frame.body, prove: prove, decode: decode) { id in
            guard isSeen(id) else { return false }
            repeated.append(id)
            return true
        }
        return AdmittedFrame(
            frame: unchecked.frame, byteCount: unchecked.byteCount, content: content,
            repeated: repeated)
    }

    /// Checks the signatures of a message, which depends on nothing but its octets.
    public static func prove(_ message: Message) -> Result<AdmittedStatement, StatementFault> {
        SignedStatement.verified(message).map(admit)
    }

    private func content(
        of body: LaneBody?, prove: (Message) -> Result<AdmittedStatement, StatementFault>,
        decode: (Bytes) throws(WireError) -> EventRecord, isSeen: (MessageID) -> Bool
    ) throws(WireError) -> AdmittedContent {
        switch body {
        case .records(let records):
            var admitted: [EventRecord] = []
            admitted.reserveCapacity(records.count)
            for record in records { admitted.append(try decode(record)) }
            return .records(admitted)
        case .statements(let messages):
            var admitted: [AdmittedStatement] = []
            for raw in messages {
                let message = try Message.decode(raw)
                if let id = message.id, isSeen(id) { continue }
                admitted.append(try statement(message, prove))
            }
            return .statements(admitted)
        case .states(let channel, let bundles):
            var adoptions: [Adoption] = []
            for bundle in bundles { adoptions.append(try adoption(bundle, prove)) }
            return .states(channel, adoptions)
        case .hello, .wanted, .stepRequest, .stepReply, .caughtUp, .reconcile, .reconciled, nil:
            return .plain
        }
    }

    /// Checks a statement that came outside a gossip RPC.
    private func statement(
        _ message: Message, _ prove: (Message) -> Result<AdmittedStatement, StatementFault>
    ) throws(WireError) -> AdmittedStatement {
        switch prove(message) {
        case .success(let statement): return statement
        case .failure(.malformed(let error)): throw error
        case .failure: throw .malformedField("statement")
        }
    }

    private func adoption(
        _ bundle: StateBundle,
        _ prove: (Message) -> Result<AdmittedStatement, StatementFault>
    ) throws(WireError) -> Adoption {
        let proposal = try statement(Message.decode(bundle.newState), prove)
        guard case .newState(let state) = proposal.statement.statement else {
            throw .malformedField("new_state")
        }
        var approvals: [AdmittedStatement] = []
        for raw in bundle.approvals {
            let approval = try statement(Message.decode(raw), prove)
            guard approval.isStateSignatureValid,
                case .approveState(let said) = approval.statement.statement,
                said.approves(state)
            else { throw .malformedField("approval") }
            approvals.append(approval)
        }
        return Adoption(
            proposal: proposal.statement, isStateSignatureValid: proposal.isStateSignatureValid,
            approvals: approvals.map(\.statement), stepIDs: bundle.stepIDs,
            payouts: bundle.payouts, balances: bundle.balances)
    }

    private static func admit(_ statement: SignedStatement) -> AdmittedStatement {
        let isValid =
            switch statement.statement {
            case .newState(let state):
                PersonalMessage.isSigned(
                    state.stateRoot, with: state.stateSignature, by: statement.authorAddress)
            case .approveState(let approval):
                PersonalMessage.isSigned(
                    approval.stateRoot, with: approval.stateSignature, by: statement.authorAddress)
            case .rejectState, .heartbeat, .reportObservedEvents, .setImpressionPrice: true
            }
        return AdmittedStatement(statement: statement, isStateSignatureValid: isValid)
    }
}

/// A statement whose author is proved.
public struct AdmittedStatement: Hashable, Sendable {
    /// The statement.
    public let statement: SignedStatement
    /// Whether the state signature in it recovers the author; true where there is none.
    public let isStateSignatureValid: Bool
}

/// A gossip message after its signature was checked.
public enum AdmittedMessage: Hashable, Sendable {
    /// Its id was delivered lately; nothing in it was checked.
    case duplicate(Message)
    /// It is a proved statement.
    case statement(AdmittedStatement)
    /// It is not.
    case faulty(Message, StatementFault)
}

/// An RPC of the gossip lane whose messages were checked.
public struct AdmittedGossip: Hashable, Sendable {
    /// Subscriptions and control.
    public let rpc: RPC
    /// The messages.
    public let messages: [AdmittedMessage]
}

/// A frame of the direct lane whose records and statements were checked.
public struct AdmittedFrame: Hashable, Sendable {
    /// The frame as decoded.
    public let frame: LaneFrame
    /// Its size on the wire.
    public let byteCount: Int
    /// What was checked.
    public let content: AdmittedContent
    /// Statements that it carries and that were delivered lately, unchecked.
    public var repeated: [MessageID] = []
}

/// A frame of the direct lane in which nothing was checked yet.
public struct UncheckedFrame: Hashable, Sendable {
    let frame: LaneFrame
    let byteCount: Int

    /// How many statements it carries, those in approved states included: each takes a signature check
    /// or two.
    public var statementCount: Int { frame.statementCount }

    /// The frame as it counts on the lane, when nothing signed in it is taken.
    public var withoutStatements: AdmittedFrame {
        AdmittedFrame(frame: frame, byteCount: byteCount, content: .plain)
    }
}

/// The checked part of a frame.
public enum AdmittedContent: Hashable, Sendable {
    /// Nothing in the frame's body is signed, or nothing that is signed in it is taken.
    case plain
    /// Event records, decoded and named.
    case records([EventRecord])
    /// Proved statements.
    case statements([AdmittedStatement])
    /// Approved states with proved statements, approvals in the order they were sent.
    case states(ChannelID, [Adoption])
}
