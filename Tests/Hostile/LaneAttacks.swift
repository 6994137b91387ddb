// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import Outpace
import Primitives
import ProcessHarness
import Reconciliation
import Testing
import ValidatorMessages
import Wire

extension HostileSuite.Strangers {
    /// Peers that use the direct lane, which validators of a channel have with each other.
    @Suite(.serialized)
    struct LaneAttacks {
        static let malformed = Metric("outpace_peer_faults_total", "\"direct\"")
        static let recordsReceived = Metric("outpace_records_received_total")

        @Test func `a length over the limit is refused`() async throws {
            try await withstand(Toll(counts: .session("tooManyStreamFaults"))) { victims in
                let session = try await victims.session()
                for _ in 0..<33 where !session.isEnded {
                    guard let lane = try await RawLane(session) else { break }
                    var prefix: Bytes = []
                    Varint.append((2 << 20) + 1, to: &prefix)
                    try await session.write(prefix, on: lane.stream)
                }
                #expect(try await session.ends(within: .seconds(3)))
            }
        }

        /// Frames that no honest validator says.
        enum Fault: String, CaseIterable {
            case nonsense, truncated, bodyWithoutSequence, gap, unsentAcknowledged, repeatedBody
            case falseStatement, falseRecord, manyChannels, manyItems, manyIDs
            case unknownAlias, brokenRanges

            /// What counts it.
            var metric: Metric {
                switch self {
                case .gap, .unsentAcknowledged: .disconnection("brokenLane")
                case .unknownAlias: .disconnection("unknownAlias")
                case .brokenRanges: .disconnection("brokenReconciliation")
                default: LaneAttacks.malformed
                }
            }

            func frame(_ victims: VictimNetwork) throws -> Bytes {
                let channel = victims.shared
                let body = LaneBody.caughtUp(channel.id)
                let frame = LaneFrame(sequence: 1, acknowledged: 0, body: body).encode()
                switch self {
                case .nonsense: return Bytes(repeating: 0xff, count: 64)
                case .truncated: return Bytes(frame.dropLast(3))
                case .bodyWithoutSequence: return Bytes(frame.dropFirst(2))
                case .gap: return LaneFrame(sequence: 7, acknowledged: 0, body: body).encode()
                case .unsentAcknowledged:
                    return LaneFrame(sequence: 1, acknowledged: .max, body: body).encode()
                case .repeatedBody: return frame + frame.dropFirst(2)
                case .falseStatement:
                    let good = Forgery.signed(
                        Forgery.report(on: channel.id), by: victims.insider, topic: channel.topic)
                    let falsified = try #require(Forgery.falsified(good))
                    return Self.frame(.statements([falsified.raw]))
                case .falseRecord: return Self.frame(.records([[1, 2, 3]]))
                case .manyChannels: return Self.frame(3, [], 5_000)
                case .manyItems: return Self.frame(4, [], 900_000)
                case .manyIDs:
                    let ids = (0..<11_000).compactMap { EventID(bytes: Self.id(UInt64($0))[...]) }
                    return Self.frame(.wanted(.id(channel.id), .events, ids))
                case .unknownAlias: return Self.frame(.wanted(.alias(4_000_000), .events, []))
                case .brokenRanges:
                    return Self.frame(
                        .reconcile(
                            ReconcileQuestion(
                                channel: .id(channel.id), set: .events, run: 1, context: [],
                                message: Bytes(repeating: 0xff, count: 64))))
                }
            }

            private static func id(_ number: UInt64) -> Bytes {
                var bytes = Bytes(repeating: 0, count: 24)
                number.appendBigEndian(to: &bytes)
                return bytes
            }

            private static func frame(_ body: LaneBody) -> Bytes {
                LaneFrame(sequence: 1, acknowledged: 0, body: body).encode()
            }

            /// A body of many equal items.
            private static func frame(_ number: UInt32, _ item: Bytes, _ count: Int) -> Bytes {
                var writer = ProtobufWriter()
                writer.varint(1, 1)
                writer.message(number) { body in for _ in 0..<count { body.bytes(1, item) } }
                return writer.bytes
            }
        }

        @Test(arguments: Fault.allCases) func `a frame that breaks a rule ends the session`(
            fault: Fault
        ) async throws {
            let toll = Toll(rounds: 1, peakLimit: 16 << 20, counts: fault.metric)
            try await withstand(toll) { victims in
                let session = try await victims.session(as: victims.insider)
                let lane = try #require(try await RawLane(session))
                try await lane.say(try fault.frame(victims))
                #expect(try await session.ends(within: .seconds(3)), "\(fault)")
            }
        }

        @Test(arguments: [true, false]) func `nobody else is given records`(
            isOtherValidator: Bool
        ) async throws {
            try await withstand(Toll(rounds: 1)) { victims in
                let ids = try #require(
                    await victims.network.post(
                        SampleEvents.plain(20), to: VictimNetwork.victim,
                        channel: VictimNetwork.closedIndex))
                victims.notePosted(ids.count)
                let key = isOtherValidator ? victims.insider : NodeKey.fresh()
                let lane = try #require(try await RawLane(try await victims.session(as: key)))
                let events = ids.compactMap { Hex.decode($0).flatMap { EventID(bytes: $0[...]) } }
                #expect(events.count == 20)
                try await ask(for: events, of: victims.closed.id, on: lane)
                #expect(try await lane.settles(within: .seconds(3)))
                let bodies = try await everything(on: lane, for: .milliseconds(300))
                for body in bodies {
                    switch body {
                    case .records, .stepReply, .states, .reconciled, .reconcile:
                        Issue.record("heard \(body)")
                    case .hello(let summaries):
                        #expect(!summaries.contains { $0.channel == victims.closed.id })
                    case .statements, .wanted, .stepRequest, .caughtUp: break
                    }
                }
                lane.session.close()
            }
        }

        @Test(arguments: [true, false]) func `nobody else's records are taken`(
            isOtherValidator: Bool
        ) async throws {
            try await withstand(Toll(rounds: 1)) { victims in
                let before = await poolCount(victims)
                let key = isOtherValidator ? victims.insider : NodeKey.fresh()
                let lane = try #require(try await RawLane(try await victims.session(as: key)))
                for _ in 0..<5 {
                    let records = try SampleEvents.records(200, of: victims.closed.id)
                    try await lane.say(.records(records.map(\.bytes)))
                }
                #expect(try await lane.settles(within: .seconds(3)))
                // Honest clients have at most five events waiting.
                #expect(await poolCount(victims) - before < 50)
                lane.session.close()
            }
        }

        private func ask(
            for events: [EventID], of channel: ChannelID, on lane: RawLane
        ) async throws {
            let summary = ChannelSummary(
                channel: channel, approvedSequence: 0, approved: nil, priceSequence: 0,
                alias: 1)
            try await lane.say(.hello([summary]))
            try await lane.say(.wanted(.id(channel), .events, events))
            let everything = RangeMessage(parts: [
                RangeMessage.Part(upper: nil, content: .fingerprint(Bytes(repeating: 1, count: 16)))
            ])
            for set in LaneSet.allCases {
                try await lane.say(
                    .reconcile(
                        ReconcileQuestion(
                            channel: .id(channel), set: set, run: 1, context: [],
                            message: everything.encode())))
            }
            try await lane.say(.stepRequest(channel, Lineage(.zero)))
            try await lane.say(.caughtUp(channel))
        }

        private func everything(
            on lane: RawLane, for time: Duration
        ) async throws -> [LaneBody] {
            try await lane.session.attend(until: { _ in false }, within: time)
            try lane.heard()
            return lane.bodies
        }

        private func poolCount(_ victims: VictimNetwork) async -> Double {
            await victims.metric(
                Metric("outpace_mempool_events", victims.closed.id.description)) ?? 0
        }
    }
}
