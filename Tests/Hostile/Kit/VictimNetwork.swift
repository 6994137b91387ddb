// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Identity
import Outpace
import Primitives
import ProcessHarness
import Synchronization
import Testing

/// Three honest processes and the key of a fourth validator that an attacker holds.
///
/// Node 0 leads both channels and is the one that is attacked: if it stumbles, nothing is approved.
final class VictimNetwork: Sendable {
    /// The network that the suite runs on.
    @TaskLocal static var current: VictimNetwork?

    static let victim = 0
    /// Where honest clients post, and where they look for the approval.
    static let (postedAt, watchedAt) = (1, 2)
    static let honest = 0..<3

    let network: LocalNetwork
    /// The channel that the attacker is a validator of.
    let shared: PaymentChannel
    /// The channel that it is not a validator of; honest clients post to it.
    let closed: PaymentChannel
    /// The key of the fourth validator, whose process never runs.
    let insider: NodeKey
    /// Where the victim listens for peers.
    let port: Int
    private let posted = Mutex<UInt64>(0)
    private let usual = Mutex<Duration>(.zero)

    static let sharedIndex = 1
    static let closedIndex = 2

    private init(_ network: LocalNetwork) throws {
        self.network = network
        shared = try StrictChannel.make(
            validators: network.addresses, missedEventsThreshold: 100_000)
        closed = try StrictChannel.make(
            validators: Array(network.addresses.prefix(3)), missedEventsThreshold: 100_000)
        insider = try network.key(of: 3)
        let address = try Multiaddr(text: network.origin(of: "p2p", at: Self.victim))
        port = Int(try #require(address.dialTarget?.port))
    }

    /// Makes a network, waits until it approves events, and learns how long that usually takes.
    static func start() async throws -> VictimNetwork {
        let victims = try VictimNetwork(try LocalNetwork(validators: 4))
        do {
            try await victims.begin()
            return victims
        } catch {
            for node in honest { print("--- node\(node)\n\(victims.network.log(node))") }
            await victims.tearDown()
            throw error
        }
    }

    private func begin() async throws {
        try await network.open(shared, closed)
        try network.start(Self.honest)
        for node in Self.honest {
            _ = try await eventually(within: .seconds(25), "node\(node) answers") {
                await network.status(at: node) != nil
            }
            for channel in [shared, closed] { #expect(await network.add(channel, to: node)) }
        }
        _ = network.holding(shared).holding(closed)
        _ = try await eventually(within: .seconds(25), "all bid") {
            for node in Self.honest
            where await !network.isBidding(node, channel: Self.closedIndex) { return false }
            return true
        }
        try await beginPaying()
        var slowest = Duration.zero
        for _ in 0..<4 { slowest = max(slowest, try await approvalTime(within: .seconds(20))) }
        print("an approval takes \(slowest) when nobody attacks")
        usual.withLock { [slowest] in $0 = slowest }
    }

    /// Has the first events of both channels paid: a channel begins when its validators have told
    /// each other what they hold of it.
    private func beginPaying() async throws {
        let ids = await network.post(
            SampleEvents.plain(5), to: Self.victim, channel: Self.sharedIndex)
        #expect(ids?.count == 5)
        _ = try await approvalTime(within: .seconds(60))
        _ = try await eventually(within: .seconds(60), "the shared channel pays") {
            await network.approved(at: Self.watchedAt, channel: Self.sharedIndex)?.events == 5
        }
    }

    /// How many events honest clients have posted.
    var postedCount: UInt64 { posted.withLock { $0 } }

    /// The slowest of four approvals when nobody attacked.
    var usualApprovalTime: Duration { usual.withLock { $0 } }

    /// Posts events as an honest client and waits until they are approved.
    func approvalTime(within limit: Duration) async throws -> Duration {
        let ids = try #require(
            await network.post(
                SampleEvents.plain(5), to: Self.postedAt, channel: Self.closedIndex),
            "an honest client was refused")
        let count = posted.withLock { total in
            total += UInt64(ids.count)
            return total
        }
        return try await eventually(within: limit, "\(count) honest events are approved") {
            let state = await network.approved(at: Self.watchedAt, channel: Self.closedIndex)
            return state.map { $0.events >= count } ?? false
        }
    }

    /// Takes note of events that a test posted to the honest clients' channel.
    func notePosted(_ count: Int) { posted.withLock { $0 += UInt64(count) } }

    /// Opens a session with the victim as anybody could, or as the insider.
    func session(
        as key: NodeKey = .fresh(), receiveBuffer: Int? = nil
    ) async throws -> RawSession {
        try #require(
            try await RawSession.open(port: port, key: key, receiveBuffer: receiveBuffer),
            "the victim refused")
    }

    func tearDown() async { await network.tearDown() }
}

/// Runs a suite on one network.
struct VictimNetworkTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let victims = try await VictimNetwork.start()
        do {
            try await VictimNetwork.$current.withValue(victims) { try await function() }
        } catch {
            await victims.tearDown()
            throw error
        }
        await victims.tearDown()
    }
}

extension Trait where Self == VictimNetworkTrait {
    /// One network of processes for all tests of the suite.
    static var victimNetwork: Self { Self() }
}
