// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import JSON
import Outpace
import Primitives
import ValidatorMessages
import Wire

/// One submitted event, in the right form.
struct Submission: Sendable {
    let channel: ChannelID
    let type: SubmittedType
    /// What the node gets; nil for what the creator wants of it.
    let record: EventRecord?
    /// What becomes a record as soon as the channel's creator is known.
    var closing: Closing?
    /// What UPDATE_TARGETING brings.
    let targetingRules: JSONValue?
}

/// Reads the body of a request that submits events.
struct EventReader: Sendable {
    private static let closeKeys = ["type", "publisher", "occurredAt", "nonce", "userSignature"]
    private static let retargetingKeys = ["type", "targetingRules"]
    private static let keys = [
        "type", "publisher", "user", "adUnit", "adSlot", "slotType", "ref", "country", "os",
        "browser", "occurredAt", "nonce", "userSignature", "targetingRules",
    ]

    /// The channel of all events; nil when each names its own.
    let channel: ChannelID?
    /// When an event occurred that does not say.
    let now: Timestamp
    /// Where a proxy of ours found the client to be; nil when none knows.
    let seenCountry: String?
    let limits: SentryLimits

    /// Room for every member of every event, and for the rules of one.
    private var jsonLimits: JSONLimits {
        JSONLimits(
            byteLimit: limits.http.bodyByteLimit, depthLimit: 32,
            valueLimit: 4_096 + limits.eventsPerRequest * (Self.keys.count + 2))
    }

    /// The events in order, each with its own fault.
    ///
    /// - Throws: what is wrong with the whole body.
    func read(_ body: Bytes) throws(APIFault) -> [Result<Submission, EventFault>] {
        let value: JSONValue
        do {
            value = try JSONParser.parse(body, limits: jsonLimits)
        } catch {
            throw .badBody("the body is not JSON: \(error.message)", key: "")
        }
        guard let object = value.object else {
            throw .badBody("the body is \(value.kind); allowed: {\"events\": [...]}", key: "")
        }
        if let key = object.keys.first(where: { $0 != "events" }) {
            let name = String(key.prefix(64))
            throw .badBody("unknown key \"\(name)\"; allowed: events", key: name)
        }
        let allowed = "an array of 1 to \(limits.eventsPerRequest) events"
        guard let events = object["events"]?.array else {
            throw .badBody("events must be \(allowed)", key: "events")
        }
        guard (1...limits.eventsPerRequest).contains(events.count) else {
            throw .badBody("found \(events.count) events; allowed: \(allowed)", key: "events")
        }
        return events.enumerated().map { index, event in
            do throws(APIFault) {
                return try read(event, path: "events.\(index)")
            } catch {
                return .failure(EventFault(error, message: error.message))
            }
        }
    }

    private func read(
        _ value: JSONValue, path: String
    ) throws(APIFault) -> Result<Submission, EventFault> {
        guard let object = value.object else {
            throw .badBody("\(path) is \(value.kind); allowed: an object", key: path)
        }
        let fields = EventFields(object: object, path: path)
        let channelKey = channel == nil ? ["channelId"] : []
        try fields.refuseKeys(otherThan: Self.keys + channelKey)
        let channel = try fields.channel(known: channel)
        let type = try fields.type()
        let rules = try fields.targetingRules(type)
        let recorded: EventType
        switch type {
        case .impression: recorded = .impression
        case .click: recorded = .click
        case .close:
            try fields.refuseKeys(otherThan: Self.closeKeys + channelKey)
            guard !fields.names("publisher") else { return .failure(.noPayout) }
            let (occurredAt, nonce) = try origin(fields)
            let closing = Closing(
                path: path, occurredAt: occurredAt, nonce: nonce,
                userSignature: try fields.userSignature())
            return .success(
                Submission(
                    channel: channel, type: type, record: nil, closing: closing,
                    targetingRules: nil))
        case .updateTargeting:
            try fields.refuseKeys(otherThan: Self.retargetingKeys + channelKey)
            return .success(
                Submission(channel: channel, type: type, record: nil, targetingRules: rules))
        }
        let record = try self.record(of: fields, type: recorded, channel: channel)
        return .success(
            Submission(channel: channel, type: type, record: record, targetingRules: nil))
    }

    private func record(
        of fields: EventFields, type: EventType, channel: ChannelID
    ) throws(APIFault) -> EventRecord {
        let (occurredAt, nonce) = try origin(fields)
        let content = EventRecord.Content(
            channel: channel, type: type,
            publisher: try fields.publisher(), user: try fields.user(),
            adUnit: try fields.label("adUnit"), adSlot: try fields.label("adSlot"),
            slotType: try fields.label("slotType"), referrer: try fields.label("ref"),
            country: try country(fields), operatingSystem: try fields.label("os"),
            browser: try fields.label("browser"), occurredAt: occurredAt, nonce: nonce)
        let signature = try fields.userSignature()
        let record: EventRecord
        do {
            record = try EventRecord(making: content, userSignature: signature)
        } catch {
            throw .badBody("\(fields.path): \(EventFields.message(error))", key: fields.path)
        }
        guard signature == nil || record.hasValidUserSignature else {
            throw fields.fault(
                "userSignature",
                "is not the signature of `user` under this event, nonce and occurredAt included")
        }
        return record
    }

    /// The country that the client claims, unless we saw another. One that we saw is filled in only
    /// where the event is of our own making: sent to other validators too, it must be the same there.
    private func country(_ fields: EventFields) throws(APIFault) -> String {
        let claim = try fields.label("country")
        guard let seenCountry else { return claim }
        guard !claim.isEmpty else { return fields.names("nonce") ? "" : seenCountry }
        guard claim == seenCountry else {
            throw fields.fault(
                "country", "is \"\(claim.excerpt)\", and the request comes from \(seenCountry)")
        }
        return claim
    }

    /// When it occurred and what tells it from equal ones: both from the client, or both from us.
    private func origin(_ fields: EventFields) throws(APIFault) -> (Timestamp, Bytes) {
        let occurredAt = try fields.occurredAt()
        let nonce = try fields.nonce()
        switch (occurredAt, nonce) {
        case (let occurredAt?, let nonce?): return (occurredAt, nonce)
        case (nil, nil):
            guard fields.object["userSignature"] == nil else {
                throw fields.fault(
                    "userSignature", "covers occurredAt and nonce, so both must be given")
            }
            return (now, SecureRandom.bytes(StatementLimits.nonceByteCount))
        case (nil, _?):
            throw fields.fault("occurredAt", "is missing; with a nonce it must be given too")
        case (_?, nil):
            throw fields.fault(
                "nonce",
                "is missing; with occurredAt it must be given too, or a repeated "
                    + "request would be another event")
        }
    }
}
