// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import JSON
import NodeCore
import Outpace
import Primitives
import ValidatorMessages

extension SentryAPI {
    /// POST /channel/:id/validator-messages: has the leader say a price.
    ///
    /// What validators tell each other is signed and goes by their own network; AdEx's message types
    /// are therefore refused here. A price comes from the leader's operator, so it comes this way.
    func postMessages(_ request: APIRequest) async throws -> APIReply {
        let id = try channelID(request)
        let price = try PriceRequest.read(request.body, byteLimit: limits.http.bodyByteLimit)
        guard let channel = await channel(id) else { throw APIFault.unknownChannel(id) }
        guard request.session?.uid == channel.leader else {
            throw APIFault.message(
                403, "only the leader sets prices, with a token of \(channel.leader.checksummed)")
        }
        let answer = try await gateway.setPrice(
            price.price, perPublisher: price.perPublisher, of: id)
        switch answer.refusal {
        case nil: return APIReply(json: ["success": true])
        case .unknownChannel: throw APIFault.unknownChannel(id)
        case .notLeader:
            throw APIFault.badBody(
                "this node is not the channel's leader, and only the leader sets prices; send the "
                    + "price to validators[0]", key: "messages.0")
        case .priceOutOfBounds:
            let bounds = channel.spec.bounds(of: .impression)
            throw APIFault.badBody(
                "a price, or that of a publisher, is out of bounds; allowed: 0, which pauses, and "
                    + "\(bounds.min.decimal) to \(bounds.max.decimal)", key: "messages.0")
        case .tooManyPrices:
            throw APIFault.message(
                429,
                "the channel has had as many price statements as it may: "
                    + "\(PriceList.entryLimit - PriceList.pauseReserve), and then "
                    + "\(PriceList.pauseReserve) pauses, which are a price of 0 without perPublisher"
            )
        case .invalidRules:
            throw APIFault.badBody("the node took the price for rules", key: "messages.0")
        case .event(let index, let refusal):
            throw APIFault.badBody("event \(index): \(refusal)", key: "messages")
        }
    }
}

/// The one price that a request sets.
struct PriceRequest: Sendable {
    static let typeName = "SetImpressionPrice"
    private static let form =
        #"{"messages": [{"type": "SetImpressionPrice", "price": "1000", "perPublisher": {"0x...": "900"}}]}"#

    let price: Amount
    let perPublisher: [Balances.Entry]

    /// Reads the body of a request.
    ///
    /// - Throws: what is wrong with it and what is allowed.
    static func read(_ body: Bytes, byteLimit: Int) throws(APIFault) -> PriceRequest {
        let value: JSONValue
        do {
            value = try JSONParser.parse(
                body,
                limits: JSONLimits(
                    byteLimit: byteLimit, depthLimit: 8,
                    valueLimit: 16 + StatementLimits.publisherPriceLimit))
        } catch {
            throw .badBody("the body is not JSON: \(error.message)", key: "")
        }
        guard let object = value.object, object.keys == ["messages"],
            let messages = object["messages"]?.array, messages.count == 1,
            let message = messages[0].object
        else { throw .badBody("the body is not of the form \(form)", key: "messages") }
        guard let type = message["type"]?.string else {
            throw .badBody(
                "messages.0.type is missing; allowed: \(typeName)", key: "messages.0.type")
        }
        guard type == typeName else {
            throw .badBody(
                "messages.0.type is \"\(type.excerpt)\"; allowed: \(typeName): validators say "
                    + "everything else over their own network", key: "messages.0.type")
        }
        for key in message.keys where !["type", "price", "perPublisher"].contains(key) {
            throw .badBody(
                "messages.0: unknown key \"\(key.excerpt)\"; allowed: type, price, perPublisher",
                key: "messages.0")
        }
        return PriceRequest(
            price: try amount(message["price"], "messages.0.price"),
            perPublisher: try entries(message["perPublisher"]))
    }

    private static func amount(_ value: JSONValue?, _ path: String) throws(APIFault) -> Amount {
        guard let text = value?.string, let amount = Amount(decimal: text) else {
            throw .badBody("\(path) must be a decimal number in quotes, below 2^256", key: path)
        }
        return amount
    }

    private static func entries(_ value: JSONValue?) throws(APIFault) -> [Balances.Entry] {
        guard let value, !value.isNull else { return [] }
        let path = "messages.0.perPublisher"
        let limit = StatementLimits.publisherPriceLimit
        guard let object = value.object, object.keys.count <= limit else {
            throw .badBody(
                "\(path) must be an object of at most \(limit) publishers and their prices",
                key: path)
        }
        var entries: [Balances.Entry] = []
        var named: Set<Address> = []
        for name in object.keys {
            guard name.utf8.count >= 40, let account = Address(hex: name) else {
                throw .badBody(
                    "\(path): \"\(name.excerpt)\" is not an address", key: path)
            }
            guard named.insert(account).inserted else {
                throw .badBody("\(path) names \(account) twice", key: path)
            }
            let amount = try amount(object[name], "\(path).\(name)")
            entries.append(Balances.Entry(account: account, amount: amount))
        }
        return entries.sorted { $0.account < $1.account }
    }
}
