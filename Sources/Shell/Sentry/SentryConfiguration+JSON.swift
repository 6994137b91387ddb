// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives

extension SentryConfiguration {
    /// What `/cfg` tells; the names in capitals are AdEx's.
    var json: JSONValue {
        [
            "version": .string(version),
            "address": .string(address.checksummed),
            "ETHEREUM_CORE_ADDR": .string(core.checksummed),
            "HEARTBEAT_TIME": .integer(adexHeartbeatInterval.components.seconds * 1_000),
            "CHANNELS_FIND_LIMIT": .integer(limits.channelsPerPage),
            "MSGS_FIND_LIMIT": .integer(limits.messagesPerPage),
            "IP_RATE_LIMIT": [
                "type": "ip", "timeframe": .integer(limits.standardFrameMillis),
            ],
            "MINIMAL_DEPOSIT": .string(policy.minimalDeposit.decimal),
            "MINIMAL_FEE": .string(policy.minimalFee.decimal),
            "VALIDATORS_WHITELIST": Self.list(policy.validators),
            "CREATORS_WHITELIST": Self.list(policy.creators),
            "TOKEN_ADDRESS_WHITELIST": Self.list(policy.depositAssets),
            "limits": [
                "bodyBytes": .integer(limits.http.bodyByteLimit),
                "bodySeconds": .integer(limits.http.bodyDeadline.components.seconds),
                "connections": .integer(limits.http.connectionLimit),
                "eventsPerRequest": .integer(limits.eventsPerRequest),
                "messagesPerPage": .integer(limits.messagesPerPageLimit),
            ],
        ]
    }

    private static func list(_ addresses: Set<Address>) -> JSONValue {
        .array(addresses.sorted().map { .string($0.checksummed) })
    }
}
