// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import NodeCore
import Outpace
import Primitives

extension SentryAPI {
    /// POST /channel: takes a channel that is open on the chain.
    func add(_ request: APIRequest) async throws -> APIReply {
        let channel = try acceptable(request)
        guard await gateway.view(of: channel.id) == nil else { throw APIFault.alreadyHeld }
        guard try await gateway.chainState(of: channel.id) == .active else {
            throw APIFault.message(
                400, "channel is not Active on ethereum",
                detail: "the chain does not report \(channel.id) as open and final; "
                    + "open it there first, then post it again")
        }
        do {
            guard try await gateway.add(channel) else { throw APIFault.alreadyHeld }
        } catch let full as ChannelsFull {
            var fault = APIFault.message(
                503, "this node holds as many channels as it may",
                detail: "limits.channels is \(full.limit); whoever runs the node can raise it")
            fault.reply.headers.append(("Retry-After", "3600"))
            throw fault
        }
        return APIReply(json: ["success": true, "id": .string(channel.id.description)])
    }

    /// POST /channel/validate: everything but the chain.
    func validate(_ request: APIRequest) async throws -> APIReply {
        let channel = try acceptable(request)
        return APIReply(json: ["success": true, "id": .string(channel.id.description)])
    }

    private func acceptable(_ request: APIRequest) throws(APIFault) -> PaymentChannel {
        let channel: PaymentChannel
        do {
            channel = try PaymentChannel.parse(request.body, core: configuration.core)
        } catch { throw APIFault(error) }
        let fault = ChannelAcceptance.fault(
            channel, now: now(), address: configuration.address, policy: configuration.policy)
        if let fault { throw APIFault(fault) }
        return channel
    }

    /// GET /channel/list: the channels that end later than `validUntil`, or than now.
    func list(_ request: APIRequest) async throws -> APIReply {
        let after =
            try request.queryNumber("validUntil", in: 0...UInt64.max)
            ?? now().milliseconds / 1_000
        let page = Int(try request.queryNumber("page", in: 0...1_000_000) ?? 0)
        let validator = try queryAddress("validator", request)
        let creator = try queryAddress("creator", request)
        var found: [PaymentChannel] = []
        for id in await gateway.channelIDs() {
            guard let channel = await channel(id), channel.validUntil > after else { continue }
            if let validator, channel.index(of: validator) == nil { continue }
            if let creator, channel.creator != creator { continue }
            found.append(channel)
        }
        let size = limits.channelsPerPage
        let shown = found.dropFirst(page * size).prefix(size)
        let pages = (found.count + size - 1) / size
        var described: [JSONValue] = []
        for channel in shown {
            guard let view = await gateway.view(of: channel.id) else { continue }
            described.append(view.channelJSON(at: now()))
        }
        return APIReply(json: [
            "channels": .array(described),
            // AdEx's clients read pages up to `total`.
            "total": .integer(pages), "totalPages": .integer(pages),
            "count": .integer(found.count),
            "page": .integer(page),
        ])
    }

    /// The description of a channel that the node holds.
    func channel(_ id: ChannelID) async -> PaymentChannel? {
        if let known = remembered[id] { return known }
        guard let view = await gateway.view(of: id) else { return nil }
        remembered.remember(view.channel)
        return view.channel
    }

    func queryAddress(
        _ name: String, _ request: APIRequest
    ) throws(APIFault) -> Address? {
        guard let text = request.queryValue(name) else { return nil }
        guard let address = Address(hex: text) else {
            throw .badRequest(
                "\(name): found \"\(text.excerpt)\"; "
                    + "allowed: an address, 0x and 40 hexadecimal digits", key: name)
        }
        return address
    }
}

extension APIFault {
    /// The node holds the channel.
    static var alreadyHeld: APIFault { .message(409, "channel already exists") }
}
