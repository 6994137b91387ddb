// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import JSON
import NodeCore
import Outpace

extension RouteDescriptions {
    var bids: [RouteDescription] {
        let bounds = limits.bidding
        let tag = "[^,]{1,\(bounds.tagByteLimit)}"
        return [
            RouteDescription(
                .get, "/bids", .bids, "What the channels that bid now pay, the best ones.",
                parameters: [
                    .query("publisher", "Who is to be paid.", .shared(.anyAddress)),
                    .query(
                        "tags", "What is known of the user: tags, joined by commas.",
                        .text("^\(tag)(,\(tag)){0,\(bounds.tagsPerQuery - 1)}$")),
                    .query(
                        "top", "How many bids.",
                        JSONSchema.integer(1...bounds.bidsPerQuery)
                            .standard(.integer(bounds.standardTop))),
                    .query("depositAsset", "Bids in this token alone.", .shared(.anyAddress)),
                ],
                isTagged: true,
                answers: [
                    .init(
                        200, "The highest price first.",
                        .object([
                            "publisher": JSONSchema.shared(.address).orNull,
                            "highestScore": JSONSchema.shared(.count).orNull, "complete": .truth,
                            "bids": .list(of: .shared(.bid), counts: 0...bounds.bidsPerQuery),
                        ])), .badRequest,
                ])
        ]
    }

    var node: [RouteDescription] {
        [
            RouteDescription(
                .get, "/livez", .node, "Whether the process lives.", answers: [Self.alive]),
            RouteDescription(
                .get, "/healthz", .node, "Whether the process lives.", answers: [Self.alive]),
            RouteDescription(
                .get, "/readyz", .node, "Whether the node can do its work, and why not.",
                answers: [
                    .init(200, "It can.", Self.readiness("ready", counts: 0...0)),
                    .init(
                        503, "It cannot.",
                        .either(Self.readiness("not ready"), .shared(.message))),
                ]),
            RouteDescription(
                .get, "/version", .node, "Which program answers.",
                answers: [
                    .init(
                        200, "Its name and version.",
                        .object(["name": .choice(["outpace"]), "version": .text()]))
                ]),
            RouteDescription(
                .get, "/cfg", .node, "Who the node is and what it takes.",
                answers: [.init(200, "Names in capitals are AdEx's.", Self.configuration)]),
            RouteDescription(
                .get, "/peers", .node, "Whom the node is connected to.",
                answers: [
                    .init(200, "All of them.", .object(["peers": .list(of: Self.peer)]))
                ]),
            RouteDescription(
                .get, APIDocument.path, .node, "This document.", isTagged: true,
                answers: [.init(200, "OpenAPI \(APIDocument.version).", .anyObject)]),
        ]
    }

    private static let alive = RouteDescription.Answer(
        200, "It does.", .object(["status": .choice(["ok"])]))

    private static func readiness(_ status: String, counts: ClosedRange<Int>? = nil) -> JSONSchema {
        .object(["status": .choice([status]), "reasons": .list(of: .text(), counts: counts)])
    }

    private static let configuration = JSONSchema.object([
        "version": .text(), "address": .shared(.address), "ETHEREUM_CORE_ADDR": .shared(.address),
        "HEARTBEAT_TIME": .shared(.count), "CHANNELS_FIND_LIMIT": .shared(.count),
        "MSGS_FIND_LIMIT": .shared(.count),
        "IP_RATE_LIMIT": .object(["type": .choice(["ip"]), "timeframe": .shared(.count)]),
        "MINIMAL_DEPOSIT": .shared(.amount), "MINIMAL_FEE": .shared(.amount),
        "VALIDATORS_WHITELIST": .list(of: .shared(.address)),
        "CREATORS_WHITELIST": .list(of: .shared(.address)),
        "TOKEN_ADDRESS_WHITELIST": .list(of: .shared(.address)),
        "limits": .object([
            "bodyBytes": .shared(.count), "bodySeconds": .shared(.count),
            "connections": .shared(.count), "eventsPerRequest": .shared(.count),
            "messagesPerPage": .shared(.count),
        ]),
    ])

    private static let peer = JSONSchema.object([
        "peerId": .text("^[1-9A-HJ-NP-Za-km-z]+$"), "address": JSONSchema.shared(.address).orNull,
        "direction": .choice(["outbound", "inbound"]), "directLane": .truth,
        "roundTripMicroseconds": JSONSchema.shared(.count).orNull,
        "gossip": JSONSchema.object([
            "protocol": .choice(GossipVersion.allCases.map(\.protocolName)), "explicit": .truth,
            "topics": .shared(.count), "meshes": .shared(.count), "graylisted": .truth,
            "score": .number(), "scoreParts": .map(.text(), to: .number()),
        ]).orNull,
    ])
}
