// swift-tools-version: 6.2
// This source file is part of the Outpace project. License: see LICENSE.

import PackageDescription

// The targets are the architecture: an arrow only ever points to a row above. See docs/ARCHITECTURE.md.

/// What every target is compiled with. The core is many small modules, and most calls cross from one
/// into another: a release build optimises across them, as if they were one.
let strict: [SwiftSetting] = [
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

/// A C library from Debian.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig,
        providers: [.apt([apt])])
}

/// Values and state machines: no I/O, no clock, no concurrency.
func core(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/Core/\(name)",
        swiftSettings: strict)
}

/// Drives a core and performs its effects.
func shell(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/Shell/\(name)",
        swiftSettings: strict)
}

/// The world in which the production node is simulated: no I/O, no concurrency, one seed.
func simulator(
    _ name: String, in folder: String, _ dependencies: Target.Dependency...
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/Simulator/\(folder)",
        swiftSettings: strict)
}

/// The tests of a target; what the target may import, its tests may.
func tests(_ name: String, in folder: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies + [.target(name: name), "Primitives", "TestSupport"],
        path: "Tests/\(folder)/\(name)Tests", swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let systemTargets: [Target] = [
    system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    system("CSecp256k1", pkgConfig: "libsecp256k1", apt: "libsecp256k1-dev"),
    system("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
    // What glibc tells of its allocator; Swift's Glibc leaves it out.
    .systemLibrary(name: "CMalloc", path: "Sources/System/CMalloc"),
]

let coreTargets: [Target] = [
    core("Primitives"),
    core("Wire", "Primitives"),
    core("JSON", "Primitives"),
    core("Cryptography", "Primitives", "CSodium", "CSecp256k1", "COpenSSL"),
    core("Liveness", "Primitives"),
    core("Targeting", "Primitives", "JSON"),
    core("Mempool", "Primitives"),
    core("Identity", "Primitives", "Wire", "Cryptography"),
    core("Noise", "Primitives", "Wire", "Cryptography", "Identity"),
    core("Yamux", "Primitives", "Wire"),
    core("Multistream", "Primitives", "Wire"),
    core("Gossip", "Primitives", "Wire"),
    core("Outpace", "Primitives", "JSON", "Cryptography", "Targeting"),
    core("Access", "Primitives", "JSON", "Cryptography", "Identity", "Outpace"),
    core("Reconciliation", "Primitives", "Wire", "Cryptography"),
    core(
        "Peering", "Primitives", "Wire", "Cryptography", "Identity", "Noise", "Yamux",
        "Multistream"),
    core(
        "ValidatorMessages", "Primitives", "Wire", "Cryptography", "Identity", "Outpace", "Gossip",
        "Targeting"),
    core("DirectLane", "Primitives", "Wire", "Outpace"),
    core(
        "Validator", "Primitives", "Cryptography", "Identity", "Gossip", "Mempool", "Outpace",
        "ValidatorMessages", "DirectLane", "Targeting"),
    core(
        "NodeCore", "Primitives", "Wire", "Cryptography", "Identity", "Gossip", "Liveness",
        "Mempool", "Outpace", "ValidatorMessages", "DirectLane", "Validator", "Reconciliation"),
]

let shellTargets: [Target] = [
    shell(
        "Transport", "Primitives", "Cryptography", "Identity", "Peering", nioCore, nioPosix,
        logging),
    shell(
        "Storage", "Primitives", "Wire", "Identity", "Gossip", "Mempool", "Outpace", "DirectLane",
        "ValidatorMessages", "Validator", "NodeCore", "Access", grdb),
    shell("Chain", "Primitives", "Cryptography", "Outpace", "NodeCore", grdb),
    shell(
        "Sentry", "Primitives", "Cryptography", "Identity", "JSON", "Outpace", "ValidatorMessages",
        "Gossip", "Mempool", "Validator", "NodeCore", "Access", "Targeting", hummingbird,
        hummingbirdCore, nioCore, nioHTTP1, nioHTTPTypes, nioPosix, logging, serviceLifecycle),
    shell(
        "Telemetry", "Primitives", "Cryptography", "Gossip", "Mempool", "Outpace",
        "ValidatorMessages", "Validator", "NodeCore"),
    shell("Keystore", "Primitives", "Cryptography", "Identity", "JSON"),
    shell(
        "Settings", "Primitives", "Identity", "DirectLane", "Liveness", "Mempool", "NodeCore",
        yams),
    shell("APIClient", "Primitives", "JSON", nioCore, nioHTTP1, nioPosix),
    shell(
        "Daemon", "Primitives", "Cryptography", "Identity", "Gossip", "Peering", "Outpace",
        "ValidatorMessages", "Validator", "NodeCore", "Access", "Transport", "Storage", "Chain",
        "Sentry", "Telemetry", "Keystore", "Settings", nioCore, nioPosix, logging,
        serviceLifecycle),
]

let simulatorTargets: [Target] = [
    simulator(
        "SimulatedWorld", in: "World", "Primitives", "Wire", "Cryptography", "Identity", "Peering",
        "Gossip", "Outpace", "ValidatorMessages", "DirectLane", "Validator", "NodeCore"),
    simulator(
        "Invariants", in: "Invariants", "Primitives", "Identity", "Gossip", "Liveness", "Mempool",
        "Outpace", "ValidatorMessages", "DirectLane", "Validator", "NodeCore", "SimulatedWorld"),
    simulator(
        "Scenarios", in: "Scenario", "Primitives", "Identity", "Gossip", "Liveness", "Mempool",
        "Outpace", "ValidatorMessages", "Validator", "NodeCore", "SimulatedWorld", "Invariants",
        yams),
    simulator(
        "SimulationReport", in: "Report", "Primitives", "Wire", "Identity", "Gossip", "Mempool",
        "Outpace", "ValidatorMessages", "DirectLane", "Validator", "NodeCore", "SimulatedWorld"),
    simulator(
        "PaperTables", in: "Papers", "Primitives", "Wire", "JSON", "Cryptography", "Mempool",
        "Gossip", "Reconciliation", "SimulatedWorld", yams),
]

let programTargets: [Target] = [
    .target(
        name: "Benchmarks",
        dependencies: ["Primitives", "Cryptography", "Mempool", "Outpace"],
        path: "Sources/Benchmarks", swiftSettings: strict),
    .executableTarget(
        name: "CLI",
        dependencies: [
            "Primitives", "Cryptography", "Identity", "JSON", "Outpace", "Gossip",
            "ValidatorMessages", "Validator", "NodeCore", "Access", "Settings", "Keystore",
            "APIClient", "Storage",
            "Chain", "Daemon", "Benchmarks", "SimulatedWorld", "Invariants", "Scenarios",
            "SimulationReport", "PaperTables", "CMalloc",
            argumentParser, logging,
        ], path: "Sources/CLI", swiftSettings: strict),
]

let testTargets: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [
            "Primitives", "Wire", "Cryptography", "Identity", "JSON", "Outpace", "Gossip",
            "Liveness", "Mempool", "ValidatorMessages", "DirectLane", "Validator", "NodeCore",
        ], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
        name: "PrimitivesTests", dependencies: ["Primitives", "TestSupport"],
        path: "Tests/Core/PrimitivesTests", swiftSettings: strict),
    tests("Wire", in: "Core"),
    tests("JSON", in: "Core"),
    tests("Cryptography", in: "Core"),
    tests("Liveness", in: "Core"),
    tests("Targeting", in: "Core", "JSON"),
    tests("Mempool", in: "Core"),
    tests("Identity", in: "Core", "Cryptography"),
    tests("Noise", in: "Core", "Wire", "Cryptography", "Identity"),
    tests("Yamux", in: "Core", "Wire"),
    tests("Multistream", in: "Core", "Wire"),
    tests("Gossip", in: "Core", "Wire"),
    tests("Outpace", in: "Core", "JSON", "Cryptography", "Targeting"),
    tests("Access", in: "Core", "JSON", "Cryptography", "Identity", "Outpace"),
    tests("Reconciliation", in: "Core", "Wire", "Cryptography", "Mempool"),
    tests(
        "Peering", in: "Core", "Wire", "Cryptography", "Identity", "Noise", "Yamux", "Multistream"),
    tests(
        "ValidatorMessages", in: "Core", "Wire", "Cryptography", "Identity", "Outpace", "Gossip"),
    tests("DirectLane", in: "Core", "Wire", "Outpace"),
    tests(
        "Validator", in: "Core", "Wire", "Cryptography", "Identity", "Gossip", "Mempool", "Outpace",
        "ValidatorMessages", "DirectLane", "SimulatedWorld",
        "Targeting"),
    tests(
        "NodeCore", in: "Core", "Wire", "Cryptography", "Identity", "Gossip", "Liveness", "Mempool",
        "Outpace", "ValidatorMessages", "DirectLane", "Validator", "SimulatedWorld"),
    tests(
        "Transport", in: "Shell", "Cryptography", "Identity", "Peering", nioCore, nioPosix, logging),
    tests(
        "Storage", in: "Shell", "Wire", "Cryptography", "Identity", "Gossip", "Mempool", "Outpace",
        "ValidatorMessages", "DirectLane", "Validator", "NodeCore", "Access", grdb),
    tests("Chain", in: "Shell", "Cryptography", "Outpace", "NodeCore", grdb),
    tests(
        "Sentry", in: "Shell", "Cryptography", "JSON", "Identity", "Mempool", "Outpace",
        "ValidatorMessages", "Validator", "NodeCore", "Access", nioCore, nioEmbedded, nioHTTP1,
        nioHTTPTypes, nioPosix, logging, hummingbird, hummingbirdCore, serviceLifecycle),
    tests(
        "Telemetry", in: "Shell", "Cryptography", "Identity", "Gossip", "Outpace",
        "ValidatorMessages", "NodeCore"),
    tests("Keystore", in: "Shell", "Cryptography", "JSON"),
    tests("Settings", in: "Shell", "Identity", "NodeCore"),
    tests("APIClient", in: "Shell", nioCore, nioHTTP1, nioPosix),
    tests(
        "Daemon", in: "Shell", "Cryptography", "Identity", "Peering", "Gossip", "Outpace",
        "ValidatorMessages", "DirectLane", "Validator", "NodeCore", "SimulatedWorld", logging),
    .testTarget(
        name: "CLITests",
        dependencies: [
            "CLI", "JSON", "Primitives", "Cryptography", "Outpace", "Access", "Chain",
            "TestSupport",
        ], path: "Tests/CLITests", swiftSettings: strict),
    .target(
        name: "ProcessHarness",
        dependencies: [
            "APIClient", "Access", "Primitives", "Cryptography", "Identity", "JSON", "Outpace",
            "ValidatorMessages", "Chain",
        ], path: "Tests/ProcessHarness", swiftSettings: strict),
    .testTarget(
        name: "IntegrationTests",
        dependencies: [
            "CLI", "APIClient", "Primitives", "Cryptography", "Identity", "JSON", "Outpace",
            "Gossip", "ValidatorMessages", "DirectLane", "Peering", "Transport", "Chain",
            "TestSupport", "ProcessHarness", nioPosix, logging,
        ], path: "Tests/IntegrationTests", swiftSettings: strict),
    .testTarget(
        name: "SimulatedWorldTests",
        dependencies: [
            "SimulatedWorld", "Primitives", "Identity", "Mempool", "Outpace", "ValidatorMessages",
            "DirectLane", "Validator", "NodeCore",
        ], path: "Tests/Simulator/SimulatedWorldTests", swiftSettings: strict),
    .testTarget(
        name: "InvariantsTests",
        dependencies: [
            "Invariants", "SimulatedWorld", "Primitives", "Cryptography", "Identity", "Gossip",
            "Outpace", "ValidatorMessages", "DirectLane", "Validator", "NodeCore",
        ], path: "Tests/Simulator/InvariantsTests", swiftSettings: strict),
    .testTarget(
        name: "ScenariosTests", dependencies: ["Scenarios", "SimulatedWorld"],
        path: "Tests/Simulator/ScenariosTests", swiftSettings: strict),
    .testTarget(
        name: "SimulationReportTests",
        dependencies: [
            "SimulationReport", "SimulatedWorld", "Primitives", "Identity", "Outpace", "NodeCore",
        ], path: "Tests/Simulator/SimulationReportTests", swiftSettings: strict),
    .testTarget(
        name: "PaperTablesTests", dependencies: ["PaperTables", "Primitives", "Gossip"],
        path: "Tests/Simulator/PaperTablesTests", swiftSettings: strict),
    .testTarget(name: "TidyTests", path: "Tests/TidyTests", swiftSettings: strict),
    .executableTarget(
        name: "InteropPeer",
        dependencies: [
            "Primitives", "Wire", "Cryptography", "Identity", "JSON", "Gossip", "Peering",
            "Transport", nioCore, nioPosix, logging,
        ], path: "Tests/Interop/Peer", swiftSettings: strict),
    .testTarget(
        name: "InteropTests",
        dependencies: [
            "CLI", "InteropPeer", "ProcessHarness", "APIClient", "Primitives", "Wire",
            "Cryptography", "Identity", "JSON", "Noise", "Multistream", "Gossip",
            "ValidatorMessages",
        ], path: "Tests/Interop", exclude: ["Peer", "Foreign", "setup", "requirements.txt"],
        swiftSettings: strict),
    .target(
        name: "FuzzEntries",
        dependencies: [
            "Primitives", "Cryptography", "Identity", "Noise", "Yamux", "Multistream", "Peering",
            "Gossip", "JSON", "Outpace", "Reconciliation", "ValidatorMessages", "DirectLane",
        ], path: "Tests/Fuzz/Entries", swiftSettings: strict),
    .testTarget(
        name: "FuzzSmokeTests", dependencies: ["FuzzEntries", "Primitives"],
        path: "Tests/Fuzz/Smoke", swiftSettings: strict),
    .testTarget(
        name: "HostileTests",
        dependencies: [
            "ProcessHarness", "APIClient", "Primitives", "Wire", "Cryptography", "Identity",
            "Noise", "Yamux", "Multistream", "Peering", "JSON", "Outpace", "Gossip",
            "ValidatorMessages", "DirectLane", "Reconciliation", "Chain", nioCore, nioPosix,
        ], path: "Tests/Hostile", swiftSettings: strict),
]

/// The fuzzer; it needs flags that a package must not have, so it is there only when it is asked for.
let fuzzTargets: [Target] =
    Context.environment["OUTPACE_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzEntries", "Primitives"], path: "Tests/Fuzz/Driver",
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
    ]

let package = Package(
    name: "outpace",
    products: [.executable(name: "outpace", targets: ["CLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: systemTargets + coreTargets + shellTargets + simulatorTargets + programTargets
        + testTargets + fuzzTargets
)
