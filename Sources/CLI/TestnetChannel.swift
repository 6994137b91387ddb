// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Cryptography
import JSON
import Outpace
import Primitives

/// A channel of a local network.
struct TestnetChannel {
    private static let day: UInt64 = 86_400_000

    /// Its number, which decides who leads.
    let number: Int
    /// All nodes of the network.
    let validators: [Address]
    /// Their APIs, in the same order.
    let apis: [HTTPOrigin]
    /// Who opens it.
    let creator: Address

    /// Describes the channel; the id follows from the description.
    func make(at now: Timestamp) throws -> PaymentChannel {
        let whole: JSONValue = [
            "creator": .string(creator.checksummed),
            "depositAsset": .string(Self.madeUp("token").checksummed),
            "depositAmount": .string(Self.token(1_000_000)),
            "validUntil": .integer(now.adding(milliseconds: 180 * Self.day).milliseconds / 1_000),
            "spec": spec(now),
        ]
        let bare = try PaymentChannel.parse(whole.serialized(), core: PaymentChannel.mainnetCore)
        guard case .object(let object) = whole else { return bare }
        let members =
            [("id", JSONValue.string(bare.id.description))]
            + object.keys.map { ($0, object[$0] ?? .null) }
        return try PaymentChannel.parse(
            JSONValue.object(JSONObject(members: members)).serialized(),
            core: PaymentChannel.mainnetCore)
    }

    /// Any one validator's word is enough for an event here, so that events may be posted to any single
    /// node: hence the highest threshold. Everybody may post any number, or no load could be measured.
    private func spec(_ now: Timestamp) -> JSONValue {
        let order = validators.indices.map { ($0 + number) % validators.count }
        let signers = order.map { index -> JSONValue in
            [
                "id": .string(validators[index].checksummed),
                "url": .string(apis[index].description), "fee": .string(Self.token(1)),
            ]
        }
        return [
            "title": .string("local channel \(number)"), "validators": .array(signers),
            "withdrawPeriodStart": .integer(
                now.adding(milliseconds: 150 * Self.day).milliseconds),
            "minPerImpression": "1000000000000000", "maxPerImpression": "10000000000000000",
            "nonce": .string(Hex.encode(SecureRandom.bytes(16))),
            "created": .integer(now.milliseconds),
            "missedEventsThreshold": .integer(ChannelLimits.missedEventsThresholds.upperBound),
            "batching": ["maxEvents": 500, "maxTime": 1000], "settleDelay": 1000,
            "eventSubmission": ["allow": [["uids": nil]]],
        ]
    }

    /// Whole tokens in their smallest unit: 18 digits more.
    private static func token(_ count: Int) -> String {
        "\(count)" + String(repeating: "0", count: 18)
    }

    /// An address that nobody has the key of.
    private static func madeUp(_ name: String) -> Address {
        let hash = Keccak256.hash(Bytes("outpace local network \(name)".utf8))
        guard let address = Address(bytes: hash.bytes.suffix(Address.byteCount)) else {
            preconditionFailure("20 octets")
        }
        return address
    }
}
