// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Foundation
import JSON
import Outpace
import Primitives

/// Runs a network while its nodes are killed, stalled and visited, and checks what became of it.
struct ChurnRunner: Sendable {
    private static let defaultRate = 200
    /// How long the nodes may take until all bid, and until all agree after the faults.
    private static let patience = Duration.seconds(120)

    let folder: String
    let network: TestnetFile
    let eventsPerSecond: Int
    let duration: Duration
    let options: ChurnOptions

    /// Runs to the end, or until interrupted; the checks are made in either case.
    func run() async throws -> ChurnReport {
        let seed = options.seed ?? UInt64.random(in: 1...9_999_999)
        let fleet = ChurnFleet(folder: folder, network: network)
        let record = ChurnRecord()
        let witness = ChurnWitness()
        let feed = ChurnFeed(
            network: network,
            eventsPerSecond: eventsPerSecond > 0 ? eventsPerSecond : Self.defaultRate, seed: seed)
        let probes = ChurnProbes(network: network)
        var report = ChurnReport()
        report.seed = seed
        do {
            for node in network.nodes.indices { try fleet.start(node) }
            guard await probes.wait(Self.patience, { $0.isBidding }) != nil else {
                throw CommandFailure("not every node bids; see \(folder)/node0.log and so on")
            }
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await feed.run() }
                group.addTask { await witness.run(metrics: network.nodes[0].metrics) }
                await disturb(fleet, record, feed, seed: seed)
                feed.end()
                report.seconds = start.duration(to: .now).seconds
                for node in network.nodes.indices where !fleet.runningNodes.contains(node) {
                    do { try fleet.start(node) } catch { report.add(fault: "\(error)") }
                }
                report.settledAfter = await settle(feed, probes)
                group.cancelAll()
            }
            report.paid = await probes.paidCounts()
            for channel in network.channels { await check(channel, feed, probes, &report) }
            report.acknowledged = feed.acknowledgedCount
            for failure in fleet.failures { report.add(fault: failure) }
        } catch {
            await fleet.stop()
            await probes.shutDown()
            throw error
        }
        await fleet.stop()
        await probes.shutDown()
        report.kills = record.absences.count
        report.stalls = record.stallCount
        report.guests = record.guestCount
        report.repeatedPosts = feed.repeatedPosts
        if let refusal = feed.refusal { report.add(fault: "an event was refused: \(refusal)") }
        report.log = ChurnLog(
            paths: network.nodes.indices.map(fleet.logPath),
            addresses: network.nodes.map(\.address), record: record)
        report.witness = witness.quarters
        report.judge()
        return report
    }

    /// Lets the faults happen for the time of the run, or until a signal comes.
    private func disturb(
        _ fleet: ChurnFleet, _ record: ChurnRecord, _ feed: ChurnFeed, seed: UInt64
    ) async {
        let downCount =
            options.down == 0 ? 0 : max(1, network.nodes.count * options.down / 100)
        let faults = ChurnFaults(
            fleet: fleet, record: record, downCount: downCount, stall: options.stall?.duration,
            seed: seed)
        let guests = ChurnGuests(
            folder: folder, network: network, record: record, count: options.guests, seed: seed)
        let signals = SignalWatch()
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await faults.run() }
            group.addTask { await guests.run() }
            while start.duration(to: .now) < duration, !signals.hasFired {
                do { try await Task.sleep(for: .seconds(1)) } catch { break }
                let elapsed = start.duration(to: .now).seconds.fixed(0)
                Output.progress(
                    "\(elapsed) of \(duration.seconds.fixed(0)) s, \(feed.acknowledgedCount) events, "
                        + "\(record.absences.count) kills, running: \(fleet.runningNodes.count)")
            }
            group.cancelAll()
        }
        Output.progress(nil)
    }

    /// Waits until every node has paid what was acknowledged, and all agree.
    private func settle(_ feed: ChurnFeed, _ probes: ChurnProbes) async -> Duration? {
        await probes.wait(Self.patience) { reading in
            reading.isBidding && reading.isAgreed && reading.paid == feed.acknowledgedCount
        }
    }

    /// Compares the balances of a channel with what was acknowledged, account by account.
    private func check(
        _ channel: ChannelID, _ feed: ChurnFeed, _ probes: ChurnProbes,
        _ report: inout ChurnReport
    ) async {
        do {
            let expected = try await expectedBalances(of: channel, feed, probes)
            for node in network.nodes.indices {
                let balances = try await probes.balances(of: channel, at: node)
                guard balances != expected else { continue }
                report.add(
                    fault: "node\(node) pays other accounts or amounts than were acknowledged in "
                        + "channel \(channel)")
            }
        } catch {
            report.add(fault: "\(error)")
        }
    }

    private func expectedBalances(
        of channel: ChannelID, _ feed: ChurnFeed, _ probes: ChurnProbes
    ) async throws -> [String: String] {
        let earned = feed.acknowledged(in: channel)
        guard !earned.isEmpty else { return [:] }
        let description = try InputFile.channel(
            "\(folder)/channels/\(channel).json", core: nil)
        let entries = earned.map { account, count in
            Balances.Entry(
                account: account,
                amount: description.spec.minPerImpression.multiplied(by: Amount(count)) ?? .max)
        }
        let balances = try Fees.distribute(Balances(entries), channel: description)
        return Dictionary(
            uniqueKeysWithValues: balances.entries.map {
                ($0.account.lowercaseHex, $0.amount.decimal)
            })
    }
}
