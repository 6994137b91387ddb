// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NodeCore
import Primitives
import SimulatedWorld

/// Tells in words what a turn was.
struct Narrator {
    private var hosts: [PeerID: Int] = [:]
    private var validators: [Address: Int] = [:]
    private(set) var channels: [ChannelID: Int] = [:]

    init(_ keys: [NodeKey], channels: [ChannelID]) {
        for (place, key) in keys.enumerated() {
            hosts[key.peerID] = place
            validators[key.address] = place
        }
        for (place, channel) in channels.enumerated() { self.channels[channel] = place }
    }

    func lines(of turn: Turn) -> [ExcerptLine] {
        let at = turn.at.inSeconds
        func line(_ host: Int?, _ text: String) -> [ExcerptLine] {
            [ExcerptLine(at: at, host: host, text: text)]
        }
        switch turn.kind {
        case .batch(let batch): return lines(of: batch, at: at)
        case .fault(let fault): return line(nil, "fault: " + fault.words)
        case .up(let host): return line(host, "the process starts")
        case .down(let host, let isLost):
            return line(host, "the process ends" + (isLost ? " in the middle of a commit" : ""))
        case .connected(let one, let other): return line(one, "connected to \(other)")
        case .parted(let one, let other): return line(one, "the connection to \(other) is over")
        }
    }

    private func lines(of batch: Batch, at time: Double) -> [ExcerptLine] {
        var texts: [String] = []
        let told = batch.inputs.compactMap(words)
        if !told.isEmpty { texts.append("told: " + Self.joined(told)) }
        var commits: [String] = []
        var sends: [Int: TrafficTally] = [:]
        for effect in batch.effects {
            switch effect {
            case .sendGossip(let bytes, let peer):
                sends[hosts[peer] ?? -1, default: TrafficTally()].addGossip(bytes)
            case .sendDirect(let bytes, let peer):
                sends[hosts[peer] ?? -1, default: TrafficTally()].addDirect(bytes)
            case .persist(let record): commits.append(words(record))
            case .answer, .load, .learnt, .graylist, .disconnect, .notice:
                if let text = words(effect) { texts.append(text) }
            }
        }
        if !commits.isEmpty { texts.append("commits " + Self.joined(commits)) }
        texts += Self.words(sends)
        return texts.map { ExcerptLine(at: time, host: batch.host, text: $0) }
    }

    /// What is sent, peers that get as much of the same in one line, without acknowledgements.
    private static func words(_ sends: [Int: TrafficTally]) -> [String] {
        var lines: [(text: String, peers: [Int])] = []
        for (peer, tally) in sends.sorted(by: { $0.key < $1.key }) {
            let kinds = TrafficKind.allCases.filter {
                $0 != .acknowledgement && tally.count(of: $0) > 0
            }
            guard !kinds.isEmpty else { continue }
            let parts = kinds.map { kind in
                let count = tally.count(of: kind)
                return (count == 1 ? "" : "\(count) ") + kind.name
            }
            let text = parts.joined(separator: ", ") + ", \(tally.totalOctets) B"
            if let place = lines.firstIndex(where: { $0.text == text }) {
                lines[place].peers.append(peer)
            } else {
                lines.append((text, [peer]))
            }
        }
        return lines.map { "sends to " + HostWords.list($0.peers) + ": " + $0.text }
    }

    /// Equal texts once, with their number.
    static func joined(_ texts: [String]) -> String {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for text in texts {
            if counts[text] == nil { order.append(text) }
            counts[text, default: 0] += 1
        }
        let shown = order.prefix(8).map { text in
            let count = counts[text] ?? 1
            return count == 1 ? text : "\(count) × " + text
        }
        let rest = order.count - shown.count
        return shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }

    func name(_ peer: PeerID) -> String {
        hosts[peer].map { "\($0)" } ?? String(peer.base58.suffix(6))
    }

    func name(_ validator: Address) -> String {
        validators[validator].map { "\($0)" } ?? "\(validator)"
    }

    func name(_ channel: ChannelID) -> String {
        channels[channel].map { "channel \($0)" } ?? String(channel.digest.hex.prefix(8))
    }

    static func root(_ digest: Digest) -> String { String(digest.hex.prefix(8)) }
}
