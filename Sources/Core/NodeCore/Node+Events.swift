// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// Takes events that a client submitted; the answer follows the records it reveals.
    mutating func submit(_ records: [EventRecord], ticket: UInt64) -> [NodeEffect] {
        var answer = SubmissionAnswer()
        var effects: [NodeEffect] = []
        for (index, record) in records.enumerated() {
            switch channels[record.channel]?.validator.submit(record, at: now) {
            case .success(let wanted):
                let isNew = !wanted.isEmpty
                effects += perform(wanted, of: record.channel)
                if isNew {
                    channels[record.channel]?.counters.eventsReceived[
                        Int(record.type.rawValue) - 1] += 1
                }
                answer.accepted.append(record.id)
            case .failure(let refusal):
                counters.eventsRefused[refusal.name, default: 0] += 1
                answer.refusal = .event(index, refusal)
            case nil:
                counters.eventsRefused["unknown_channel", default: 0] += 1
                answer.refusal = .unknownChannel(record.channel)
            }
            if answer.refusal != nil { break }
        }
        return effects + [.answer(ticket, answer)]
    }

    /// Says a price for a channel that we lead.
    mutating func setPrice(
        _ price: Amount, perPublisher: [Balances.Entry], of id: ChannelID, ticket: UInt64
    ) -> [NodeEffect] {
        say(of: id, ticket: ticket, otherwise: .priceOutOfBounds) { validator, now in
            validator.price(price, perPublisher: perPublisher, at: now)
        }
    }

    /// Says other targeting rules for a channel that we lead.
    mutating func setRules(_ rules: Bytes, of id: ChannelID, ticket: UInt64) -> [NodeEffect] {
        say(of: id, ticket: ticket, otherwise: .invalidRules) { validator, now in
            validator.retargeting(rules, at: now)
        }
    }

    private mutating func say(
        of id: ChannelID, ticket: UInt64, otherwise refusal: SubmissionRefusal,
        _ make: (ChannelValidator, Timestamp) -> SetImpressionPrice?
    ) -> [NodeEffect] {
        var answer = SubmissionAnswer()
        guard let validator = channels[id]?.validator else {
            answer.refusal = .unknownChannel(id)
            return [.answer(ticket, answer)]
        }
        guard validator.isLeader else {
            answer.refusal = .notLeader
            return [.answer(ticket, answer)]
        }
        guard let statement = make(validator, now.timestamp) else {
            answer.refusal = refusal
            return [.answer(ticket, answer)]
        }
        return say(.setImpressionPrice(statement), about: id) + [.answer(ticket, answer)]
    }
}
