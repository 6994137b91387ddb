// This source file is part of the Outpace project. License: see LICENSE.

import Glibc
import Primitives

/// What this process uses, as the kernel counts it.
///
/// - Source: proc(5).
package struct ProcessFigures: Hashable, Sendable {
    /// Processor time since the start, in seconds.
    package let processorSeconds: Double
    /// When the process started, in seconds since 1970.
    package let startedAtSeconds: Double
    /// Memory that is mapped, in octets.
    package let virtualBytes: UInt64
    /// Memory that is in use, in octets.
    package let residentBytes: UInt64
    /// Threads.
    package let threadCount: UInt64
    /// Open files and sockets; nil when they cannot be listed.
    package let openFileCount: UInt64?
    /// How many may be open; nil when there is no limit.
    package let openFileLimit: UInt64?

    /// Reads the figures of this process; nil when there is no procfs.
    package static func current() -> ProcessFigures? {
        guard let own = text("/proc/self/stat"), let system = text("/proc/stat") else { return nil }
        return ProcessFigures(
            stat: own, system: system, limits: text("/proc/self/limits") ?? "",
            openFileCount: entryCount("/proc/self/fd"),
            ticksPerSecond: Double(max(1, sysconf(Int32(_SC_CLK_TCK)))),
            pageBytes: UInt64(clamping: sysconf(Int32(_SC_PAGESIZE))))
    }

    /// Reads the texts of procfs; nil when one does not have its documented form.
    init?(
        stat: String, system: String, limits: String, openFileCount: UInt64?,
        ticksPerSecond: Double, pageBytes: UInt64
    ) {
        // The second field is the name in parentheses and may hold anything, so count from its end.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[end...].dropFirst().split(separator: " ")
        func field(_ number: Int) -> UInt64? {
            fields.indices.contains(number - 3) ? UInt64(fields[number - 3]) : nil
        }
        guard let user = field(14), let kernel = field(15), let threads = field(20),
            let start = field(22), let virtual = field(23), let pages = field(24),
            let boot = Self.value("btime", in: system, column: 1).flatMap({ UInt64($0) })
        else { return nil }
        processorSeconds = (Double(user) + Double(kernel)) / ticksPerSecond
        startedAtSeconds = Double(boot) + Double(start) / ticksPerSecond
        virtualBytes = virtual
        residentBytes = pages.multipliedReportingOverflow(by: pageBytes).partialValue
        threadCount = threads
        self.openFileCount = openFileCount
        openFileLimit = Self.value("Max open files", in: limits, column: 3).flatMap({ UInt64($0) })
    }

    private static func value(_ start: String, in text: String, column: Int) -> Substring? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(start) }) else {
            return nil
        }
        let words = line.split(separator: " ")
        return words.indices.contains(column) ? words[column] : nil
    }

    /// A file of procfs, whose size is not known before it is read.
    private static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: Bytes = []
        var chunk = Bytes(repeating: 0, count: 16_384)
        while bytes.count < 1 << 20 {
            let count = read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func entryCount(_ path: String) -> UInt64? {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        var count: UInt64 = 0
        while readdir(directory) != nil { count += 1 }
        // Neither `.` nor `..`, nor the directory that is being read.
        return count > 3 ? count - 3 : 0
    }
}
