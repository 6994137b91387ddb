// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives
import TestSupport
import Testing

@Suite(.enabled(if: SharedFolder.isPresent, Vectors.reason))
struct ProductionVectorTests {
    private func states() throws -> [JSONValue] { try Vectors.adex().list("production") }

    @Test func `real channels are read and have their real ids`() throws {
        for state in try states() {
            let facts = try state.member("channel")
            guard let spec = facts.object?["specJson"]?.string else { continue }
            let json = """
                {"id":"\(try facts.text("id"))","creator":"\(try facts.text("creator"))",\
                "depositAsset":"\(try facts.text("depositAsset"))",\
                "depositAmount":"\(try facts.text("depositAmount"))",\
                "validUntil":\(try facts.count("validUntil")),"spec":\(spec),"exhausted":[]}
                """
            let channel = try Sample.channel(json)
            #expect(try channel.id.description == facts.text("id"))
            #expect(channel.specBytes == Bytes(spec.utf8))
            #expect(try SHA256.hash(channel.specBytes) == facts.digest("specSha256"))
            #expect(try channel.validators.map(\.checksummed) == facts.texts("validators"))
        }
    }

    @Test func `real states have their real roots and are certified`() throws {
        for state in try states() {
            let facts = try state.member("channel")
            let balances = try Sample.balances(state.amounts("balances"))
            let tree = try #require(StateTree(balances))
            #expect(try tree.balanceRoot == state.digest("balanceRoot"))
            let certificate = Certificate(
                channel: try facts.channel("id"),
                validators: try facts.texts("validators").map { try Sample.address($0) },
                balances: balances, stateRoot: try state.digest("stateRoot"),
                signatures: [
                    try RecoverableSignature(hex: state.text("leaderSignature")),
                    try RecoverableSignature(hex: state.text("followerSignature")),
                ]
            )
            #expect(certificate.fault() == nil)
        }
    }

    @Test func `every account of a real state is provable`() throws {
        for state in try states() {
            let balances = try Sample.balances(state.amounts("balances"))
            let tree = try #require(StateTree(balances))
            for entry in balances.entries {
                let proof = try #require(tree.proof(for: entry.account))
                let leaf = StateTree.leaf(account: entry.account, amount: entry.amount)
                #expect(MerkleTree.verify(leaf: leaf, proof: proof, root: tree.balanceRoot))
            }
        }
    }
}
