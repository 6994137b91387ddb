// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Cryptography
import Outpace
import Primitives
import Testing

/// Who must have signed a state, and how.
struct LedgerSignatureTests {
    private let ledger: Ledger
    private let chain: LedgerChain

    init() throws {
        ledger = try Ledger()
        chain = try ledger.chain()
    }

    /// A state of a channel that is open, in which account 100 has 10.
    private func state(validators: UInt8) async throws -> SettledState {
        let channel = try Ledger.channel(validators: validators)
        try await chain.open(channel)
        return try SettledState(channel, [(100, 10), (101, 20)])
    }

    private func code(
        _ state: SettledState, _ signatures: [RecoverableSignature?]
    ) async -> String? {
        await refusal {
            try await chain.withdraw(
                state.withdrawal(of: 100, signatures: signatures), key: 100)
        }
    }

    @Test(arguments: [(2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (25, 17)])
    func `two thirds of the validators are enough`(count: Int, needed: Int) async throws {
        let state = try await state(validators: UInt8(count))
        let signatures = try state.signatures(of: Set(0..<needed))
        let withdrawal = try state.withdrawal(of: 100, signatures: signatures)
        #expect(try await chain.withdraw(withdrawal, key: 100) == Amount(10))
    }

    @Test(arguments: [(2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (25, 17)])
    func `one signature fewer is NOT_SIGNED_BY_VALIDATORS`(count: Int, needed: Int) async throws {
        let state = try await state(validators: UInt8(count))
        let signatures = try state.signatures(of: Set(0..<(needed - 1)))
        #expect(await code(state, signatures) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `gaps may be anywhere but at the leader's place`() async throws {
        let state = try await state(validators: 4)
        let signatures = try state.signatures(of: [0, 2, 3])
        let withdrawal = try state.withdrawal(of: 100, signatures: signatures)
        #expect(try await chain.withdraw(withdrawal, key: 100) == Amount(10))
    }

    @Test func `without the leader it is NOT_SIGNED_BY_VALIDATORS`() async throws {
        let state = try await state(validators: 4)
        let signatures = try state.signatures(of: [1, 2, 3])
        #expect(await code(state, signatures) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `signatures in another order are NOT_SIGNED_BY_VALIDATORS`() async throws {
        let state = try await state(validators: 2)
        let signatures = try state.signatures(of: [0, 1])
        #expect(await code(state, signatures.reversed()) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test(arguments: [-2, -1, 1]) func `another number of slots is NOT_SIGNED_BY_VALIDATORS`(
        difference: Int
    ) async throws {
        let state = try await state(validators: 3)
        var signatures = try state.signatures(of: [0, 1, 2])
        if difference < 0 { signatures.removeLast(-difference) } else { signatures.append(nil) }
        #expect(await code(state, signatures) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `no slots at all are NOT_SIGNED_BY_VALIDATORS`() async throws {
        #expect(await code(try await state(validators: 2), []) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `a stranger's signature does not count`() async throws {
        let state = try await state(validators: 2)
        var signatures = try state.signatures(of: [0])
        signatures[1] = try Ledger.key(99).signRecoverable(PersonalMessage.digest(of: state.root))
        #expect(await code(state, signatures) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `a signature that does not count spoils nothing among enough others`() async throws {
        let state = try await state(validators: 3)
        var signatures = try state.signatures(of: [0, 1])
        signatures[2] = signatures[1]
        let withdrawal = try state.withdrawal(of: 100, signatures: signatures)
        #expect(try await chain.withdraw(withdrawal, key: 100) == Amount(10))
    }

    @Test func `one signature in every slot is NOT_SIGNED_BY_VALIDATORS`() async throws {
        let state = try await state(validators: 3)
        let leader = try state.signatures(of: [0])[0]
        #expect(await code(state, [leader, leader, leader]) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `signatures of another state are NOT_SIGNED_BY_VALIDATORS`() async throws {
        let state = try await state(validators: 2)
        let other = try SettledState(state.channel, [(100, 11), (101, 20)])
        #expect(await code(state, try other.signatures(of: [0, 1])) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `signatures of another channel are NOT_SIGNED_BY_VALIDATORS`() async throws {
        let state = try await state(validators: 2)
        let other = try SettledState(try Ledger.channel(7), [(100, 10), (101, 20)])
        #expect(await code(state, try other.signatures(of: [0, 1])) == "NOT_SIGNED_BY_VALIDATORS")
    }

    @Test func `the signatures are checked before the balance`() async throws {
        let state = try await state(validators: 2)
        let withdrawal = try state.withdrawal(
            of: 100, amount: 11, signatures: try state.signatures(of: [0]))
        let code = await refusal { try await chain.withdraw(withdrawal, key: 100) }
        #expect(code == "NOT_SIGNED_BY_VALIDATORS")
    }

    /// The contract takes several forms of signatures; validators sign in one, and only that one is
    /// taken here.
    @Test(arguments: Form.allCases) func `only the form of personal messages is taken`(
        form: Form
    ) async throws {
        let state = try await state(validators: 2)
        let signatures = try [1, 2].map {
            try Ledger.key($0).signRecoverable(form.digest(of: state.root))
        }
        guard form != .personal else {
            let withdrawal = try state.withdrawal(of: 100, signatures: signatures)
            #expect(try await chain.withdraw(withdrawal, key: 100) == Amount(10))
            return
        }
        #expect(await code(state, signatures) == "NOT_SIGNED_BY_VALIDATORS")
    }

    /// How a hash can be made ready for signing.
    enum Form: CaseIterable {
        /// The 32 octets as a personal message.
        case personal
        /// As it is.
        case raw
        /// As a personal message whose length is one octet.
        case trezor
        /// Its hexadecimal digits as a personal message.
        case digits

        func digest(of root: Digest) -> Digest {
            switch self {
            case .personal: PersonalMessage.digest(of: root)
            case .raw: root
            case .trezor:
                Keccak256.hash(
                    Bytes("\u{19}Ethereum Signed Message:\n".utf8) + [0x20] + root.bytes)
            case .digits: PersonalMessage.digest(of: Bytes(root.hex.utf8))
            }
        }
    }
}
