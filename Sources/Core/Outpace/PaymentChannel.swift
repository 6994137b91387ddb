// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// One ad campaign's deposit, and the agreement on how it is spent.
///
/// The id commits to the spec by the hash of its octets. What is hashed is the spec as it was
/// received, less the whitespace between tokens: key order, number text and escapes stay as they
/// were written, for reading and printing a spec again could change any of them, and with them the
/// id. AdEx hashes what `JSON.stringify` prints, which has no such whitespace, so both agree on
/// every spec that AdEx made.
///
/// It never changes, and many hold it: they share one.
///
/// - Source: AdEx v4 channels; `docs/PROTOCOL.md`, section 2.
public final class PaymentChannel: Sendable {
    /// AdEx's contract on the Ethereum main network.
    public static let mainnetCore: Address = {
        guard let address = Address(hex: "0x333420fc6a897356e69b62417cd17ff012177d2b") else {
            preconditionFailure("the literal is 20 octets of hexadecimal digits")
        }
        return address
    }()

    /// The number of gossip topics that channels are spread over.
    public static let shardCount = 64

    /// The hash over everything below and the contract.
    public let id: ChannelID
    /// The contract that holds the deposit.
    public let core: Address
    /// The advertiser.
    public let creator: Address
    /// The token.
    public let depositAsset: Address
    /// How much of it, in its smallest unit; never zero.
    public let deposit: Amount
    /// The last second at which the chain pays out, since the Unix epoch.
    public let validUntil: UInt64
    /// The agreement.
    public let spec: ChannelSpec
    /// The octets of the spec that are hashed.
    public let specBytes: Bytes
    /// The whole description as received.
    public let json: Bytes

    init(
        id: ChannelID, core: Address, creator: Address, depositAsset: Address, deposit: Amount,
        validUntil: UInt64, spec: ChannelSpec, specBytes: Bytes, json: Bytes
    ) {
        self.id = id
        self.core = core
        self.creator = creator
        self.depositAsset = depositAsset
        self.deposit = deposit
        self.validUntil = validUntil
        self.spec = spec
        self.specBytes = specBytes
        self.json = json
    }

    /// The addresses of the validators, in order.
    public var validators: [Address] { spec.validators.map(\.id) }

    /// Who proposes states.
    public var leader: Address { spec.validators[0].id }

    /// Where `validator` stands among the validators; nil when it is none.
    public func index(of validator: Address) -> Int? {
        for place in spec.validators.indices where spec.validators[place].id == validator {
            return place
        }
        return nil
    }

    /// The number of the topic that carries its statements: the id's first octet modulo 64.
    public var shard: Int { Self.shard(of: id) }

    /// The topic that carries its statements.
    public var topic: String { Self.topic(shard: shard) }

    /// The shard of the channel named `id`.
    public static func shard(of id: ChannelID) -> Int {
        Int(id.digest.words.0 >> 56) % shardCount
    }

    /// The topic of a shard.
    public static func topic(shard: Int) -> String { "/outpace/1/\(shard)" }

    /// The last millisecond at which the chain pays out.
    public var expiry: Timestamp {
        let (milliseconds, overflow) = validUntil.multipliedReportingOverflow(by: 1000)
        return Timestamp(milliseconds: overflow ? .max : milliseconds)
    }

    /// Whether the chain no longer pays out.
    public func isExpired(at now: Timestamp) -> Bool { now > expiry }

    /// Whether publishers withdraw and no event is accepted any more.
    public func isInWithdrawPeriod(at now: Timestamp) -> Bool { now > spec.withdrawPeriodStart }
}

extension PaymentChannel: Hashable {
    /// The same description; the id stands for nearly all of it.
    public static func == (left: PaymentChannel, right: PaymentChannel) -> Bool {
        left.id == right.id && left.json == right.json
    }

    /// Hashes the id, which stands for the rest.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
