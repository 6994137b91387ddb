// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// What swift-format does not look at.
struct FormTidyTests {
    @Test func `every file starts with the header`() {
        let header = "// This source file is part of the Outpace project. License: see LICENSE."
        for file in SourceTree.swiftFiles {
            let line =
                file.path == "Package.swift" ? file.lines.dropFirst().first : file.lines.first
            if line != header[...] { Issue.record("\(file.path): the header line is missing") }
        }
    }

    @Test func `no file is longer than 400 lines`() {
        for file in SourceTree.swiftFiles {
            let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
            if count > 400 { Issue.record("\(file.path): \(count) lines") }
        }
    }

    @Test func `no function is longer than 70 lines`() {
        for file in SourceTree.swiftFiles {
            for (line, count) in file.functions where count > 70 {
                Issue.record("\(file.place(line)): \(count) lines")
            }
        }
    }

    @Test func `every declaration that other targets use is documented`() {
        for file in SourceTree.sources {
            for line in file.sharedLines where !file.isDocumented(line) {
                Issue.record("\(file.place(line)): \(file.lines[line - 1])")
            }
        }
    }

    @Test func `one access level opens each layer to others`() {
        let declarations: Set<String> = [
            "func", "var", "let", "struct", "class", "enum", "protocol", "actor", "init",
            "typealias", "static", "final", "import", "extension", "subscript", "mutating",
            "private", "fileprivate", "internal", "indirect", "nonisolated", "lazy", "weak",
            "override", "required", "convenience", "borrowing", "consuming",
        ]
        for file in SourceTree.swiftFiles {
            let isOptimisedAsOne = ["Sources/Core/", "Sources/Simulator/"].contains {
                file.path.hasPrefix($0)
            }
            let wrong = isOptimisedAsOne ? ["package", "open"] : ["public", "open"]
            for (word, next) in zip(file.words, file.words.dropFirst())
            where wrong.contains(word.text) && declarations.contains(next.text) {
                guard word.before != UInt8(ascii: "."), word.line == next.line else { continue }
                Issue.record("\(file.place(word.line)): \(word.text) \(next.text)")
            }
        }
    }

    @Test func `nothing is left to be done in comments`() {
        let marks = ["TO" + "DO", "FIX" + "ME"]
        for file in SourceTree.swiftFiles {
            for (index, line) in file.lines.enumerated() where line.contains("//") {
                for mark in marks where line.contains(mark) {
                    Issue.record("\(file.place(index + 1)): \(mark)")
                }
            }
        }
    }

    @Test func `what the compiler cannot check is justified`() {
        for file in SourceTree.swiftFiles {
            for word in file.words {
                let line = file.lines[word.line - 1]
                let isJustified: Bool
                switch word.text {
                case "@unchecked":
                    let above = file.lines[max(0, word.line - 4)..<word.line]
                    isJustified = above.contains { $0.contains("Safety:") }
                case "fatalError": isJustified = file.hasReason(at: word.line)
                case "try":
                    isJustified = !line.contains("try!") || file.hasReason(at: word.line)
                case "catch": isJustified = !line.contains("catch {}")
                default: continue
                }
                if !isJustified {
                    Issue.record("\(file.place(word.line)): \(word.text) without a reason")
                }
            }
        }
    }
}
