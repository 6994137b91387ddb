// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire

extension RPC {
    /// Cuts the RPC into some of at most `limit` octets; a message longer than that goes alone.
    ///
    /// The order of the parts is kept: subscriptions, messages, then control.
    func split(limit: Int) -> [RPC] {
        var packer = Packer(limit: limit)
        for subscription in subscriptions {
            packer.add(subscription.topic.utf8.count + 12) { $0.subscriptions.append(subscription) }
        }
        for message in messages {
            packer.add(message.raw.count + 6) { $0.messages.append(message) }
        }
        for advertisement in control.ihave {
            for ids in Self.chunks(advertisement.ids, limit: Self.listByteLimit(limit)) {
                let part = Control.IHave(topic: advertisement.topic, ids: ids)
                packer.add(Self.size(ids) + part.topic.utf8.count + 16) {
                    $0.control.ihave.append(part)
                }
            }
        }
        for ids in control.iwant.flatMap({ Self.chunks($0, limit: Self.listByteLimit(limit)) }) {
            packer.add(Self.size(ids) + 8) { $0.control.iwant.append(ids) }
        }
        for topic in control.graft {
            packer.add(topic.utf8.count + 10) { $0.control.graft.append(topic) }
        }
        for pruning in control.prune {
            packer.add(pruning.topic.utf8.count + 20 + pruning.offered.count * 72) {
                $0.control.prune.append(pruning)
            }
        }
        for ids in control.idontwant.flatMap({ Self.chunks($0, limit: Self.listByteLimit(limit)) })
        {
            packer.add(Self.size(ids) + 8) { $0.control.idontwant.append(ids) }
        }
        return packer.finish()
    }

    /// Whether the RPC is so short that `split` would hand it out as it is.
    ///
    /// Lists of ids are cut before the RPC is, and empty ones left out, so all of it has to be
    /// within what one list may have.
    func fits(_ limit: Int) -> Bool {
        let bound = Self.listByteLimit(limit)
        var size = Packer.overhead
        for subscription in subscriptions { size += subscription.topic.utf8.count + 12 }
        for message in messages { size += message.raw.count + 6 }
        guard size <= bound, !isEmpty else { return false }
        guard !control.isEmpty else { return true }
        for part in control.ihave {
            guard !part.ids.isEmpty else { return false }
            size += Self.size(part.ids) + part.topic.utf8.count + 16
        }
        for ids in control.iwant + control.idontwant {
            guard !ids.isEmpty else { return false }
            size += Self.size(ids) + 8
        }
        for topic in control.graft { size += topic.utf8.count + 10 }
        for pruning in control.prune {
            size += pruning.topic.utf8.count + 20 + pruning.offered.count * 72
        }
        return size <= bound
    }

    /// Octets of ids in one list: two lists with their topics fit one RPC.
    private static func listByteLimit(_ limit: Int) -> Int {
        max(limit / 2 - Message.topicByteLimit - 32, limit / 4)
    }

    private static func size(_ ids: [MessageID]) -> Int {
        ids.reduce(0) { $0 + $1.byteCount + 4 }
    }

    private static func chunks(_ ids: [MessageID], limit: Int) -> [[MessageID]] {
        var chunks: [[MessageID]] = []
        var chunk: [MessageID] = []
        var size = 0
        for id in ids {
            if size + id.byteCount + 4 > limit, !chunk.isEmpty {
                chunks.append(chunk)
                chunk = []
                size = 0
            }
            chunk.append(id)
            size += id.byteCount + 4
        }
        if !chunk.isEmpty { chunks.append(chunk) }
        return chunks
    }
}

/// Fills one RPC after the other with parts whose encoded size is known from above.
private struct Packer {
    /// Octets of the control field's own tag and length.
    static let overhead = 8
    private let limit: Int
    private var full: [RPC] = []
    private var current = RPC()
    private var size = overhead

    init(limit: Int) { self.limit = limit }

    mutating func add(_ octets: Int, _ append: (inout RPC) -> Void) {
        if size + octets > limit, !current.isEmpty {
            full.append(current)
            current = RPC()
            size = Self.overhead
        }
        append(&current)
        size += octets
    }

    consuming func finish() -> [RPC] {
        current.isEmpty ? full : full + [current]
    }
}
