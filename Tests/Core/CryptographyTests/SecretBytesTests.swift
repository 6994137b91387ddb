// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import Testing

@Suite struct SecretBytesTests {
    @Test func `a secret lends what it was given`() {
        let secret = SecretBytes(copying: [1, 2, 3])
        let lent = secret.withBytes { Bytes($0) }
        #expect(lent == [1, 2, 3])
    }

    @Test func `a guarded secret lends what it was given`() {
        let secret = SecretBytes(guarding: [1, 2, 3])
        let lent = secret.withBytes { Bytes($0) }
        #expect(lent == [1, 2, 3])
    }

    @Test func `an empty secret is empty`() {
        let secret = SecretBytes(copying: [])
        let (count, bytes) = (secret.count, secret.exportBytes())
        #expect(count == 0 && bytes.isEmpty)
    }

    @Test func `a piece holds its range`() {
        let secret = SecretBytes(copying: Bytes(0..<10))
        let piece = secret.piece(3..<6)
        let bytes = piece.exportBytes()
        #expect(bytes == [3, 4, 5])
    }

    @Test(arguments: [([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([1], [1, 2], false)])
    func `secrets compare by their octets`(left: Bytes, right: Bytes, isEqual: Bool) {
        let first = SecretBytes(copying: left)
        let second = SecretBytes(copying: right)
        let verdict = first.isEqual(to: second)
        #expect(verdict == isEqual)
    }

    @Test func `a secret does not print itself`() {
        let secret = SecretBytes(copying: [1, 2, 3])
        let text = secret.description
        #expect(text == "<secret>")
    }

    @Test func `a piece past the end is a bug`() async {
        await #expect(processExitsWith: .failure) {
            _ = SecretBytes(copying: [1]).piece(0..<2)
        }
    }

    @Test(arguments: [0, 1, 32, 1000])
    func `random octets come in the number asked`(count: Int) {
        #expect(SecureRandom.bytes(count).count == count)
    }

    @Test func `two draws differ`() {
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }
}
