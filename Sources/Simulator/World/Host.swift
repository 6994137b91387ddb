// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import NodeCore
public import Primitives

/// One machine of a simulated network: a process that runs a node, a disk, clocks and an uplink.
public struct Host: Sendable {
    /// Who it is.
    public let key: NodeKey
    /// The node; nil while the process is down.
    public internal(set) var node: Node?
    /// What is durable.
    public internal(set) var journal = Disk()
    /// How it misbehaves; nil for an honest host.
    public internal(set) var role: AdversaryRole?
    /// Answers to submissions, by ticket.
    public internal(set) var answers: [UInt64: SubmissionAnswer] = [:]
    /// What it noticed lately, deliveries excepted, oldest first; the times are true times.
    public internal(set) var notices: [(at: Moment, notice: Notice)] = []
    /// Octets it sent on direct lanes.
    public internal(set) var directBytesSent = 0
    /// How often it read approved states for a peer from its disk.
    public internal(set) var stateLoadCount = 0
    /// How often it read event records for a peer from its disk.
    public internal(set) var recordLoadCount = 0

    /// The bounds of its node.
    @Shared var parameters: NodeParameters
    /// Its network address, and what sessions tell of it.
    let address: Bytes
    let sharedAddress: Bytes?
    var clock: HostClock
    var adversary: Adversary?

    /// Grows with each start, so that what was meant for an earlier process does not reach it.
    var incarnation: UInt32 = 0
    /// What gathered for the next batch.
    var inbox: [NodeInput] = []
    /// The ends that the `connected` inputs among it are about, in order.
    var openedEnds: [Int] = []
    /// The batch whose commit is under way.
    var committing: Committing?
    var isTurnDue = false
    var stalledUntil: UInt64 = 0
    var wakeAt: UInt64?
    /// What `nextDeadline` was after the last batch.
    var deadline: Instant?
    /// Batches in a row that left a deadline in the past.
    var spinCount = 0

    /// The ends of connections by peer: as the transport has them, and as the node knows them.
    var table: [PeerID: Int] = [:]
    var known: [PeerID: Int] = [:]
    /// The dialling loops by peer.
    var dialers: [PeerID: Int] = [:]

    /// How long a commit takes, in nanoseconds.
    var commit: ClosedRange<UInt64>
    var isDiskFull = false
    /// Whether the process ends during the next commit.
    var isDoomed = false
    var uplinkOctetsPerSecond: Int?
    /// When the uplink has sent what was given to it.
    var uplinkFreeAt: UInt64 = 0

    init(_ plan: HostPlan, place: Int, in world: WorldPlan, start: Moment) {
        key = plan.key
        role = plan.role
        sharedAddress = plan.address
        address =
            plan.address ?? [
                10, UInt8(truncatingIfNeeded: place >> 16), UInt8(truncatingIfNeeded: place >> 8),
                UInt8(truncatingIfNeeded: place),
            ]
        var parameters = world.parameters
        if world.transport.dialsLearntPeers, let listen = Multiaddr(host: address) {
            parameters.listenAddresses = [listen.bytes]
        }
        _parameters = Shared(wrappedValue: parameters)
        clock = HostClock(plan.clock, start: start)
        commit = plan.disk.commit.nanoseconds
        uplinkOctetsPerSecond = plan.uplinkOctetsPerSecond
        journal.append(plan.channels.map { .channelAdded($0) })
    }

    /// Whether its process runs.
    public var isUp: Bool { node != nil }

    /// Whether its process runs the node as it is.
    public var isHonest: Bool { role == nil }

    /// Notices that are kept; of more, the older half goes.
    private static let noticeLimit = 16_384

    mutating func keep(_ notice: Notice, at now: Moment) {
        if notices.count == Self.noticeLimit { notices.removeFirst(Self.noticeLimit / 2) }
        notices.append((now, notice))
    }
}

/// A batch that was stepped and is not durable yet.
struct Committing: Sendable {
    let inputs: [NodeInput]
    let effects: [NodeEffect]
    let records: [NodeRecord]
}

extension Multiaddr {
    /// The TCP address of a simulated host.
    init?(host address: Bytes) {
        let host: Component =
            switch address.count {
            case 4: .ip4(address)
            default: .ip6(address)
            }
        guard let made = try? Multiaddr(components: [host, .tcp(4_001)]) else { return nil }
        self = made
    }
}

extension ClosedRange<Duration> {
    /// The range in whole nanoseconds.
    var nanoseconds: ClosedRange<UInt64> {
        lowerBound
            .nanosecondCount...Swift.max(lowerBound.nanosecondCount, upperBound.nanosecondCount)
    }
}
