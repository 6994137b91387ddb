// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
package import JSON
import Outpace
package import Primitives
import Testing
package import ValidatorMessages

/// Impressions as a publisher's page posts them.
package enum SampleEvents {
    /// Events with a nonce and a time of their own, that may be posted to several validators.
    package static func named(_ count: Int) -> [JSONValue] {
        let now = now
        return (0..<count).map { index in
            [
                "type": "IMPRESSION", "publisher": .string(publisher(index)),
                "nonce": .string(Hex.encode(SecureRandom.bytes(16))), "occurredAt": .integer(now),
            ]
        }
    }

    /// Events whose nonce and time the node fills in.
    package static func plain(_ count: Int) -> [JSONValue] {
        (0..<count).map { ["type": "IMPRESSION", "publisher": .string(publisher($0))] }
    }

    /// Milliseconds since the epoch.
    package static var now: UInt64 { UInt64(Date().timeIntervalSince1970 * 1_000) }

    /// Records that nobody but the caller has seen.
    ///
    /// - Parameter occurredAt: nil for now.
    package static func records(
        _ count: Int, of channel: ChannelID, occurredAt: Timestamp? = nil
    ) throws -> [EventRecord] {
        try (0..<count).map { index in
            try EventRecord(
                making: EventRecord.Content(
                    channel: channel, type: .impression,
                    publisher: try #require(Address(hex: publisher(index))), user: nil, adUnit: "",
                    adSlot: "", slotType: "", referrer: "", country: "", operatingSystem: "",
                    browser: "", occurredAt: occurredAt ?? Timestamp(milliseconds: now),
                    nonce: SecureRandom.bytes(16)), userSignature: nil)
        }
    }

    /// The address of one of seven publishers.
    package static func publisher(_ index: Int) -> String {
        "0x" + String(repeating: "0", count: 36) + Hex.encode([0xad, UInt8(index % 7)])
    }
}
