// This source file is part of the Outpace project. License: see LICENSE.

extension NodeMetrics {
    /// The figures that every exporter gives under these names.
    mutating func addProcess() {
        guard let process = sources.process else { return }
        page.add(
            "process_cpu_seconds_total", .counter, help: "Processor time used, in seconds.",
            [.init(process.processorSeconds)])
        page.add(
            "process_start_time_seconds", .gauge, help: "When the process started, since 1970.",
            [.init(process.startedAtSeconds)])
        page.add(
            "process_virtual_memory_bytes", .gauge, help: "Memory that is mapped.",
            [.init(process.virtualBytes)])
        page.add(
            "process_resident_memory_bytes", .gauge, help: "Memory that is in use.",
            [.init(process.residentBytes)])
        page.add("process_threads", .gauge, help: "Threads.", [.init(process.threadCount)])
        page.add(
            "process_open_fds", .gauge, help: "Open files and sockets.",
            process.openFileCount.map { [.init($0)] } ?? [])
        page.add(
            "process_max_fds", .gauge, help: "How many files and sockets may be open.",
            process.openFileLimit.map { [.init($0)] } ?? [])
    }
}
