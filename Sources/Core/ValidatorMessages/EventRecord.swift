// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace
package import Primitives

/// One impression or click, as the exact octets its id is the hash of.
///
/// Octets are kept as received. The user signature, when there is one, is the last field, in its
/// shortest form: a relay that could move it or spell it otherwise would make a second id of one
/// signed event, and the event would be paid twice. Fields ascend for the same reason. Unknown
/// fields before it are covered by the id and the signature, and passed over.
///
/// - Source: `docs/PROTOCOL.md`, section 4.
package struct EventRecord: Hashable, Sendable {
    /// The longest record, in octets.
    package static let byteLimit = 4_096

    /// The record as received.
    package let bytes: Bytes
    /// The keccak-256 hash of `bytes`.
    package let id: EventID
    /// What the record says.
    package let content: Content
    /// The 65-octet signature of the user, as received.
    package let userSignature: Bytes?
    /// Whether `user` is an address and `userSignature` its signature over the rest of the record.
    package let hasValidUserSignature: Bool

    /// The fields of a record that its maker chooses.
    package struct Content: Hashable, Sendable {
        /// The channel that pays.
        package let channel: ChannelID
        /// Impression or click.
        package let type: EventType
        /// Who earns.
        package let publisher: Address
        /// A 20-octet address or an opaque id of at most 64 octets; nil when nobody is named.
        package let user: Bytes?
        /// What was shown.
        package let adUnit: String
        /// Where it was shown.
        package let adSlot: String
        /// The kind of place it was shown in.
        package let slotType: String
        /// The page it was shown on.
        package let referrer: String
        /// The country the viewer claims.
        package let country: String
        /// The operating system the viewer claims.
        package let operatingSystem: String
        /// The browser the viewer claims.
        package let browser: String
        /// When it happened.
        package let occurredAt: Timestamp
        /// 16 octets that tell equal events apart.
        package let nonce: Bytes

        /// Puts the fields together.
        package init(
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
    package var channel: ChannelID { content.channel }
    /// Impression or click.
    package var type: EventType { content.type }
    /// Who earns.
    package var publisher: Address { content.publisher }
    /// A 20-octet address or an opaque id; nil when nobody is named.
    package var user: Bytes? { content.user }
    /// What was shown.
    package var adUnit: String { content.adUnit }
    /// Where it was shown.
    package var adSlot: String { content.adSlot }
    /// The kind of place it was shown in.
    package var slotType: String { content.slotType }
    /// The page it was shown on.
    package var referrer: String { content.referrer }
    /// The country the viewer claims.
    package var country: String { content.country }
    /// The operating system the viewer claims.
    package var operatingSystem: String { content.operatingSystem }
    /// The browser the viewer claims.
    package var browser: String { content.browser }
    /// When it happened.
    package var occurredAt: Timestamp { content.occurredAt }
    /// 16 octets that tell equal events apart.
    package var nonce: Bytes { content.nonce }
    /// Its place in the mempool.
    package var key: EventKey { EventKey(occurredAt: occurredAt, id: id) }
}
