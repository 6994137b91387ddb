// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// docs/ACCEPTANCE.md says which test shows which row; this keeps it from saying what is not so.
struct AcceptanceTidyTests {
    /// A row of a table: its name, and the rest of its line.
    private static let rows: [(name: String, text: String)] = {
        SourceTree.text(of: "docs/ACCEPTANCE.md").split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /^\| ([UIRD][0-9]+) \|/) else { return nil }
            return (String(match.1), String(line[match.range.upperBound...]))
        }
    }()

    /// The tests that a text names, each as `Suite`: `sentence`.
    private static func tests(in text: String) -> [(suite: String, name: String)] {
        text.matches(of: /`([A-Za-z]+Tests)`: `([^`]+)`((?:, `[^`]+`)*)/).flatMap { match in
            let more = match.3.matches(of: /`([^`]+)`/).map { String($0.1) }
            return ([String(match.2)] + more).map { (suite: String(match.1), name: $0) }
        }
    }

    @Test func `every row of the reference is there once, in order`() {
        let expected = [("U", 23), ("I", 22), ("R", 20), ("D", 24)].flatMap { letter, count in
            (1...count).map { "\(letter)\($0)" }
        }
        #expect(Self.rows.map(\.name) == expected)
    }

    @Test func `every row names a test or says why there is none`() {
        for row in Self.rows where Self.tests(in: row.text).isEmpty {
            #expect(row.text.contains("does not apply: "), "\(row.name) shows nothing")
        }
    }

    @Test func `every test that is named exists`() {
        let files = SourceTree.swiftFiles.filter { $0.path.hasSuffix("Tests.swift") }
            .map { (suites: $0.suites, tests: $0.tests) }
        for row in Self.rows {
            for test in Self.tests(in: row.text) {
                let isThere = files.contains {
                    $0.suites.contains(test.suite) && $0.tests.contains(test.name)
                }
                if !isThere { Issue.record("\(row.name): \(test.suite), \(test.name) is no test") }
            }
        }
    }
}

extension SwiftFile {
    /// The types that the file declares or extends.
    fileprivate var suites: Set<String> {
        Set(
            zip(words, words.dropFirst()).filter { ["struct", "extension"].contains($0.0.text) }
                .map(\.1.text))
    }

    /// The functions whose names are sentences.
    fileprivate var tests: Set<String> {
        var tests: Set<String> = []
        for line in lines where !line.drop(while: { $0 == " " }).hasPrefix("//") {
            guard let start = line.firstRange(of: "func `")?.upperBound,
                let end = line[start...].firstIndex(of: "`")
            else { continue }
            tests.insert(String(line[start..<end]))
        }
        return tests
    }
}
