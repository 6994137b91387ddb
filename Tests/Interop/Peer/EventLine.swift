// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Gossip
import JSON
import Primitives
import Synchronization

/// Lines of JSON on standard output.
enum EventLine {
    private static let writing = Mutex(())

    /// Tells that something happened.
    static func emit(_ event: String, _ fields: [(String, JSONValue)] = []) {
        let line = JSONValue.object(JSONObject(members: [("event", .string(event))] + fields))
        writing.withLock { _ in
            FileHandle.standardOutput.write(Data(line.serialized() + [UInt8(ascii: "\n")]))
        }
    }
}

extension RPC {
    /// What the RPC says, in short: ids are counted but those of IDONTWANT, which are few.
    var fields: [(String, JSONValue)] {
        let joined = subscriptions.filter(\.subscribe).map { JSONValue.string($0.topic) }
        let left = subscriptions.filter { !$0.subscribe }.map { JSONValue.string($0.topic) }
        let prunes = control.prune.map { pruning -> JSONValue in
            let backoff = pruning.backoffSeconds.map { JSONValue.integer($0) } ?? .null
            return ["topic": .string(pruning.topic), "backoff": backoff]
        }
        let unwanted = control.idontwant.joined().map { id -> JSONValue in
            .string(Hex.encode(id.bytes))
        }
        return [
            ("joined", .array(joined)), ("left", .array(left)),
            ("messages", .array(messages.map { .string(Hex.encode($0.id?.bytes ?? [])) })),
            ("graft", .array(control.graft.map { .string($0) })), ("prune", .array(prunes)),
            ("ihave", .integer(control.ihave.reduce(0) { $0 + $1.ids.count })),
            ("iwant", .integer(control.iwant.reduce(0) { $0 + $1.count })),
            ("idontwant", .array(unwanted)),
        ]
    }
}
