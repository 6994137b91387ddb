// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import JSON
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// Reads the file that shows an event's inclusion: `{core, channel, event: {id, record, proof}, state:
/// {newState: {signed}, approveStates: [{signed}]}}`. What else stands there is not looked at.
struct InclusionReader {
    private let object: JSONObject
    private let name: String

    init(_ object: JSONObject, name: String) {
        self.object = object
        self.name = name
    }

    /// The channel; what it says of its own id has to be so.
    func channel(core given: Address?) throws(CommandFailure) -> PaymentChannel {
        guard let text = object.compactRaw("channel"), let described = object["channel"]?.object
        else {
            throw CommandFailure("\(name): \"channel\" is missing, or no description of a channel")
        }
        let named = try object["core"].map { value throws(CommandFailure) -> Address in
            guard let core = value.string.flatMap({ Address(text: $0, requiringChecksum: false) })
            else {
                throw CommandFailure(
                    "\(name): \"core\" is no address of 0x and 40 digits, with the right checksum if "
                        + "their case is mixed")
            }
            return core
        }
        let core = given ?? named ?? PaymentChannel.mainnetCore
        let channel: PaymentChannel
        do {
            channel = try PaymentChannel.parse(text, core: core)
        } catch {
            throw CommandFailure("\(name): \(error.description)")
        }
        let id = described["id"]?.string.flatMap { ChannelID(hex: $0) }
        guard id == nil || id == channel.id else {
            throw CommandFailure(
                "\(name): with the contract \(core.checksummed) the channel's id is \(channel.id), not "
                    + "\(described["id"]?.string?.prefix(66) ?? "")")
        }
        return channel
    }

    /// The proof, of which nothing is checked yet but each statement's own signature.
    func proof() throws(CommandFailure) -> InclusionProof {
        guard let event = object["event"]?.object else {
            throw CommandFailure("\(name): \"event\" is missing")
        }
        guard let state = object["state"]?.object else {
            throw CommandFailure("\(name): \"state\" is missing")
        }
        let limit = ChannelLimits.validatorCounts.upperBound
        guard let approvals = state["approveStates"]?.array, approvals.count <= limit else {
            throw CommandFailure(
                "\(name): \"state.approveStates\" is no list of at most \(limit) approvals")
        }
        let reader = CertificateReader(event, name: name)
        let record = try record(octets(event["record"], "event.record"))
        if let id = try reader.digest("id"), id != record.id.digest {
            throw CommandFailure("the record is that of the event \(record.id), not of \(id)")
        }
        let siblings = try reader.digests("proof")
        var statements: [SignedStatement] = []
        for (place, approval) in approvals.enumerated() {
            statements.append(try statement(approval, "state.approveStates[\(place)]"))
        }
        return InclusionProof(
            record: record, siblings: siblings,
            proposal: try statement(state["newState"], "state.newState"), approvals: statements)
    }

    private func record(_ octets: Bytes) throws(CommandFailure) -> EventRecord {
        do {
            return try EventRecord.decode(octets)
        } catch {
            throw CommandFailure("\(name): \"event.record\" is no event: \(error)")
        }
    }

    private func statement(
        _ value: JSONValue?, _ key: String
    ) throws(CommandFailure) -> SignedStatement {
        let octets = try octets(value?.object?["signed"], "\(key).signed")
        let message: Message
        do {
            message = try Message.decode(octets)
        } catch {
            throw CommandFailure("\(name): \"\(key).signed\" is no message: \(error)")
        }
        switch SignedStatement.verified(message) {
        case .success(let statement): return statement
        case .failure(let fault):
            throw CommandFailure("\(name): \"\(key).signed\" is no signed statement: \(fault)")
        }
    }

    private func octets(_ value: JSONValue?, _ key: String) throws(CommandFailure) -> Bytes {
        guard let value, !value.isNull else {
            throw CommandFailure("\(name): \"\(key)\" is missing")
        }
        guard let text = value.string, text.hasPrefix("0x"),
            let octets = Hex.decode(text)
        else {
            throw CommandFailure("\(name): \"\(key)\" is not 0x and hexadecimal digits")
        }
        return octets
    }
}
