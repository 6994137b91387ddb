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

    /// Says a new price, as the leader of a channel.
    mutating func setPrice(
        _ price: Amount, perPublisher: [Balances.Entry], of id: ChannelID, ticket: UInt64
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
        guard let statement = validator.price(price, perPublisher: perPublisher, at: now.timestamp)
        else {
            answer.refusal = .priceOutOfBounds
            return [.answer(ticket, answer)]
        }
        return say(.setImpressionPrice(statement), about: id) + [.answer(ticket, answer)]
    }
}
