// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Testing

struct JSONFuzzTests {
    private static let sample = Bytes(
        #"{"id":"0","a":[1,-2.5e3,true,false,null,{}],"bé":{"c":"d\u00e9\ud83d\ude00\n"}}"#.utf8
    )

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a random value survives printing and reading`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let value = Self.value(depth: 4, using: &generator)
            #expect(try JSONParser.parse(value.serialized(), limits: .standard) == value)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `mutated text is refused or read, and what is read prints and reads the same`(
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let text = Self.mutated(Self.sample, using: &generator)
            guard let value = try? JSONParser.parse(text, limits: .standard) else { continue }
            #expect(try JSONParser.parse(value.serialized(), limits: .standard) == value)
        }
    }

    private static func mutated(_ bytes: Bytes, using generator: inout SeededGenerator) -> Bytes {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let index = bytes.indices.randomElement(using: &generator) ?? 0
            let token = Bytes("{}[],:\"\\u0e-".utf8).randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[index] = token
            case 2: bytes.remove(at: index)
            case 3: bytes.insert(token, at: index)
            default: bytes.removeSubrange(index...)
            }
        }
        return bytes
    }

    private static func value(
        depth: Int, using generator: inout SeededGenerator
    ) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return nil
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: return .number("-0.\(UInt32.random(in: 0...99, using: &generator))E-7")
        case 4: return .string(text(using: &generator))
        case 5:
            return .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                    value(depth: depth - 1, using: &generator)
                })
        default:
            return .object(
                JSONObject(
                    members: (0..<Int.random(in: 0..<20, using: &generator)).map {
                        (
                            "\($0) " + text(using: &generator),
                            value(depth: depth - 1, using: &generator)
                        )
                    }))
        }
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<6, using: &generator) {
            let limit: UInt32 = Bool.random(using: &generator) ? 0x80 : 0x11_0000
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
