// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
public import Identity
public import Outpace
public import Primitives
public import ValidatorMessages

/// Keys, channels and events for simulated networks.
public enum Sample {
    /// When simulations begin, on the wall clock.
    public static let start = Timestamp(milliseconds: 1_760_000_000_000)

    /// The key of a simulated node.
    public static func key(_ number: Int) throws(CryptographyError) -> NodeKey {
        let digest = SHA256.hash(Bytes("node network key \(number)".utf8))
        return NodeKey(try Secp256k1PrivateKey(bytes: digest.bytes))
    }

    /// The keys of the first so many simulated nodes.
    public static func keys(_ count: Int) throws(CryptographyError) -> [NodeKey] {
        var keys: [NodeKey] = []
        for number in 0..<count { keys.append(try key(number)) }
        return keys
    }

    /// A publisher by number.
    public static func publisher(_ number: Int) -> Address {
        let digest = SHA256.hash(Bytes("publisher \(number)".utf8))
        guard let address = Address(bytes: digest.bytes.suffix(Address.byteCount)) else {
            preconditionFailure("a hash is longer than an address")
        }
        return address
    }

    /// What of a channel's description tests vary.
    public struct Terms {
        /// The deposit, in the token's smallest unit.
        public var deposit: UInt64 = 1_000_000_000
        /// What each validator is paid, in the token's smallest unit.
        public var fee: UInt64 = 1_000
        /// What an impression costs at least, and when the leader says nothing.
        public var minPerImpression: UInt64 = 10
        /// What an impression costs at most.
        public var maxPerImpression: UInt64 = 1_000
        /// What a click costs at least and at most; nil for nothing.
        public var clickBounds: ClosedRange<UInt64>?
        /// Events that may be missed or unobserved.
        public var missedEventsThreshold = 1_000_000
        /// Health below which a campaign is unhealthy, and unsignable, in promille.
        public var health: (threshold: Int, unsignable: Int) = (970, 770)
        /// Events in a batch.
        public var maxEvents = 500
        /// Milliseconds a batch waits.
        public var maxTimeMillis = 1_000
        /// Milliseconds events settle.
        public var settleDelayMillis = 1_000
        /// The targeting rules, as JSON.
        public var targetingRules = "[]"
        /// When the withdraw period begins.
        public var withdrawPeriodStart: UInt64 = 1_780_000_000_000
        /// When the channel ends, in seconds.
        public var validUntil: UInt64 = 1_790_000_000

        /// The usual terms.
        public init() {}
    }

    /// A channel of the given validators, the leader first.
    public static func channel(
        _ number: Int, of validators: [NodeKey], terms: Terms = Terms()
    ) throws(ChannelFault) -> PaymentChannel {
        let members = validators.map { key in
            #"{"id":"\#(key.address.checksummed)","url":"https://v.example","fee":"\#(terms.fee)"}"#
        }
        // Without rules and bounds there is no key, so that the ids of channels stay what they are.
        let rules =
            terms.targetingRules == "[]" ? "" : #","targetingRules":\#(terms.targetingRules)"#
        let bounds = terms.clickBounds.map {
            let range = #"{"min":"\#($0.lowerBound)","max":"\#($0.upperBound)"}"#
            return #","pricingBounds":{"CLICK":\#(range)}"#
        }
        let json = """
            {"creator":"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",\
            "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718",\
            "depositAmount":"\(terms.deposit)","validUntil":\(terms.validUntil),\
            "spec":{"validators":[\(members.joined(separator: ","))],\
            "withdrawPeriodStart":\(terms.withdrawPeriodStart),\
            "minPerImpression":"\(terms.minPerImpression)",\
            "maxPerImpression":"\(terms.maxPerImpression)",\
            "missedEventsThreshold":\(terms.missedEventsThreshold),\
            "health":{"threshold":\(terms.health.threshold),\
            "unsignable":\(terms.health.unsignable)},\
            "batching":{"maxEvents":\(terms.maxEvents),"maxTime":\(terms.maxTimeMillis)},\
            "settleDelay":\(terms.settleDelayMillis),"nonce":"\(number)"\(rules)\(bounds ?? "")}}
            """
        return try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore)
    }

    /// An impression; equal arguments make equal events.
    public static func event(
        _ number: Int, of channel: ChannelID, publisher: Int, at time: Timestamp
    ) -> EventRecord {
        let nonce = SHA256.hash(Bytes("event \(number)".utf8)).bytes.prefix(16)
        let content = EventRecord.Content(
            channel: channel, type: .impression, publisher: self.publisher(publisher), user: nil,
            adUnit: "unit", adSlot: "slot", slotType: "legacy_300x250", referrer: "", country: "",
            operatingSystem: "", browser: "", occurredAt: time, nonce: Bytes(nonce))
        do {
            return try EventRecord(making: content, userSignature: nil)
        } catch {
            preconditionFailure("event \(number) is within its limits: \(error)")
        }
    }
}
