// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

@Suite struct Keccak256Tests {
    @Test(arguments: [
        ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("616263", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (
            "68656c6c6f20776f726c64",
            "47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad"
        ),
        (
            String(repeating: "00", count: 64),
            "ad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5"
        ),
    ])
    func `a known message has its known hash`(message: String, hash: String) throws {
        #expect(try Keccak256.hash(octets(message)).hex == hash)
    }

    @Test func `two digests hash as their concatenation`() {
        let (left, right) = (Keccak256.hash([1]), Keccak256.hash([2]))
        #expect(Keccak256.hash(left, right) == Keccak256.hash(left.bytes + right.bytes))
    }

    @Test func `a slice hashes as an array of its own`() {
        let message = Bytes((0..<500).map { UInt8($0 % 251) })
        #expect(Keccak256.hash(message[100..<400]) == Keccak256.hash(Bytes(message[100..<400])))
    }

    @Test(arguments: [134, 135, 136, 137, 271, 272, 273])
    func `every octet around the block boundary counts`(length: Int) {
        let message = Bytes(repeating: 0x5a, count: length)
        let hashes = message.indices.map { index in
            var changed = message
            changed[index] ^= 1
            return Keccak256.hash(changed)
        }
        #expect(Set(hashes + [Keccak256.hash(message)]).count == length + 1)
    }

    @Test(
        .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)),
        arguments: ["ShortMsgKAT_256.txt", "LongMsgKAT_256.txt"])
    func `the known answers of the Keccak team come out`(file: String) throws {
        let text = String(decoding: try SharedFolder.data("vectors/keccak/\(file)"), as: UTF8.self)
        var fields: [Substring: Substring] = [:]
        var count = 0
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: " = ")
            guard parts.count == 2 else { continue }
            fields[parts[0]] = parts[1]
            guard parts[0] == "MD", let length = fields["Len"].flatMap({ Int($0) }),
                length.isMultiple(of: 8)
            else { continue }
            let message = try octets(String(fields["Msg"] ?? "")).prefix(length / 8)
            #expect(Keccak256.hash(message).hex == parts[1].lowercased(), "Len = \(length)")
            count += 1
        }
        #expect(count > 50)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the lengths around block boundaries come out`() throws {
        let vectors = try VectorNode.file("vectors/keccak/keccak256_boundaries.derived.json")
        for vector in try vectors.array() {
            let length = try vector.int("len")
            let message = Bytes((0..<length).map { UInt8($0 % 251) })
            #expect(try Keccak256.hash(message) == vector.digest("keccak256"), "\(length)")
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the hashes of the protocol vectors come out`() throws {
        let vectors = try VectorNode.file("vectors/adex.json").member("computed")
        for vector in try vectors.array("keccak256") {
            #expect(try Keccak256.hash(vector.bytes("inputHex")) == vector.digest("hash"))
        }
    }
}
