// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
import JSON
public import Primitives

/// A token that an Ethereum key signed: it says who asks, whom, and when.
///
/// Three parts in base64url with points between: a fixed header, a payload of `id` (the node
/// asked), `era` (minutes since 1970) and `address` (who asks), and the signature of a wallet over
/// the text of the other two. Nothing is remembered of any token: checking one costs a tenth of a
/// millisecond, and what is not kept cannot grow or be confused.
///
/// AdEx's `identity` names a contract that only its relayer can vouch for; it is read and grants
/// nothing, so the signer stays who asks.
///
/// - Source: AdEx v4, "Ethereum Web Tokens" (EIP-1341 draft).
public struct EWT: Hashable, Sendable {
    /// The longest token, in characters; one with an identity has about 330.
    public static let characterLimit = 1_024
    /// How far a token's era may be from now, in minutes, before or after.
    public static let eraTolerance: UInt64 = 5

    static let header = #"{"type":"JWT","alg":"ETH"}"#
    fileprivate static let payloadLimits = JSONLimits(
        byteLimit: characterLimit, depthLimit: 2, valueLimit: 16)

    /// Whom the token is for, as written.
    public let id: String
    /// When it was made, in minutes since the Unix epoch.
    public let era: UInt64
    /// A contract that the signer claims to act for, as written; not proved.
    public let identity: String?
    /// Who signed it.
    public let address: Address

    /// Reads a token and checks its signature, but not whom and which time it is for.
    ///
    /// - Complexity: one recovery of a key, about 50 microseconds.
    public init(parsing text: some StringProtocol) throws(TokenFault) {
        let characters = Bytes(text.utf8.prefix(Self.characterLimit + 1))
        guard characters.count <= Self.characterLimit else {
            throw .tooLong(limit: Self.characterLimit)
        }
        let parts = characters.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .parts(parts.count) }
        guard parts[0].elementsEqual(Base64URL.encode(Bytes(Self.header.utf8)).utf8) else {
            throw .header
        }
        let payload = try TokenPayload(parts[1])
        let signed = Bytes(characters[..<parts[1].endIndex])
        let found = try Self.signer(of: signed, signature: parts[2])
        guard found == payload.address else {
            throw .otherSigner(claimed: payload.address, found: found)
        }
        id = payload.id
        era = payload.era
        identity = payload.identity
        address = payload.address
    }

    /// Who asks, when the token is for `node` and of about now.
    public func session(for node: Address, at now: Timestamp) throws(TokenFault) -> Session {
        guard Address(text: id, requiringChecksum: false) == node else { throw .otherNode(id) }
        let current = Self.era(at: now)
        if current > era, current - era > Self.eraTolerance {
            throw .expired(age: current - era, limit: Self.eraTolerance)
        }
        if era > current, era - current > Self.eraTolerance {
            throw .ahead(by: era - current, limit: Self.eraTolerance)
        }
        return Session(uid: address, era: era)
    }

    /// Makes a token with which the holder of `key` asks `node`.
    public static func make(
        key: Secp256k1PrivateKey, for node: Address, at now: Timestamp
    ) -> String {
        let payload: JSONValue = [
            "id": .string(node.checksummed), "era": .integer(era(at: now)),
            "address": .string(key.address.checksummed),
        ]
        return make(key: key, payload: payload.serialized())
    }

    /// Makes a token of any payload.
    static func make(key: Secp256k1PrivateKey, payload: Bytes) -> String {
        let text = "\(Base64URL.encode(Bytes(header.utf8))).\(Base64URL.encode(payload))"
        let signature = key.signRecoverable(PersonalMessage.digest(of: Bytes(text.utf8)))
        return "\(text).\(Base64URL.encode(signature.bytes))"
    }

    /// Minutes since the Unix epoch, rounded down.
    public static func era(at now: Timestamp) -> UInt64 { now.milliseconds / 60_000 }

    private static func signer(
        of signed: Bytes, signature text: some Sequence<UInt8>
    ) throws(TokenFault) -> Address {
        guard let bytes = Base64URL.decode(text) else { throw .signature("is not base64url") }
        let signature: RecoverableSignature
        do {
            signature = try RecoverableSignature(bytes: bytes)
        } catch {
            throw .signature("is not one: \(error)")
        }
        guard let signer = signature.recoverAddress(digest: PersonalMessage.digest(of: signed))
        else { throw .signature("is of no key") }
        return signer
    }
}

/// The second part of a token. Keys that are not listed are of no meaning and no harm: they are
/// signed too.
private struct TokenPayload {
    let id: String
    let era: UInt64
    let identity: String?
    let address: Address

    init(_ text: some Sequence<UInt8>) throws(TokenFault) {
        guard let bytes = Base64URL.decode(text) else { throw .payload("is not base64url") }
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes, limits: EWT.payloadLimits)
        } catch {
            throw .payload("is not JSON: \(error.message)")
        }
        guard let object = value.object else { throw .payload("is \(value.kind), not an object") }
        guard let id = object["id"]?.string else { throw .payload("has no id, the node's address") }
        guard let era = object["era"]?.uint64 else {
            throw .payload("has no era, the whole minutes since 1970")
        }
        guard let name = object["address"]?.string,
            let address = Address(text: name, requiringChecksum: false)
        else { throw .payload("has no address, the one that signs it") }
        if let identity = object["identity"], !identity.isNull, identity.string == nil {
            throw .payload("has an identity that is no text")
        }
        self.id = id
        self.era = era
        self.address = address
        identity = object["identity"]?.string
    }
}
