// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The order in which a lane serves what waits: a lower class never delays a higher one.
public enum LaneClass: Int, CaseIterable, Sendable {
    /// Hellos, requests and their short answers.
    case control
    /// Statements and records of our own.
    case own
    /// Statements and records of others.
    case relayed
    /// Answers of reconciliation: missing records and statements, states.
    case bulk
}

/// What waits for one peer, in four classes, each bounded in octets.
struct LaneQueue: Sendable {
    enum Item: Sendable {
        case record(Bytes)
        case statement(Bytes)
        case body(LaneBody, byteCount: Int)

        var byteCount: Int {
            switch self {
            case .record(let bytes), .statement(let bytes): bytes.count + 4
            case .body(_, let byteCount): byteCount
            }
        }
    }

    private let bytesLimit: Int
    private var items = [[Item]](repeating: [], count: LaneClass.allCases.count)
    private var heads = [Int](repeating: 0, count: LaneClass.allCases.count)
    private(set) var byteCounts = [Int](repeating: 0, count: LaneClass.allCases.count)

    init(bytesLimit: Int) { self.bytesLimit = bytesLimit }

    var isEmpty: Bool { byteCounts.allSatisfy { $0 == 0 } }

    /// Adds an item at the end of its class; false when the class is full.
    mutating func append(_ item: Item, class lane: LaneClass) -> Bool {
        let index = lane.rawValue
        guard byteCounts[index] + item.byteCount <= bytesLimit else { return false }
        items[index].append(item)
        byteCounts[index] += item.byteCount
        return true
    }

    /// Takes items of one class that fit one frame: a body alone, or a run of one kind.
    mutating func takeFrame(bytesTarget: Int, itemsLimit: Int) -> LaneBody? {
        for index in items.indices where heads[index] < items[index].count {
            defer { compact(index) }
            return takeRun(index, bytesTarget: bytesTarget, itemsLimit: itemsLimit)
        }
        return nil
    }

    private mutating func takeRun(_ index: Int, bytesTarget: Int, itemsLimit: Int) -> LaneBody? {
        var run: [Bytes] = []
        var size = 0
        var isRecords = false
        while heads[index] < items[index].count {
            let item = items[index][heads[index]]
            switch item {
            case .body(let body, let byteCount):
                guard run.isEmpty else { break }
                heads[index] += 1
                byteCounts[index] -= byteCount
                return body
            case .record(let bytes), .statement(let bytes):
                let isRecord = if case .record = item { true } else { false }
                guard run.isEmpty || isRecord == isRecords, run.count < itemsLimit,
                    run.isEmpty || size + bytes.count <= bytesTarget
                else { break }
                isRecords = isRecord
                run.append(bytes)
                size += item.byteCount
                heads[index] += 1
                continue
            }
            break
        }
        byteCounts[index] -= size
        return isRecords ? .records(run) : .statements(run)
    }

    private mutating func compact(_ index: Int) {
        if heads[index] == items[index].count {
            items[index].removeAll(keepingCapacity: heads[index] <= 1_024)
            heads[index] = 0
        } else if heads[index] > 4_096 {
            items[index].removeFirst(heads[index])
            heads[index] = 0
        }
    }
}
