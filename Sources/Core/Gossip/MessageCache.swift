// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The messages of the last heartbeats, to advertise and to send to those who ask.
///
/// Bounded in octets: when full, the oldest heartbeat's messages go.
struct MessageCache: Sendable {
    private struct Entry {
        let message: Message
        var retransmissions: [PeerID: Int] = [:]
    }

    private let byteLimit: Int
    private let windowCount: Int
    private var entries: [MessageID: Entry] = [:]
    /// Names by topic, newest heartbeat first.
    private var windows: [[String: [MessageID]]] = [[:]]
    private(set) var byteCount = 0

    init(windowCount: Int, byteLimit: Int) {
        self.windowCount = windowCount
        self.byteLimit = byteLimit
    }

    var count: Int { entries.count }

    /// Messages, and who asked for each.
    var entryCount: Int { entries.values.reduce(0) { $0 + 1 + $1.retransmissions.count } }

    /// Keeps a message; answers how many others had to go.
    mutating func insert(_ message: Message, id: MessageID) -> Int {
        guard message.raw.count <= byteLimit else { return 0 }
        if let kept = entries.updateValue(Entry(message: message), forKey: id) {
            entries[id] = kept
            return 0
        }
        var evicted = 0
        while byteCount + message.raw.count > byteLimit { evicted += dropOldestWindow() }
        windows[0][message.topic, default: []].append(id)
        byteCount += message.raw.count
        return evicted
    }

    /// The names of a topic's messages of the newest `count` heartbeats.
    func ids(of topic: String, windows count: Int) -> [MessageID] {
        windows.prefix(count).flatMap { $0[topic] ?? [] }
    }

    /// The message, when `peer` has not asked for it more than `limit` times.
    mutating func retransmit(_ id: MessageID, to peer: PeerID, limit: Int) -> Message? {
        guard let message = entries[id]?.message else { return nil }
        let count = entries[id]?.retransmissions[peer] ?? 0
        guard count < limit else { return nil }
        entries[id]?.retransmissions[peer] = count + 1
        return message
    }

    /// Begins a new heartbeat's window.
    mutating func shift() {
        windows.insert([:], at: 0)
        if windows.count > windowCount { _ = dropOldestWindow() }
    }

    /// Forgets who asked.
    mutating func forget(_ peer: PeerID) {
        for id in windows.flatMap({ $0.values.joined() }) {
            entries[id]?.retransmissions[peer] = nil
        }
    }

    private mutating func dropOldestWindow() -> Int {
        let dropped = windows.removeLast()
        if windows.isEmpty { windows = [[:]] }
        var count = 0
        for id in dropped.values.joined() {
            guard let entry = entries.removeValue(forKey: id) else { continue }
            byteCount -= entry.message.raw.count
            count += 1
        }
        return count
    }
}
