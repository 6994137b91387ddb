// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// What is written about the code must be there.
struct DocumentTidyTests {
    @Test func `every path of docs that a document names exists`() {
        let sources = SourceTree.swiftFiles.filter { $0.text.contains("docs/") }
            .map { (path: $0.path, text: $0.text) }
        for (path, text) in SourceTree.markdown + sources {
            for match in text.matches(of: /\bdocs\/[A-Za-z0-9_\/\-]+\.(md|proto|json|png|svg)\b/)
            where !SourceTree.exists(String(match.0)) {
                Issue.record("\(path): \(match.0) does not exist")
            }
        }
    }

    @Test func `every link of a document leads to a file`() {
        for (path, text) in SourceTree.markdown {
            let folder = path.split(separator: "/").dropLast()
            for match in text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
                let link = match.1
                guard !link.contains(":") else { continue }
                var parts = folder
                for part in link.split(separator: "/") {
                    if part == ".." {
                        _ = parts.popLast()
                    } else if part != "." {
                        parts.append(part)
                    }
                }
                let target = parts.joined(separator: "/")
                if !SourceTree.exists(target) { Issue.record("\(path): \(link) leads nowhere") }
            }
        }
    }

    @Test func `every dependency has a line that gives its reason`() {
        let page = SourceTree.text(of: "docs/DEPENDENCIES.md")
        let manifest = SourceTree.text(of: "Package.swift")
        let packages = manifest.matches(of: /url: "https:[^"]*\/([^"\/]+)"/).map(\.1)
        let libraries = manifest.matches(of: /apt: "([^"]+)"/).map(\.1)
        for name in packages + libraries where !page.contains("| \(name) |") {
            Issue.record("\(name) is not in docs/DEPENDENCIES.md")
        }
    }

    @Test func `every metric that operators are told of is on the page`() {
        let page = SourceTree.sources.filter { $0.path.hasPrefix("Sources/Shell/Telemetry/") }
            .map(\.text).joined()
        for path in ["docs/OPERATIONS.md", "Configs/prometheus/outpace.rules.yml"] {
            let names = SourceTree.text(of: path).matches(of: /\boutpace_[a-z_]+/).map(\.0)
            for name in Set(names.map { $0.replacing("_bucket", with: "") }).sorted()
            where !page.contains("\"\(name)\"") {
                Issue.record("\(path): \(name) is no metric")
            }
        }
    }

    @Test func `no file names a developer's machine`() {
        let folders = ["/ho" + "me/", "/Us" + "ers/", "/wo" + "rk/", "/tm" + "p/h/", "/op" + "t/"]
        for path in SourceTree.textPaths where path != "LICENSE" {
            let text = SourceTree.text(of: path)
            for folder in folders where text.contains(folder) {
                Issue.record("\(path) names \(folder)")
            }
        }
    }
}
