// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// The core is values and functions of them: nothing in it can wait, look at a clock or draw lots.
struct CoreTidyTests {
    private static let core = SourceTree.sources.filter { $0.path.hasPrefix("Sources/Core/") }

    @Test func `the core imports nothing but itself and C in Cryptography`() {
        let targets = SourceTree.targets(in: "Core")
        let systems = SourceTree.systems
        for file in Self.core {
            let isCryptography = file.path.hasPrefix("Sources/Core/Cryptography/")
            for (module, line) in file.imports {
                let isAllowed =
                    targets.contains(module)
                    || (isCryptography && systems.contains(module))
                if !isAllowed {
                    Issue.record("\(file.place(line)): \(module) is not for the core")
                }
            }
        }
    }

    @Test func `the core knows no concurrency, clock, output or floating point`() {
        let forbidden: Set<String> = [
            "async", "await", "Task", "actor", "DispatchQueue", "Thread", "Date", "ContinuousClock",
            "SuspendingClock", "print", "debugPrint", "Double", "Float", "CGFloat",
            "SystemRandomNumberGenerator", "ProcessInfo", "@unchecked",
        ]
        // Scores count with floating point and decide no rule; they say so in one file.
        for file in Self.core where !file.place(1).contains("Scoring/Score.swift") {
            for word in file.words where forbidden.contains(word.text) {
                let isLabel = word.after == UInt8(ascii: ":")
                let isMember = word.before == UInt8(ascii: ".")
                if !isLabel, !isMember {
                    Issue.record("\(file.place(word.line)): \(word.text) is not for the core")
                }
            }
        }
    }

    @Test func `the core draws only from seeded generators`() {
        let drawing = ["random", "randomElement", "shuffle", "shuffled"]
        for file in Self.core {
            for word in file.words
            where word.before == UInt8(ascii: ".") && drawing.contains(word.text) {
                if !Self.usesGenerator(file, word.line) {
                    Issue.record("\(file.place(word.line)): \(word.text) without using:")
                }
            }
        }
    }

    @Test func `only Cryptography touches the operating system's randomness`() {
        for file in Self.core where !file.path.hasPrefix("Sources/Core/Cryptography/") {
            for word in file.words where word.text == "SecureRandom" {
                Issue.record("\(file.place(word.line)): randomness has to come in from outside")
            }
        }
    }

    @Test func `only Cryptography imports C libraries, and one file the allocator's figures`() {
        for file in SourceTree.sources {
            for (module, line) in file.imports where SourceTree.systems.contains(module) {
                let owner =
                    module == "CMalloc"
                    ? "Sources/CLI/Bench/HeapUse.swift" : "Sources/Core/Cryptography/"
                if !file.path.hasPrefix(owner) {
                    Issue.record("\(file.place(line)): \(module) is for \(owner) alone")
                }
            }
        }
    }

    private static func usesGenerator(_ file: SwiftFile, _ line: Int) -> Bool {
        file.lines[(line - 1)..<min(line + 2, file.lines.count)].contains {
            $0.contains("using:")
        }
    }
}
