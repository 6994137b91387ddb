// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives
import TestSupport
import Testing

@Suite(.enabled(if: SharedFolder.isPresent, Vectors.reason))
struct ReferenceVectorTests {
    @Test func `state roots are those of AdEx`() throws {
        for vector in try Vectors.reference("stateRoot") {
            let input = try vector.member("input")
            let tree = try #require(StateTree(Sample.balances(input.amounts("balances"))))
            #expect(
                try tree.stateRoot(of: input.channel("channelId"))
                    == vector.member("expected").digest("stateRoot")
            )
        }
    }

    @Test func `names that are no addresses have no state root`() throws {
        for vector in try Vectors.reference("stateRootQuirk") {
            for (name, _) in try vector.member("input").amounts("balances") {
                #expect(Address(hex: name) == nil)
            }
        }
    }

    @Test func `heartbeat roots are those of AdEx`() throws {
        for vector in try Vectors.reference("heartbeatRoot") + Vectors.reference("heartbeat") {
            let input = try vector.member("input")
            let time = Timestamp(milliseconds: try input.count("timestampMs"))
            let root = HeartbeatRoot.stateRoot(
                channel: try input.channel("channelId"), timestamp: time
            )
            #expect(try root == vector.member("expected").digest("stateRoot"))
        }
    }

    @Test func `a published heartbeat is signed by its validator`() throws {
        for vector in try Vectors.reference("heartbeat") {
            let expected = try vector.member("expected")
            let signature = try RecoverableSignature(hex: expected.text("signature"))
            let digest = PersonalMessage.digest(of: try expected.digest("stateRoot").bytes)
            #expect(try signature.recoverAddress(digest: digest) == expected.address("signer"))
        }
    }

    @Test func `published state signatures recover their signers`() throws {
        for vector in try Vectors.reference("recover") {
            guard let root = try? vector.member("input").digest("stateRoot") else { continue }
            let text = try vector.member("input").text("signature")
            let signature = try RecoverableSignature(hex: text)
            #expect(
                try signature.recoverAddress(digest: PersonalMessage.digest(of: root.bytes))
                    == vector.member("expected").address("signer")
            )
        }
    }

    @Test func `personal signatures are those of AdEx`() throws {
        for vector in try Vectors.reference("personalSign") {
            let input = try vector.member("input")
            let key = try Secp256k1PrivateKey(
                bytes: try #require(Hex.decode(try input.text("privateKey")))
            )
            let text = input.object?["messageUtf8"]?.string.map { Bytes($0.utf8) }
            let message = try text ?? #require(Hex.decode(try input.text("messageHex")))
            #expect(
                try key.signRecoverable(PersonalMessage.digest(of: message)).hex
                    == vector.member("expected").text("signature")
            )
        }
    }

    @Test func `merkle roots are those of AdEx`() throws {
        for vector in try Vectors.reference("merkle") {
            let leaves = try vector.member("input").texts("leaves").map {
                try #require(Digest(hex: $0))
            }
            let tree = try #require(MerkleTree(leaves: leaves))
            #expect(try tree.root == vector.member("expected").digest("root"))
        }
    }

    @Test func `channel ids are those of AdEx`() throws {
        for vector in try Vectors.reference("channelIdV4") {
            let id = try ComputedVectorTests.channelID(try vector.member("input"))
            #expect(try id == vector.member("expected").channel("channelId"))
        }
    }

    @Test func `fees are those of AdEx`() throws {
        for vector in try Vectors.reference("fees") {
            let expected = try vector.member("expected")
            let input = try vector.member("input")
            if expected.object?["error"] != nil {
                let fault = try #require(throws: FeesFault.self) {
                    try ComputedVectorTests.fees(input)
                }
                #expect(try fault.message == expected.text("error"))
            } else {
                #expect(
                    try ComputedVectorTests.fees(input)
                        == Sample.balances(expected.amounts("balances"))
                )
            }
        }
    }

    @Test func `health is that of AdEx`() throws {
        for vector in try Vectors.reference("healthPromilles") {
            let health = try ComputedVectorTests.health(try vector.member("input"))
            #expect(try health == vector.member("expected").count("promilles"))
        }
    }

    @Test func `transitions are valid where AdEx says so`() throws {
        for vector in try Vectors.reference("isValidTransition") {
            let input = try vector.member("input")
            // A negative amount is refused before there are balances to judge.
            let next = try #require(try input.member("next").object)
            let isNegative = next.keys.contains { next[$0]?.number?.hasPrefix("-") == true }
            if isNegative {
                #expect(try vector.member("expected").member("valid") == false)
                continue
            }
            let fault = Transition.fault(
                from: try Sample.balances(input.amounts("prev")),
                to: try Sample.balances(input.amounts("next")),
                deposit: try input.amount("depositAmount")
            )
            #expect(try (fault == nil) == vector.member("expected").member("valid").bool)
        }
    }
}
