// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import Outpace
import Primitives
import ValidatorMessages

/// The events of one request, and what became of each.
struct EventBatch: Sendable {
    fileprivate enum Outcome: Sendable {
        case waiting
        case taken(EventID)
        /// What the creator wanted was done.
        case done
        case refused(EventFault)
    }

    fileprivate struct Item: Sendable {
        let submission: Submission?
        var record: EventRecord?
        var outcome: Outcome
        var limits: [RateLimit] = []
    }

    /// Whether a refused event does not end the request.
    let isPartial: Bool
    private var items: [Item]
    private var admitted: Set<ChannelID> = []

    init(_ read: [Result<Submission, EventFault>], isPartial: Bool) {
        self.isPartial = isPartial
        items = read.map { result in
            switch result {
            case .success(let submission):
                Item(submission: submission, record: submission.record, outcome: .waiting)
            case .failure(let fault): Item(submission: nil, outcome: .refused(fault))
            }
        }
    }

    /// What is wrong with the form of the first event that has not the right one.
    var firstFormFault: APIFault? {
        for case .refused(let fault) in items.map(\.outcome) { return fault.form }
        return nil
    }

    /// The events of the right form that were not refused.
    var submissions: [Submission] {
        items.compactMap { item in
            if case .waiting = item.outcome { item.submission } else { nil }
        }
    }

    /// Whether nothing more of the request is looked at.
    var isOver: Bool { !isPartial && firstRefused != nil }

    /// Whether the request has one event alone.
    var isSingle: Bool { items.count == 1 }

    /// Whether an event was taken.
    var hasTaken: Bool { items.contains { $0.isTaken } }

    /// The events that may go to the node: without `isPartial`, those before the first refused one.
    var waiting: [(index: Int, record: EventRecord)] {
        let end = isPartial ? items.count : firstRefused ?? items.count
        return items[..<end].enumerated().compactMap { index, item in
            guard case .waiting = item.outcome, let record = item.record,
                admitted.contains(record.channel)
            else { return nil }
            return (index, record)
        }
    }

    /// Limits that were taken for events that were not.
    var unusedLimits: [RateLimit] {
        items.filter { !$0.isTaken }.flatMap(\.limits)
    }

    private var takenIDs: [JSONValue] {
        var ids: [JSONValue] = []
        for item in items {
            switch item.outcome {
            case .taken(let id): ids.append(.string(id.description))
            case .refused, .waiting, .done: continue
            }
        }
        return ids
    }

    private var firstFault: EventFault? { firstRefused.flatMap { items[$0].fault } }

    private var firstRefused: Int? { items.firstIndex { $0.fault != nil } }

    /// Lets the events of a channel go on; limits are only ever taken for a single one.
    mutating func admit(_ channel: ChannelID, _ limits: [RateLimit]) {
        admitted.insert(channel)
        guard !limits.isEmpty else { return }
        for index in items.indices where items[index].isWaiting(of: channel) {
            items[index].limits = limits
        }
    }

    /// Makes records of what ends a channel.
    mutating func close(_ channel: PaymentChannel) {
        for index in items.indices where items[index].isWaiting(of: channel.id) {
            guard let closing = items[index].submission?.closing else { continue }
            do throws(EventFault) {
                items[index].record = try closing.record(for: channel)
            } catch {
                refuse(index, error)
            }
        }
    }

    /// The rules that wait to become a channel's, in order.
    var waitingRules: [(index: Int, channel: ChannelID, rules: JSONValue)] {
        var waiting: [(index: Int, channel: ChannelID, rules: JSONValue)] = []
        for (index, item) in items.enumerated() {
            guard case .waiting = item.outcome, let submission = item.submission,
                let rules = submission.targetingRules, admitted.contains(submission.channel)
            else { continue }
            waiting.append((index, submission.channel, rules))
        }
        return waiting
    }

    mutating func take(_ index: Int, _ id: EventID) { items[index].outcome = .taken(id) }

    mutating func finish(_ index: Int) { items[index].outcome = .done }

    mutating func refuse(_ index: Int, _ fault: EventFault) {
        items[index].outcome = .refused(fault)
    }

    /// Refuses the events of a channel that wait.
    mutating func refuse(_ channel: ChannelID, _ fault: EventFault) {
        for index in items.indices where items[index].isWaiting(of: channel) {
            refuse(index, fault)
        }
    }

    /// Refuses all events that wait.
    mutating func refuseRest(_ fault: EventFault) {
        for index in items.indices {
            if case .waiting = items[index].outcome { refuse(index, fault) }
        }
    }

    /// The answer to a request that is taken as far as the first refused event.
    func reply() throws(APIFault) -> APIReply {
        // Written out, in loops: Swift 6.3.1's optimizer crashes on the closures.
        let ids = takenIDs
        if let fault = firstFault { throw .events(fault, taken: ids) }
        return APIReply(json: ["success": true, "ids": .array(ids)])
    }

    /// The answer to a partial request: 200 when something was taken, else the first refusal's.
    var partialReply: APIReply {
        let faults = items.compactMap(\.fault)
        var reply = APIReply(
            status: hasTaken ? 200 : faults.first?.status ?? 200,
            json: ["success": .bool(faults.isEmpty), "results": .array(items.map(\.json))])
        if let seconds = faults.compactMap(\.retryAfterSeconds).min() {
            reply.headers.append(("Retry-After", "\(seconds)"))
        }
        return reply
    }
}

extension EventFault {
    /// Nobody could be paid for it.
    ///
    /// - Source: AdEx v4, POST events.
    static let noPayout = EventFault(status: 469, message: "no event payout")
}

extension EventBatch.Item {
    fileprivate func isWaiting(of channel: ChannelID) -> Bool {
        guard case .waiting = outcome else { return false }
        return submission?.channel == channel
    }

    fileprivate var id: EventID? {
        if case .taken(let id) = outcome { id } else { nil }
    }

    fileprivate var isTaken: Bool {
        switch outcome {
        case .taken, .done: true
        case .waiting, .refused: false
        }
    }

    fileprivate var fault: EventFault? {
        if case .refused(let fault) = outcome { fault } else { nil }
    }

    fileprivate var json: JSONValue {
        switch outcome {
        case .taken(let id): ["id": .string(id.description)]
        case .done: ["success": true]
        case .refused(let fault):
            ["statusCode": .integer(fault.status), "message": .string(fault.message)]
        case .waiting: ["statusCode": 503, "message": "the node did not look at this event"]
        }
    }
}
