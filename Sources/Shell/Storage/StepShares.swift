// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import ValidatorMessages

/// What each event of a state paid, as far as the list of the state's payouts tells.
///
/// The list has an entry for every event that paid something, in the order of the events, and then
/// those of a CLOSE. So it tells all when every event that may cost something did. When some paid
/// nothing, an account's entries can only be given to its events if it has as many of them, or
/// none; otherwise its sum is right, and which events it came from is not said.
struct StepShares {
    /// What a record says about its payment.
    struct Event {
        let publisher: Address
        let type: UInt8
        let hour: UInt64

        var isClose: Bool { type == EventType.close.rawValue }

        init(_ content: EventRecord.Content) {
            publisher = content.publisher
            type = content.type.rawValue
            hour = Self.hour(of: content.occurredAt)
        }

        /// Whole hours since 1970; times that no calendar has are put into the last hour.
        static func hour(of time: Timestamp) -> UInt64 {
            min(time.milliseconds / 3_600_000, UInt64(UInt32.max))
        }
    }

    /// What each event paid; nil where that is not known.
    private(set) var amounts: [Amount?]
    private var summed: [SumKey: (count: UInt64, amount: Amount)] = [:]
    private let hour: UInt64

    private struct SumKey: Hashable, Comparable {
        let publisher: Address
        let type: UInt8
        let hour: UInt64

        static func < (left: SumKey, right: SumKey) -> Bool {
            (left.publisher, left.type, left.hour) < (right.publisher, right.type, right.hour)
        }
    }

    /// The sums by publisher, type and hour, in this order.
    var sums: [EventSum] {
        summed.sorted { $0.key < $1.key }.map { key, value in
            EventSum(
                publisher: key.publisher, type: key.type, hour: key.hour, count: value.count,
                amount: value.amount)
        }
    }

    /// Shares payouts out.
    ///
    /// - Parameters:
    ///   - events: what is known of the events, in their order; nil for a record that is not here.
    ///   - hour: stands for the time of events that are not known.
    init(events: [Event?], payouts: [Balances.Entry], rule: PaymentRule, hour: UInt64) {
        amounts = Array(repeating: nil, count: events.count)
        self.hour = hour
        let close = events.firstIndex { $0?.isClose == true }
        let body = payouts.dropLast(close.map { takeClose(at: $0, of: events, payouts, rule) } ?? 0)
        var candidates: [Int] = []
        for (index, event) in events.enumerated() where index != close {
            let isFree = event.map { $0.isClose || rule.freeTypes.contains($0.type) } ?? false
            if isFree {
                give(.zero, to: index, event)
            } else {
                candidates.append(index)
            }
        }
        let isAligned =
            candidates.count == body.count
            && zip(candidates, body).allSatisfy { index, payout in
                events[index].map { $0.publisher == payout.account } ?? true
            }
        if isAligned {
            for (index, payout) in zip(candidates, body) {
                give(payout.amount, to: index, events[index], account: payout.account)
            }
        } else {
            shareByAccount(Array(body), among: candidates, of: events)
        }
    }

    /// Gives a CLOSE what the end of the list says; returns how many entries that are.
    private mutating func takeClose(
        at index: Int, of events: [Event?], _ payouts: [Balances.Entry], _ rule: PaymentRule
    ) -> Int {
        var taken = 0
        var returned = Amount.zero
        if let last = payouts.last, last.account == rule.creator {
            returned = last.amount
            taken += 1
        }
        let isCertain = events.allSatisfy { event in
            event.map { $0.isClose || $0.publisher != rule.creator } ?? false
        }
        give(returned, to: index, events[index], isCertain: isCertain)
        if let recipient = rule.feeRecipient, let fee = payouts.dropLast(taken).last,
            fee.account == recipient,
            payouts.count - taken > events.count(where: { $0?.isClose != true })
        {
            taken += 1
            add(
                fee.amount, count: 0, publisher: recipient, type: EventType.close.rawValue,
                hour: events[index]?.hour ?? hour)
        }
        return taken
    }

    /// Gives each account's events its entries one by one, and says so where it could not be
    /// otherwise.
    private mutating func shareByAccount(
        _ payouts: [Balances.Entry], among candidates: [Int], of events: [Event?]
    ) {
        var entries: [Address: [Amount]] = [:]
        for payout in payouts { entries[payout.account, default: []].append(payout.amount) }
        var places: [Address: [Int]] = [:]
        var isWhole = true
        for index in candidates {
            guard let event = events[index] else {
                isWhole = false
                continue
            }
            places[event.publisher, default: []].append(index)
        }
        for (account, indices) in places {
            let paid = entries.removeValue(forKey: account) ?? []
            let isCertain = paid.isEmpty || (isWhole && paid.count == indices.count)
            for (place, index) in indices.enumerated() {
                let amount = place < paid.count ? paid[place] : .zero
                give(amount, to: index, events[index], isCertain: isCertain)
            }
            for amount in paid.dropFirst(indices.count) { addUnknown(amount, to: account) }
        }
        for (account, paid) in entries {
            for amount in paid { addUnknown(amount, to: account) }
        }
    }

    private mutating func addUnknown(_ amount: Amount, to account: Address) {
        add(amount, count: 1, publisher: account, type: 0, hour: hour)
    }

    private mutating func give(
        _ amount: Amount, to index: Int, _ event: Event?, account: Address? = nil,
        isCertain: Bool = true
    ) {
        if isCertain { amounts[index] = amount }
        guard let publisher = event?.publisher ?? account else { return }
        add(
            amount, count: 1, publisher: publisher, type: event?.type ?? 0,
            hour: event?.hour ?? hour)
    }

    private mutating func add(
        _ amount: Amount, count: UInt64, publisher: Address, type: UInt8, hour: UInt64
    ) {
        let key = SumKey(publisher: publisher, type: type, hour: hour)
        let known = summed[key] ?? (0, .zero)
        summed[key] = (known.count + count, known.amount.adding(amount) ?? .max)
    }
}
