// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Outpace
import Primitives
import ProcessHarness
import Testing
import ValidatorMessages

extension HostileSuite {
    /// A validator of the channel turns: what it says is signed and well formed, and too much.
    ///
    /// A network of its own, since what it leaves in the pools stays there for a while.
    @Suite(.serialized, .victimNetwork)
    struct InsiderFloods {
        static let refused = Metric("outpace_records_refused_total")

        @Test func `a validator of the channel is given what it asks for`() async throws {
            let victims = try #require(VictimNetwork.current)
            let ids = try await post(20, victims)
            let lane = try #require(
                try await RawLane(try await victims.session(as: victims.insider)))
            try await lane.say(.wanted(.id(victims.shared.id), .events, ids))
            var records = 0
            for _ in 0..<20 where records < ids.count {
                try await lane.session.attend(until: { _ in false }, within: .milliseconds(100))
                for case .records(let some) in try lane.heard() { records += some.count }
            }
            #expect(records >= ids.count)
            lane.session.close()
        }

        @Test func `a validator that asks for everything and takes nothing costs a bounded sum`()
            async throws
        {
            let victims = try #require(VictimNetwork.current)
            let ids = try await post(500, victims)
            // The queue for one peer's bulk is 64 MiB of octets that the pool holds anyway: what it
            // costs is the list.
            let toll = Toll(rounds: 1, growthLimit: 16 << 20, peakLimit: 48 << 20)
            try await withstand(toll) { victims in
                let lane = try #require(
                    try await RawLane(
                        try await victims.session(as: victims.insider)))
                lane.session.manners.grantsCredit = false
                for _ in 0..<HostileSuite.size(60, full: 600) where !lane.session.isEnded {
                    try await lane.say(.wanted(.id(victims.shared.id), .events, ids))
                }
                try await lane.session.attend(until: { _ in false }, within: .seconds(1))
                lane.session.close()
            }
        }

        @Test(arguments: [UInt64(0), 1, 1_000_000]) func `records of long ago are not taken`(
            occurredAt: UInt64
        ) async throws {
            try await withstand(Toll(rounds: 1, counts: Self.refused)) { victims in
                let before = await poolCount(victims)
                let lane = try #require(
                    try await RawLane(try await victims.session(as: victims.insider)))
                let records = try junk(400, victims, occurredAt: occurredAt)
                try await lane.say(.records(records.map(\.bytes)))
                _ = try await lane.settles(within: .seconds(5))
                #expect(await poolCount(victims) - before < 100)
                lane.session.close()
            }
        }

        @Test func `reports of events that do not exist are bounded`() async throws {
            // Ids cost a release build 5 ms a report, and a debug build twenty times that.
            let toll = Toll(
                rounds: 2, growthLimit: 12 << 20, peakLimit: 32 << 20, patience: .seconds(15))
            try await withstand(toll) { victims in
                let lane = try #require(
                    try await RawLane(try await victims.session(as: victims.insider)))
                for round in 0..<HostileSuite.size(15, full: 100) {
                    let report = Forgery.report(on: victims.shared.id, observing: 1_800)
                    let message = Forgery.signed(
                        report, by: victims.insider, topic: victims.shared.topic,
                        number: Forgery.now + UInt64(round))
                    try await lane.say(.statements([message.raw]))
                }
                _ = try await lane.settles(within: .seconds(10))
                lane.session.close()
            }
        }

        /// 9 000 records of the insider's own making, stamped a minute ago: more than a leader
        /// looks at in one go, and within the share of the pool that is the insider's.
        @Test func `junk of one validator does not stop the channel`() async throws {
            let toll = Toll(rounds: 0, growthLimit: 32 << 20, peakLimit: 64 << 20)
            try await withstand(toll) { victims in
                try await expectPayment(victims, "honest events without junk are paid")
                let lane = try #require(
                    try await RawLane(try await victims.session(as: victims.insider)))
                for _ in 0..<HostileSuite.size(45, full: 250) where !lane.session.isEnded {
                    let records = try junk(200, victims, age: 60_000)
                    try await lane.say(.records(records.map(\.bytes)))
                }
                _ = try await lane.settles(within: .seconds(20))
                try await expectPayment(victims, "honest events beside junk are paid")
                lane.session.close()
            }
        }

        /// Posts events to the channel that the insider is a validator of.
        private func post(_ count: Int, _ victims: VictimNetwork) async throws -> [EventID] {
            let ids = try #require(
                await victims.network.post(
                    SampleEvents.plain(count), to: VictimNetwork.victim,
                    channel: VictimNetwork.sharedIndex), "an honest client was refused")
            return ids.compactMap { Hex.decode($0).flatMap { EventID(bytes: $0[...]) } }
        }

        private func expectPayment(_ victims: VictimNetwork, _ claim: String) async throws {
            let before = try #require(await sharedEvents(victims))
            let ids = try await post(5, victims)
            let limit = max(victims.usualApprovalTime * 2, .seconds(2))
            _ = try await eventually(within: limit, claim) {
                await sharedEvents(victims).map { $0 >= before + UInt64(ids.count) } ?? false
            }
        }

        private func sharedEvents(_ victims: VictimNetwork) async -> UInt64? {
            guard
                await victims.network.status(
                    of: VictimNetwork.sharedIndex, at: VictimNetwork.watchedAt) != nil
            else { return nil }
            return await victims.network.approved(
                at: VictimNetwork.watchedAt, channel: VictimNetwork.sharedIndex)?.events ?? 0
        }

        private func junk(
            _ count: Int, _ victims: VictimNetwork, age: UInt64 = 0, occurredAt: UInt64? = nil
        ) throws -> [EventRecord] {
            let moment = occurredAt ?? SampleEvents.now - age
            return try SampleEvents.records(
                count, of: victims.shared.id, occurredAt: Timestamp(milliseconds: moment))
        }

        private func poolCount(_ victims: VictimNetwork) async -> Double {
            await victims.metric(
                Metric("outpace_mempool_events", victims.shared.id.description)) ?? 0
        }
    }
}
