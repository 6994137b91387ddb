// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// Single inputs, effects, records and statements in words.
extension Narrator {
    func words(_ input: NodeInput) -> String? {
        switch input {
        case .connected(let peer, _): "session with \(name(peer))"
        case .disconnected(let peer): "session with \(name(peer)) over"
        case .gossipReady(let peer, _): "gossip lane to \(name(peer))"
        case .laneReady(let peer): "direct lane to \(name(peer))"
        case .laneClosed(let peer): "direct lane to \(name(peer)) over"
        case .gossip(let gossip, let peer): words(gossip, from: peer)
        case .direct(let frame, let peer): words(frame, from: peer)
        case .submitted(let records, _, _):
            "a client posts " + PageText.some(records.count, "event")
        case .channelAdded(let channel): "\(name(channel.id)) added"
        case .chain(let channel, let state): "the chain says \(state.rawValue) of \(name(channel))"
        case .retargeted(let channel, _, _): "other rules for \(name(channel))"
        case .priced(let channel, let price, _, _): "price \(price.decimal) for \(name(channel))"
        case .loaded(.states(let states)):
            "\(states.bundles.count) states of \(name(states.channel)) read for "
                + "\(name(states.peer))"
        case .loaded(.records(let loaded)):
            PageText.some(loaded.records.count, "record")
                + " of \(name(loaded.channel)) read for \(name(loaded.peer))"
        case .loaded(.missing(let missing)):
            PageText.some(missing.ids.count, "event") + " of \(name(missing.channel)) lack records"
        case .settled, .woke: nil
        }
    }

    private func words(_ gossip: AdmittedGossip, from peer: PeerID) -> String? {
        let parts = gossip.messages.map { message in
            switch message {
            case .duplicate: "a duplicate"
            case .statement(let admitted): words(admitted.statement)
            case .faulty(_, let fault): "a faulty statement (\(fault))"
            }
        }
        if parts.isEmpty { return gossip.rpc.isEmpty ? nil : "gossip control from \(name(peer))" }
        return Self.joined(parts) + " from \(name(peer))"
    }

    private func words(_ frame: AdmittedFrame, from peer: PeerID) -> String? {
        switch frame.content {
        case .records(let records):
            return PageText.some(records.count, "record") + " from \(name(peer))"
        case .statements(let statements):
            return Self.joined(statements.map { words($0.statement) })
                + " directly from \(name(peer))"
        case .states(let channel, let states):
            return "\(states.count) states of \(name(channel)) from \(name(peer))"
        case .plain:
            guard let body = frame.frame.body else { return nil }
            return words(body) + " from \(name(peer))"
        }
    }

    private func words(_ body: LaneBody) -> String {
        switch body {
        case .hello(let summaries): "hello with " + PageText.some(summaries.count, "channel")
        case .records(let items): "\(items.count) records"
        case .statements(let items): "\(items.count) statements"
        case .wanted(_, _, let ids): "request for " + PageText.some(ids.count, "item")
        case .stepRequest(_, let lineage): "question for the events of \(Self.root(lineage.digest))"
        case .stepReply(_, let lineage, let ids):
            "\(ids.count) events of \(Self.root(lineage.digest))"
        case .states(let channel, let bundles): "\(bundles.count) states of \(name(channel))"
        case .caughtUp(let channel): "end of what \(name(channel)) lacked"
        case .reconcile: "reconciliation question"
        case .reconciled: "reconciliation answer"
        }
    }

    func words(_ signed: SignedStatement) -> String {
        let author = name(signed.author)
        switch signed.statement {
        case .newState(let state):
            return "proposal \(state.sequence) (\(Self.root(state.stateRoot))) by \(author)"
        case .approveState(let approval):
            return "approval of \(Self.root(approval.stateRoot)) by \(author)"
        case .rejectState(let refusal):
            return "refusal of proposal \(refusal.sequence) by \(author): \(refusal.reason.name)"
        case .heartbeat: return "heartbeat of \(author)"
        case .reportObservedEvents: return "observation report of \(author)"
        case .setImpressionPrice: return "price by \(author)"
        }
    }

    func words(_ effect: NodeEffect) -> String? {
        switch effect {
        case .persist, .sendGossip, .sendDirect: return nil
        case .answer(_, let answer):
            let refusal = answer.refusal.map { ", then refuses: \($0)" } ?? ""
            return "acknowledges " + PageText.some(answer.accepted.count, "event") + refusal
        case .load(.states(let channel, let sequence, let peer)):
            return "reads states of \(name(channel)) after \(sequence) for \(name(peer))"
        case .load(.records(let channel, let ids, let peer)):
            return "reads \(ids.count) records of \(name(channel)) for \(name(peer))"
        case .load(.missing(let channel, _, _)):
            return "looks which records of \(name(channel)) it lacks"
        case .learnt(_, let peer): return "learns where \(name(peer)) listens"
        case .graylist(let peer, let isGraylisted):
            return isGraylisted
                ? "stops listening to \(name(peer))" : "listens to \(name(peer)) again"
        case .disconnect(let peer, let reason):
            return "ends the session with \(name(peer)): \(reason)"
        case .notice(let notice): return words(notice)
        }
    }

    func words(_ record: NodeRecord) -> String {
        switch record {
        case .sequenceNumbersReserved(let through): "numbers up to \(through)"
        case .channelAdded(let channel): name(channel.id)
        case .channel(let id, let entry):
            words(entry) + (channels.count > 1 ? " in " + name(id) : "")
        }
    }

    private func words(_ entry: ChannelRecord) -> String {
        switch entry {
        case .event(_, let isObserved): isObserved ? "event of its own client" : "event"
        case .observed: "observation of an event"
        case .statement(let signed): words(signed)
        case .signed(let signed):
            "its SIGNATURE under state \(Self.root(signed.floor.root)), "
                + "\(signed.stepIDs.count) events"
        case .approved(let record):
            "APPROVED state \(record.state.newState.sequence) (\(Self.root(record.state.root))), "
                + "\(record.state.stepIDs.count) events"
        case .reverted(let root, _): "the REVERSAL of state \(Self.root(root))"
        case .evidence(let proof):
            "EVIDENCE \(proof.rule.rawValue) against \(name(proof.validator))"
        case .recovered(let sequence, let records):
            PageText.some(records.count, "record") + " that state \(sequence) lacked"
        case .dropped(let ids): "that \(ids.count) events are dropped"
        case .live: "that every validator was heard"
        }
    }

    private func words(_ notice: Notice) -> String? {
        switch notice {
        case .approved(let channel, _, let count, let after):
            return
                "\(name(channel)): \(count) events paid, quorum after "
                + "\(PageText.seconds(after.inSeconds))"
        case .refused(let channel, let reason):
            return "REFUSES a proposal of \(name(channel)): \(reason.name)"
        case .blocked(let channel):
            return "\(name(channel)): CANNOT PROPOSE without taking back what it signed"
        case .standing(let channel, let validator, let isOnline):
            return
                "\(name(channel)): validator \(name(validator)) is "
                + "\(isOnline ? "online" : "OFFLINE")"
        case .bidding(let channel, let verdict):
            let reasons = verdict.reasons.map(\.rawValue).joined(separator: ", ")
            return "\(name(channel)): " + (verdict.isActive ? "bids" : "DOES NOT BID: " + reasons)
        case .violation(let peer, let rule): return "\(name(peer)) broke the rule \(rule)"
        case .suspended(let channel, let wait):
            return
                "\(name(channel)): SIGNS NOTHING for \(PageText.seconds(wait.inSeconds)): "
                + "its disk does not know all that it signed"
        case .doubted(let channel, let peer, let reason):
            return "\(name(channel)): doubts what \(name(peer)) handed over: \(reason)"
        case .delivered: return nil
        }
    }
}
