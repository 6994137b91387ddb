// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Access

@Suite struct Base64URLTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{3f}\u{3f}\u{3e}", "Pz8-"),
        ("???", "Pz8_"),
    ])
    func `octets have one text`(octets: String, text: String) {
        #expect(Base64URL.encode(Bytes(octets.utf8)) == text)
        #expect(Base64URL.decode(text.utf8) == Bytes(octets.utf8))
    }

    @Test(arguments: ["A", "Zh", "Zm9", "Zg==", "Zm+v", "Zm/v", "Zm 9v", "Zm9vY", "\u{e9}"])
    func `another text is refused`(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
