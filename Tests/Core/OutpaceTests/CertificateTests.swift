// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Outpace
import Primitives
import Testing

struct CertificateTests {
    private let balances: Balances
    private let channel: ChannelID
    private let keys: [Secp256k1PrivateKey]
    private let root: Digest

    init() throws {
        balances = try Sample.balances(["a": 10, "b": 20])
        channel = try #require(ChannelID(hex: Sample.channelID))
        keys = try (1...4).map(Sample.key)
        root = try #require(StateTree(balances)).stateRoot(of: channel)
    }

    private func certificate(
        signers: Set<Int>, root: Digest? = nil, channel: ChannelID? = nil,
        validators: [Address]? = nil
    ) -> Certificate {
        let digest = PersonalMessage.digest(of: (root ?? self.root).bytes)
        return Certificate(
            channel: channel ?? self.channel, validators: validators ?? keys.map(\.address),
            balances: balances, stateRoot: root ?? self.root,
            signatures: keys.indices.map {
                signers.contains($0) ? keys[$0].signRecoverable(digest) : nil
            }
        )
    }

    @Test(arguments: [[0, 1, 2, 3], [0, 1, 2], [0, 2, 3]])
    func `two thirds with the leader are a proof`(signers: [Int]) {
        #expect(certificate(signers: Set(signers)).fault() == nil)
    }

    @Test func `too few signatures are none`() {
        #expect(
            certificate(signers: [0, 1]).fault() == .noQuorum(signatures: 2, needed: 3)
        )
    }

    @Test func `without the leader there is no proof`() {
        #expect(certificate(signers: [1, 2, 3]).fault() == .leaderMissing)
    }

    @Test func `signatures over another root do not help`() {
        let other = certificate(signers: [0, 1, 2], root: .zero)
        #expect(other.fault() == .wrongRoot)
    }

    @Test func `a state of one channel is none of another`() {
        let other = certificate(signers: [0, 1, 2], channel: ChannelID(.zero))
        #expect(other.fault() == .wrongRoot)
    }

    @Test func `a signature in the wrong slot is refused`() {
        let good = certificate(signers: [0, 1, 2])
        let swapped = Certificate(
            channel: channel, validators: good.validators, balances: balances, stateRoot: root,
            signatures: [good.signatures[0], good.signatures[2], good.signatures[1], nil]
        )
        #expect(swapped.fault() == .wrongSignature(validator: keys[1].address))
    }

    @Test func `a validator that is listed twice does not count twice`() {
        let twice = [0, 1, 1, 1].map { keys[$0].address }
        let certificate = certificate(signers: [0, 1, 2], validators: twice)
        #expect(certificate.fault() == .wrongValidators)
    }

    @Test func `every validator needs a slot`() {
        let certificate = Certificate(
            channel: channel, validators: keys.map(\.address), balances: balances, stateRoot: root,
            signatures: []
        )
        #expect(certificate.fault() == .wrongSlotCount)
    }

    @Test func `a certificate is held against its channel`() throws {
        let paymentChannel = try Sample.channel()
        let tree = try #require(StateTree(balances))
        let root = tree.stateRoot(of: paymentChannel.id)
        let digest = PersonalMessage.digest(of: root.bytes)
        let good = Certificate(
            channel: paymentChannel.id, validators: paymentChannel.validators, balances: balances,
            stateRoot: root,
            signatures: try [1, 2].map { try Sample.key($0).signRecoverable(digest) }
        )
        #expect(good.fault(for: paymentChannel) == nil)
        #expect(certificate(signers: [0, 1, 2]).fault(for: paymentChannel) == .wrongChannel)
        let strangers = certificate(signers: [0, 1, 2], channel: paymentChannel.id)
        #expect(strangers.fault(for: paymentChannel) == .wrongValidators)
    }
}
