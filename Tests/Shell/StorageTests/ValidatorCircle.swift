// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Identity
import Mempool
import Outpace
import Primitives
import Storage
import Validator
import ValidatorMessages

/// The validators of one channel as values that hear each other at once, with what each made
/// durable.
struct ValidatorCircle {
    let channel: PaymentChannel
    private(set) var validators: [ChannelValidator] = []
    /// What each validator's storage was told, in order.
    private(set) var records: [[ChannelRecord]] = []
    private(set) var now = Moment(instant: Instant(nanoseconds: 1), timestamp: Sample.start)
    private var keys: [NodeKey] = []
    private var lastNumber: UInt64 = 0

    init(_ channel: PaymentChannel) throws {
        self.channel = channel
        for number in 1...UInt8(channel.spec.validators.count) {
            let key = try Sample.key(number)
            keys.append(key)
            validators.append(
                ChannelValidator(
                    channel: channel, key: key, parameters: ValidatorParameters(),
                    mempool: MempoolParameters(), restoring: nil, at: now))
            records.append([])
        }
        for index in validators.indices { step(index, .permitted) }
    }

    /// Replaces a validator by one that starts from what storage holds.
    mutating func restart(_ index: Int, from snapshot: ChannelSnapshot) {
        validators[index] = ChannelValidator(
            channel: channel, key: keys[index], parameters: ValidatorParameters(),
            mempool: MempoolParameters(), restoring: snapshot, at: now)
        step(index, .permitted)
    }

    /// Has a client post an event to every validator.
    mutating func submit(_ record: EventRecord) {
        for index in validators.indices {
            if case .success(let effects) = validators[index].submit(record, at: now) {
                perform(effects, by: index)
            }
        }
    }

    mutating func say(_ statement: Statement, by index: Int) {
        perform([.say(statement)], by: index)
    }

    /// Lets time pass, and everybody do what is due.
    mutating func advance(_ duration: Duration) {
        now = now.advanced(by: duration)
        for index in validators.indices { step(index, .woke) }
    }

    private mutating func step(_ index: Int, _ input: ValidatorInput) {
        let effects = validators[index].step(input, at: now)
        perform(effects, by: index)
    }

    private mutating func perform(_ effects: [ValidatorEffect], by index: Int) {
        for effect in effects {
            switch effect {
            case .persist(let record): records[index].append(record)
            case .say(let statement): publish(statement, by: index)
            case .share(let record):
                for other in validators.indices where other != index {
                    step(other, .received(record, carrier: index))
                }
            case .fetchRecords, .fetchStep, .fetchStates, .approved, .judged, .blocked, .suspended,
                .doubted, .refusedRecord:
                continue
            }
        }
    }

    private mutating func publish(_ statement: Statement, by index: Int) {
        lastNumber += 1
        let signed = SignedStatement.signed(
            statement, by: keys[index], sequenceNumber: lastNumber, topic: channel.topic)
        let others = validators.indices.filter { $0 != index }
        for hearer in [index] + others {
            step(hearer, .heard(signed, validator: index, isStateSignatureValid: true))
        }
    }
}

extension ValidatorCircle {
    /// A circle that approved `states` states of two events each, with one more event waiting.
    static func running(states: Int, of channel: PaymentChannel) throws -> ValidatorCircle {
        var circle = try ValidatorCircle(channel)
        for state in 0..<states {
            for part in 0..<2 {
                circle.submit(
                    try Sample.event(
                        UInt8(2 * state + part), of: channel.id, publisher: UInt8(part + 1),
                        at: circle.now.timestamp))
            }
            for _ in 0..<4 { circle.advance(.seconds(1)) }
        }
        circle.submit(try Sample.event(255, of: channel.id, at: circle.now.timestamp))
        return circle
    }

    /// A database with the records of a follower of a running circle, and the states it approved.
    static func database(
        in folder: TemporaryFolder, holding channel: PaymentChannel, states count: Int,
        limits: StorageLimits
    ) async throws -> (database: NodeDatabase, approved: [ApprovedRecord]) {
        let circle = try running(states: count, of: channel)
        let database = try await Sample.database(in: folder, holding: channel, limits: limits)
        try await database.append(circle.records[1], of: channel.id)
        let approved = circle.records[1].compactMap { record -> ApprovedRecord? in
            if case .approved(let record) = record { record } else { nil }
        }
        return (database, approved)
    }
}
