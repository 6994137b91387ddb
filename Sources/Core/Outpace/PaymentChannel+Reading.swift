// This source file is part of the Outpace project. License: see LICENSE.

import JSON
public import Primitives

extension PaymentChannel {
    /// Reads the description of a channel, and checks everything that does not depend on time or
    /// place.
    ///
    /// Without `id` the id is computed; with one it must be the right one. `targetingRules` and
    /// `exhausted`, which sentries add beside the spec, are accepted and do not matter for the id.
    ///
    /// - Parameters:
    ///   - json: one JSON object of at most `ChannelLimits.jsonByteLimit` octets.
    ///   - core: the contract, which is part of the id.
    /// - Throws: the first fault, with the path of the key, what was found and what is allowed.
    public static func parse(_ json: Bytes, core: Address) throws(ChannelFault) -> PaymentChannel {
        let value: JSONValue
        do {
            value = try JSONParser.parse(json, limits: ChannelLimits.json)
        } catch { throw .malformed(error) }
        let reader = try KeyedReader(value, path: "channel")
        try reader.refuseKeys(otherThan: [
            "id", "creator", "depositAsset", "depositAmount", "validUntil", "spec",
            "targetingRules", "exhausted",
        ])
        let creator = try reader.address("creator", refusal: "channel.creator is checksummed")
        let asset = try reader.address("depositAsset", refusal: nil)
        let deposit = try reader.amount("depositAmount")
        guard !deposit.isZero else {
            throw .invalid(
                reader.path("depositAmount"), found: "0", allowed: "1 or more, at most 2^256 - 1"
            )
        }
        let validUntil = try reader.integer("validUntil", unit: "seconds")
        let (spec, specBytes) = try readSpec(reader)
        let id = ChannelID(
            core: core, creator: creator, depositAsset: asset, deposit: deposit,
            validUntil: validUntil, validators: spec.validators.map(\.id), specBytes: specBytes
        )
        let channel = PaymentChannel(
            id: id, core: core, creator: creator, depositAsset: asset, deposit: deposit,
            validUntil: validUntil, spec: spec, specBytes: specBytes, json: json
        )
        try channel.checkFeesAndTimes()
        try channel.checkID(reader)
        return channel
    }

    private static func readSpec(
        _ reader: KeyedReader
    ) throws(ChannelFault) -> (ChannelSpec, Bytes) {
        let value = try reader.required("spec", allowed: "an object")
        let bytes = reader.object.compactRaw("spec") ?? value.serialized()
        let limit = ChannelLimits.specByteLimit
        guard bytes.count <= limit else {
            throw ChannelFault(
                .refused, at: "channel.spec",
                message: "spec byte size exceeds allowed \(limit) bytes size limit",
                detail: "channel.spec: found \(bytes.count) bytes"
            )
        }
        return (try ChannelSpec(reading: value, path: "channel.spec"), bytes)
    }

    private func checkFeesAndTimes() throws(ChannelFault) {
        let fees = Fees.total(spec.validators)
        guard let fees, fees <= deposit else {
            throw ChannelFault(
                .refused, at: "channel.spec.validators",
                message: "total fees <= deposit: fee constraint violated",
                detail: "channel.spec.validators: found fees of "
                    + "\(fees?.decimal ?? "2^256 or more") in all; "
                    + "allowed: at most channel.depositAmount, \(deposit)"
            )
        }
        guard spec.withdrawPeriodStart < expiry else {
            throw ChannelFault(
                .refused, at: "channel.spec.withdrawPeriodStart",
                message: "channel withdrawPeriodStart is invalid",
                detail: "channel.spec.withdrawPeriodStart: found "
                    + "\(spec.withdrawPeriodStart.milliseconds) ms; allowed: less than "
                    + "channel.validUntil, \(expiry.milliseconds) ms"
            )
        }
    }

    private func checkID(_ reader: KeyedReader) throws(ChannelFault) {
        guard let found = reader.object["id"] else { return }
        guard let text = found.string, text.utf8.elementsEqual(id.description.utf8) else {
            throw ChannelFault(
                .refused, at: "channel.id", message: "channel.id is not valid",
                detail: "channel.id: found \(ChannelFault.quoted(found)); "
                    + "the contents of this channel hash to \(id)"
            )
        }
    }
}
