// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// Takes events that a client submitted; the answer follows the records it reveals.
    mutating func submit(
        _ records: [EventRecord], refusingHidden: Bool, ticket: UInt64
    ) -> [NodeEffect] {
        var answer = SubmissionAnswer()
        var effects: [NodeEffect] = []
        for (index, record) in records.enumerated() {
            let outcome = channels[record.channel]?.validator
                .submit(record, refusingHidden: refusingHidden, at: now)
            switch outcome {
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
        say(of: id, ticket: ticket) { validator, now in
            validator.price(price, perPublisher: perPublisher, at: now)
        }
    }

    /// Says other targeting rules for a channel that we lead.
    mutating func setRules(_ rules: Bytes, of id: ChannelID, ticket: UInt64) -> [NodeEffect] {
        say(of: id, ticket: ticket) { validator, now in
            validator.retargeting(rules, at: now)
        }
    }

    private mutating func say(
        of id: ChannelID, ticket: UInt64,
        _ make: (ChannelValidator, Timestamp) -> Result<SetImpressionPrice, PriceRefusal>
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
        switch make(validator, now.timestamp) {
        case .success(let statement):
            return say(.setImpressionPrice(statement), about: id) + [.answer(ticket, answer)]
        case .failure(.outOfBounds): answer.refusal = .priceOutOfBounds
        case .failure(.invalidRules): answer.refusal = .invalidRules
        case .failure(.tooMany): answer.refusal = .tooManyPrices
        }
        return [.answer(ticket, answer)]
    }
}
