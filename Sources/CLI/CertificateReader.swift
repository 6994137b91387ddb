// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives

/// Reads what proofs and certificates have in common.
struct CertificateReader {
    let object: JSONObject
    let name: String

    init(_ object: JSONObject, name: String) {
        self.object = object
        self.name = name
    }

    /// The channel; nil when the file does not name it.
    func channel() throws(CommandFailure) -> ChannelID? {
        let value = object["channelId"] ?? object["channel"]?.object?["id"] ?? object["channel"]
        guard let value, !value.isNull else { return nil }
        guard let id = value.string.flatMap({ ChannelID(hex: $0) }) else {
            throw CommandFailure(
                "\(name): \"channelId\" is no channel's id of 64 hexadecimal digits")
        }
        return id
    }

    /// A hash; nil when the file does not have it.
    func digest(_ key: String) throws(CommandFailure) -> Digest? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let digest = value.string.flatMap({ Digest(hex: $0) }) else {
            throw CommandFailure("\(name): \"\(key)\" is no hash of 64 hexadecimal digits")
        }
        return digest
    }

    func digests(_ key: String) throws(CommandFailure) -> [Digest] {
        guard let elements = object[key]?.array else {
            throw CommandFailure("\(name): \"\(key)\" is no list of hashes")
        }
        var digests: [Digest] = []
        for element in elements {
            guard let digest = element.string.flatMap({ Digest(hex: $0) }) else {
                throw CommandFailure("\(name): \"\(key)\" holds \(element.kind) that is no hash")
            }
            digests.append(digest)
        }
        return digests
    }

    func address(_ key: String) throws(CommandFailure) -> Address {
        guard let text = object[key]?.string,
            let address = Address(text: text, requiringChecksum: false)
        else {
            throw CommandFailure(
                "\(name): \"\(key)\" is no address of 0x and 40 hexadecimal digits")
        }
        return address
    }

    /// The validators in the channel's order; nil when the file does not name them.
    func validators() throws(CommandFailure) -> [Address]? {
        let value =
            object["validators"] ?? object["channel"]?.object?["spec"]?.object?["validators"]
        guard let elements = value?.array else { return nil }
        var validators: [Address] = []
        for element in elements {
            let text = element.string ?? element.object?["id"]?.string ?? ""
            guard let address = Address(text: text, requiringChecksum: false) else {
                throw CommandFailure("\(name): \"validators\" holds something that is no address")
            }
            validators.append(address)
        }
        return validators
    }

    /// The signatures by signer, in the order of the file; gaps left out.
    ///
    /// A list is in the order of the validators; an object names them.
    func signatures() throws(CommandFailure) -> [(signer: Address, text: String)] {
        var found: [(signer: Address, text: String)] = []
        if let map = object["signatures"]?.object {
            for key in map.keys {
                guard let signer = Address(text: key, requiringChecksum: false) else {
                    throw CommandFailure(
                        "\(name): \"signatures\" names \(key.excerpt), no address")
                }
                if let text = map[key]?.string { found.append((signer, text)) }
            }
            return found
        }
        guard let list = object["signatures"]?.array else { return [] }
        guard let validators = try validators(), validators.count == list.count else {
            throw CommandFailure(
                "\(name): \"signatures\" is a list, so \"validators\" must be one of the same length"
            )
        }
        for (validator, value) in zip(validators, list) {
            if let text = value.string { found.append((validator, text)) }
        }
        return found
    }

    /// Checks every signature, and with known validators that the leader signed and enough others.
    ///
    /// - Returns: whether leader and quorum were checked.
    @discardableResult
    func checkSignatures(
        of root: Digest, validators known: [Address]? = nil
    ) throws(CommandFailure) -> Bool {
        let signatures = try signatures()
        var signers: Set<Address> = []
        for (signer, text) in signatures {
            try Verdict.check(text, of: root, by: signer)
            signers.insert(signer)
        }
        let named = try validators()
        guard let validators = known ?? named, object["signatures"] != nil else { return false }
        let isLegal =
            ChannelLimits.validatorCounts.contains(validators.count)
            && Set(validators).count == validators.count
        guard isLegal, let leader = validators.first else {
            throw CommandFailure("\(name): 2 to 25 different validators are needed")
        }
        if let stranger = signatures.first(where: { !validators.contains($0.signer) }) {
            throw CommandFailure("\(stranger.signer.checksummed) is no validator of the channel")
        }
        guard signers.contains(leader) else {
            throw CommandFailure("the leader \(leader.checksummed) did not sign")
        }
        guard Quorum.isReached(signatures: signers.count, validators: validators.count) else {
            throw CommandFailure(
                "\(signers.count) of \(validators.count) validators signed; at least "
                    + "\(Quorum.minimum(validators: validators.count)) are needed")
        }
        return true
    }
}
