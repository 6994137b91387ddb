// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import ProcessHarness
import Synchronization
import Testing

/// What an attack must leave as it was.
struct Toll {
    /// The rounds after the first, which lets the allocator grow to its working size.
    var rounds = 2
    /// How much more may be resident after the last round than after the first, in octets: pages
    /// that the allocator keeps, and nothing that grows with the number of attacks.
    var growthLimit = 6 << 20
    /// How much more may be resident at any time than before the first round, in octets.
    var peakLimit = 48 << 20
    /// The metric that has to count the fault.
    var counts: Metric?
    /// The shortest time that is asked of approvals: a machine that compiles beside us is slow.
    var patience = Duration.seconds(5)
}

/// Attacks the victim in rounds while honest clients post, and checks what has to hold afterwards.
func withstand(
    _ toll: Toll = Toll(), _ attack: (VictimNetwork) async throws -> Void
) async throws {
    let victims = try #require(VictimNetwork.current)
    let process = try victims.process
    Residence.resetPeak(of: process)
    let before = try victims.residence
    let countedBefore = await count(toll.counts, of: victims)
    let clients = HonestClients(of: victims)
    async let slowest = clients.post()
    let warm: Residence
    do {
        defer { clients.stop() }
        try await attack(victims)
        try await settle(victims)
        warm = try victims.residence
        for _ in 0..<toll.rounds { try await attack(victims) }
    }
    let time = try await slowest
    try await settle(victims)
    let limit = max(victims.usualApprovalTime * 2, toll.patience)
    #expect(time <= limit, "an honest event took \(time), usually \(victims.usualApprovalTime)")
    let after = try await settledResidence(of: victims, below: warm.now + toll.growthLimit)
    #expect(after.now - warm.now <= toll.growthLimit, "\(after.now - warm.now) octets stayed")
    #expect(after.peak - before.now <= toll.peakLimit, "\(after.peak - before.now) at the peak")
    report(before: before.now, warm: warm.now, after: after, slowest: time)
    #expect(try victims.process == process, "the victim runs on")
    if let metric = toll.counts {
        let counted = await count(metric, of: victims)
        #expect(counted > countedBefore, "\(metric) counted the attack")
    }
    try await expectNoOrphans(in: victims)
}

/// Clients that post to an honest node while another node is attacked.
private final class HonestClients: Sendable {
    private let victims: VictimNetwork
    private let isStopped = Mutex(false)

    init(of victims: VictimNetwork) { self.victims = victims }

    /// Posts, waits for the approval and posts again until it is stopped.
    ///
    /// - Returns: the longest time from a post to its approval.
    func post() async throws -> Duration {
        var slowest = Duration.zero
        repeat {
            slowest = max(slowest, try await victims.approvalTime(within: .seconds(20)))
        } while !isStopped.withLock { $0 }
        return slowest
    }

    func stop() { isStopped.withLock { $0 = true } }
}

/// Nobody is a gossip peer who is not connected.
func expectNoOrphans(in victims: VictimNetwork) async throws {
    let orphans = await victims.metric(.orphans)
    #expect(orphans == 0, "\(Metric.orphans)")
}

private func count(_ metric: Metric?, of victims: VictimNetwork) async -> Double {
    guard let metric else { return 0 }
    return await victims.metric(metric) ?? 0
}

/// Waits until the victim has dealt with what it was sent: it is idle for a tenth of a second.
private func settle(_ victims: VictimNetwork) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    var used = try victims.processorTicks
    while ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(100))
        let now = try victims.processorTicks
        // A tick is 10 ms; an idle node of a debug build uses one or two.
        if now - used <= 3 { return }
        used = now
    }
}

/// What is resident once the connections of the attack are gone: a closed socket is let go of
/// within a moment, so the first figure below the bound counts, or the last of two seconds.
private func settledResidence(of victims: VictimNetwork, below bound: Int) async throws -> Residence
{
    var residence = try victims.residence
    let deadline = ContinuousClock.now + .seconds(2)
    while residence.now > bound, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(100))
        residence = try victims.residence
    }
    return residence
}

private func report(before: Int, warm: Int, after: Residence, slowest: Duration) {
    let name = Test.current?.name ?? ""
    print(
        "toll: \(name): resident \(before >> 10) KiB, warm \(warm >> 10), "
            + "after \(after.now >> 10), peak \(after.peak >> 10); slowest approval \(slowest)")
}
