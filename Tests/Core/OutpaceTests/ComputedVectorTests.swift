// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives
import TestSupport
import Testing

@Suite(.enabled(if: SharedFolder.isPresent, Vectors.reason))
struct ComputedVectorTests {
    @Test func `balance leaves are as computed`() throws {
        for vector in try Vectors.computed("balanceLeaves") {
            let leaf = StateTree.leaf(
                account: try vector.address("address"), amount: try vector.amount("amount")
            )
            #expect(try leaf == vector.digest("leaf"))
        }
    }

    @Test func `merkle roots, state roots and proofs are as computed`() throws {
        for vector in try Vectors.computed("merkleAndStateRoots") {
            // The large ones are not listed but made by a rule.
            let entries = try (0..<Int(vector.count("leafCount"))).map(Sample.entry)
            if let listed = try? vector.member("balances"), !listed.isNull {
                #expect(try Sample.balances(vector.amounts("balances")) == Balances(entries))
            }
            let tree = try #require(try StateTree(Balances(entries)))
            #expect(try tree.balanceRoot == vector.digest("balanceRoot"))
            let root = tree.stateRoot(of: try vector.channel("channelId"))
            #expect(try root == vector.digest("stateRoot"))
            for proof in try vector.list("proofs") {
                let expected = try proof.texts("proof").map { try #require(Digest(hex: $0)) }
                #expect(try tree.proof(for: proof.address("address")) == expected)
            }
        }
    }

    @Test func `leader and follower sign computed states alike`() throws {
        for vector in try Vectors.computed("merkleAndStateRoots") {
            let root = try vector.digest("stateRoot")
            for signer in [try vector.member("leader"), try vector.member("follower")] {
                let bytes = try #require(Hex.decode(try signer.text("privateKey")))
                let key = try Secp256k1PrivateKey(bytes: bytes)
                let signature = key.signRecoverable(PersonalMessage.digest(of: root.bytes))
                #expect(try signature.hex == signer.text("signature"))
                #expect(try key.address == signer.address("address"))
            }
        }
    }

    @Test func `the roots of large trees are as computed`() throws {
        for vector in try Vectors.computed("merkleLarge") {
            let entries = try (0..<Int(vector.count("leafCount"))).map(Sample.entry)
            let tree = try #require(try StateTree(Balances(entries)))
            #expect(try tree.balanceRoot == vector.digest("balanceRoot"))
        }
    }

    @Test func `merkle edge cases are as computed`() throws {
        for vector in try Vectors.computed("merkleEdge") {
            let leaves = try vector.texts("leaves").map { try #require(Digest(hex: $0)) }
            let root = vector.object?["root"]?.string.flatMap { Digest(hex: $0) }
            #expect(MerkleTree(leaves: leaves)?.root == root)
        }
    }

    @Test func `channel ids are as computed`() throws {
        for vector in try Vectors.computed("channelIdsV4") {
            #expect(try Self.channelID(vector) == vector.channel("channelId"))
        }
    }

    @Test func `signable roots of version 4 are as computed`() throws {
        // Version 5 hashes the contract as well.
        for vector in try Vectors.computed("signableRoots")
        where try vector.list("types").count == 2 {
            let root = StateTree.stateRoot(
                channel: try vector.channel("channelId"),
                balanceRoot: try vector.digest("balanceRoot")
            )
            #expect(try root == vector.digest("stateRoot"))
        }
    }

    @Test func `heartbeat roots are as computed`() throws {
        for vector in try Vectors.computed("heartbeats") {
            let root = HeartbeatRoot.stateRoot(
                channel: try vector.channel("channelId"),
                timestamp: Timestamp(milliseconds: try vector.count("timestampMs"))
            )
            #expect(try root == vector.digest("stateRoot"))
        }
    }

    @Test func `fees are as computed`() throws {
        for vector in try Vectors.computed("fees") {
            let after = try Self.fees(vector)
            #expect(try after == Sample.balances(vector.amounts("balances")))
            #expect(try after.total == vector.amount("sumAfter"))
        }
    }

    @Test func `health and its verdicts are as computed`() throws {
        for vector in try Vectors.computed("health") {
            let promilles = try Self.health(vector)
            #expect(try promilles == vector.count("promilles"))
            let verdict = try vector.member("prod")
            let thresholds = HealthThresholds.standard
            #expect(try (promilles < thresholds.unsignable) == verdict.member("unsignable").bool)
            #expect(try (promilles >= thresholds.threshold) == verdict.member("healthy").bool)
        }
    }

    @Test func `quorum and the stop of bidding are as computed`() throws {
        for vector in try Vectors.computed("supermajority") {
            let validators = try Int(vector.count("validators"))
            let least = try Int(vector.count("minSigners"))
            #expect(Quorum.minimum(validators: validators) == least)
            #expect(Quorum.isReached(signatures: least, validators: validators))
            #expect(!Quorum.isReached(signatures: least - 1, validators: validators))
            let stop = try Int(vector.count("stopBiddingAtOffline"))
            #expect(Quorum.stopsBidding(offline: stop, validators: validators))
            #expect(!Quorum.stopsBidding(offline: stop - 1, validators: validators))
        }
    }

    static func channelID(_ vector: JSONValue) throws -> ChannelID {
        ChannelID(
            core: try vector.address("contract"), creator: try vector.address("creator"),
            depositAsset: try vector.address("tokenAddr"),
            deposit: try vector.amount("tokenAmount"),
            validUntil: try vector.count("validUntil"),
            validators: try vector.texts("validators").map { try Sample.address($0) },
            specBytes: Bytes(try vector.text("specJson").utf8)
        )
    }

    static func fees(_ vector: JSONValue) throws -> Balances {
        let validators = try vector.list("validators").map { validator in
            let id = try validator.address("id")
            let feeAddress = try validator.object?["feeAddr"].flatMap {
                try $0.isNull ? nil : validator.address("feeAddr")
            }
            return ValidatorSpec(
                id: id, url: "https://example", fee: try validator.amount("fee"),
                feeAddress: feeAddress ?? id
            )
        }
        return try Fees.distribute(
            Sample.balances(vector.amounts("balancesBeforeFees")),
            deposit: vector.amount("depositAmount"), validators: validators
        )
    }

    static func health(_ vector: JSONValue) throws -> UInt64 {
        Health.promilles(
            ours: try Sample.balances(vector.amounts("our")),
            proposed: try Sample.balances(vector.amounts("approved")),
            deposit: try vector.amount("depositAmount")
        )
    }
}
