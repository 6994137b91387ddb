// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Validator
import ValidatorMessages

extension NodeInput {
    /// Every proved statement that the input brings, in order.
    func forEachStatement(_ visit: (SignedStatement) -> Void) {
        switch self {
        case .gossip(let gossip, _):
            for case .statement(let admitted) in gossip.messages { visit(admitted.statement) }
        case .direct(let frame, _):
            switch frame.content {
            case .statements(let statements):
                for admitted in statements { visit(admitted.statement) }
            case .states(_, let adoptions):
                for adoption in adoptions {
                    visit(adoption.proposal)
                    for approval in adoption.approvals { visit(approval) }
                }
            case .plain, .records: return
            }
        case .connected, .disconnected, .gossipReady, .laneReady, .laneClosed, .submitted,
            .channelAdded, .chain, .priced, .retargeted, .loaded, .settled, .woke:
            return
        }
    }
}

extension SignedStatement {
    /// The state root that its author signed with it; nil for statements that sign none.
    var signedRoot: Digest? {
        switch statement {
        case .newState(let state): state.stateRoot
        case .approveState(let approval): approval.stateRoot
        case .rejectState, .heartbeat, .reportObservedEvents, .setImpressionPrice: nil
        }
    }

    /// The one channel it is about; nil for heartbeats.
    var channel: ChannelID? { statement.channel }
}

/// Whether octets that leave a host hold its own signature under a state.
enum OwnSignature {
    static func isUnder(
        _ root: Digest, in bytes: Bytes, from host: Int, _ roster: Roster
    ) -> Bool {
        guard contains(root.bytes, in: bytes) else { return false }
        return messages(in: bytes).contains { message in
            guard let author = message.from, roster.places[author] == host,
                let statement = try? Statement.decode(message.data[...])
            else { return false }
            switch statement {
            case .newState(let state): return state.stateRoot == root
            case .approveState(let approval): return approval.stateRoot == root
            case .rejectState, .heartbeat, .reportObservedEvents, .setImpressionPrice:
                return false
            }
        }
    }

    /// The messages in an RPC or a frame, whichever the octets are.
    private static func messages(in bytes: Bytes) -> [Message] {
        if let rpc = try? RPC.decode(bytes, limits: .standard), !rpc.messages.isEmpty {
            return rpc.messages
        }
        guard let frame = try? LaneFrame.decode(bytes, limits: LaneParameters()),
            case .statements(let raws) = frame.body
        else { return [] }
        return raws.compactMap { try? Message.decode($0) }
    }

    private static func contains(_ needle: Bytes, in bytes: Bytes) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        var place = bytes.startIndex
        let last = bytes.count - needle.count
        while place <= last {
            if bytes[place] == first, bytes[place..<place + needle.count].elementsEqual(needle) {
                return true
            }
            place += 1
        }
        return false
    }
}
