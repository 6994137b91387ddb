// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// One impression or click, as the exact octets its id is the hash of.
///
/// Octets are kept as received. The user signature, when there is one, is the last field, in its
/// shortest form: a relay that could move it or spell it otherwise would make a second id of one
/// signed event, and the event would be paid twice. Fields ascend for the same reason. Unknown
/// fields before it are covered by the id and the signature, and passed over.
///
/// - Source: `docs/PROTOCOL.md`, section 4.
public struct EventRecord: Hashable, Sendable {
    /// The longest record, in octets.
    public static let byteLimit = 4_096

    /// The record as received.
    public let bytes: Bytes
    /// The keccak-256 hash of `bytes`.
    public let id: EventID
    /// What the record says.
    public let content: Content
    /// The 65-octet signature of the user, as received.
    public let userSignature: Bytes?
    /// Whether `user` is an address and `userSignature` its signature over the rest of the record.
    public let hasValidUserSignature: Bool

    /// The fields of a record that its maker chooses.
    public struct Content: Hashable, Sendable {
        /// The channel that pays.
        public let channel: ChannelID
        /// Impression or click.
        public let type: EventType
        /// Who earns.
        public let publisher: Address
        /// A 20-octet address or an opaque id of at most 64 octets; nil when nobody is named.
        public let user: Bytes?
        /// What was shown.
        public let adUnit: String
        /// Where it was shown.
        public let adSlot: String
        /// The kind of place it was shown in.
        public let slotType: String
        /// The page it was shown on.
        public let referrer: String
        /// The country the viewer claims.
        public let country: String
        /// The operating system the viewer claims.
        public let operatingSystem: String
        /// The browser the viewer claims.
        public let browser: String
        /// When it happened.
        public let occurredAt: Timestamp
        /// 16 octets that tell equal events apart.
        public let nonce: Bytes

        /// Puts the fields together.
        public init(
            channel: ChannelID, type: EventType, publisher: Address, user: Bytes?, adUnit: String,
            adSlot: String, slotType: String, referrer: String, country: String,
            operatingSystem: String, browser: String, occurredAt: Timestamp, nonce: Bytes
        ) {
            self.channel = channel
            self.type = type
            self.publisher = publisher
            self.user = user
            self.adUnit = adUnit
            self.adSlot = adSlot
            self.slotType = slotType
            self.referrer = referrer
            self.country = country
            self.operatingSystem = operatingSystem
            self.browser = browser
            self.occurredAt = occurredAt
            self.nonce = nonce
        }
    }

    /// For `make` and `decode` alone, which keep the parts consistent.
    init(bytes: Bytes, id: EventID, content: Content, signature: Bytes?, isSignatureValid: Bool) {
        self.bytes = bytes
        self.id = id
        self.content = content
        userSignature = signature
        hasValidUserSignature = isSignatureValid
    }
}

extension EventRecord {
    /// The channel that pays.
    public var channel: ChannelID { content.channel }
    /// Impression or click.
    public var type: EventType { content.type }
    /// Who earns.
    public var publisher: Address { content.publisher }
    /// A 20-octet address or an opaque id; nil when nobody is named.
    public var user: Bytes? { content.user }
    /// What was shown.
    public var adUnit: String { content.adUnit }
    /// Where it was shown.
    public var adSlot: String { content.adSlot }
    /// The kind of place it was shown in.
    public var slotType: String { content.slotType }
    /// The page it was shown on.
    public var referrer: String { content.referrer }
    /// The country the viewer claims.
    public var country: String { content.country }
    /// The operating system the viewer claims.
    public var operatingSystem: String { content.operatingSystem }
    /// The browser the viewer claims.
    public var browser: String { content.browser }
    /// When it happened.
    public var occurredAt: Timestamp { content.occurredAt }
    /// 16 octets that tell equal events apart.
    public var nonce: Bytes { content.nonce }
    /// Its place in the mempool.
    public var key: EventKey { EventKey(occurredAt: occurredAt, id: id) }
}
