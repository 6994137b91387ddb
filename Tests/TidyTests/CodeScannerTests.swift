// This source file is part of the Outpace project. License: see LICENSE.

import Testing

struct CodeScannerTests {
    @Test(arguments: [
        ("let a = 1 // print", ["let", "a", "1"]),
        ("/* print */ b", ["b"]),
        ("let c = \"print(\\\"x\\\")\" + d", ["let", "c", "d"]),
        ("func `a print`()", ["func"]),
        ("let e = #\"print\\\"# + f", ["let", "e", "f"]),
        ("let g = \"\"\"\n  print\n  \"\"\"\nh", ["let", "g", "h"]),
    ])
    func `comments, literals and names of tests are no code`(text: String, words: [String]) {
        #expect(SwiftFile(path: "A.swift", text: text).words.map(\.text) == words)
    }

    @Test func `the length of a function is counted from its name to its brace`() {
        let file = SwiftFile(
            path: "A.swift",
            text: "struct A {\n    func b(\n        c: Int = 1\n    ) {\n        d {}\n    }\n}\n")
        #expect(file.functions.map(\.line) == [2])
        #expect(file.functions.map(\.count) == [5])
    }

    @Test(arguments: ["package", "public"])
    func `a declaration for others without a comment is found`(level: String) {
        let text =
            "package import B\n\npackage struct C {\n    /// D.\n    @E\n    package var d = 1\n}\n"
        let file = SwiftFile(
            path: "A.swift", text: text.replacing("package", with: level))
        #expect(file.sharedLines == [3, 6])
        #expect(file.sharedLines.map(file.isDocumented) == [false, true])
    }
}
