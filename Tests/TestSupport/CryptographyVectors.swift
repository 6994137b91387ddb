// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
package import Primitives

/// A node of a JSON file of test vectors, read by name; what is missing is an error, never a skip.
package struct VectorNode {
    /// A vector file that has not the form a test expects.
    package struct Malformed: Error {
        /// What was looked for.
        package let expected: String
    }

    private let value: Any

    private init(_ value: Any) { self.value = value }

    /// Reads a file of the shared folder.
    package static func file(_ path: String) throws -> VectorNode {
        VectorNode(try SharedFolder.json(path))
    }

    /// A member of an object.
    package func member(_ key: String) throws -> VectorNode {
        guard let member = (value as? [String: Any])?[key] else { throw Malformed(expected: key) }
        return VectorNode(member)
    }

    /// The members of an object, by name.
    package func members() throws -> [(key: String, node: VectorNode)] {
        guard let object = value as? [String: Any] else { throw Malformed(expected: "an object") }
        return object.sorted { $0.key < $1.key }.map { ($0.key, VectorNode($0.value)) }
    }

    /// The elements of an array.
    package func array() throws -> [VectorNode] {
        guard let array = value as? [Any] else { throw Malformed(expected: "an array") }
        return array.map { VectorNode($0) }
    }

    /// The elements of an array member.
    package func array(_ key: String) throws -> [VectorNode] { try member(key).array() }

    /// A text.
    package func string() throws -> String {
        guard let string = value as? String else { throw Malformed(expected: "a text") }
        return string
    }

    /// A text member.
    package func string(_ key: String) throws -> String { try member(key).string() }

    /// A number member.
    package func int(_ key: String) throws -> Int {
        guard let number = try member(key).value as? Int else { throw Malformed(expected: key) }
        return number
    }

    /// Octets in hexadecimal, with or without `0x`.
    package func bytes() throws -> Bytes {
        guard let bytes = Hex.decode(try string()) else { throw Malformed(expected: "hexadecimal") }
        return bytes
    }

    /// A member of octets in hexadecimal.
    package func bytes(_ key: String) throws -> Bytes { try member(key).bytes() }

    /// A member that holds a digest in hexadecimal.
    package func digest(_ key: String) throws -> Digest {
        guard let digest = Digest(bytes: try bytes(key)) else { throw Malformed(expected: key) }
        return digest
    }

    /// Every test of a Wycheproof file with the group it stands in.
    package static func wycheproof(
        _ name: String
    ) throws -> [(group: VectorNode, test: VectorNode)] {
        let groups = try file("vectors/wycheproof/\(name)_test.json").array("testGroups")
        return try groups.flatMap { group in try group.array("tests").map { (group, $0) } }
    }
}
