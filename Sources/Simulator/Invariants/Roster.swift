// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NodeCore
public import Outpace
public import Primitives
public import SimulatedWorld

/// Who is who in a world, and who was ever byzantine: what invariants judge by.
public struct Roster: Sendable {
    /// One channel and the hosts of its validators.
    public struct Channel: Sendable {
        /// The channel.
        public let channel: PaymentChannel
        /// The validators' hosts, in their order; nil for one that is no host.
        public let hosts: [Int?]

        /// The place of a host among the validators; nil for others.
        public func index(of host: Int) -> Int? { hosts.firstIndex(of: host) }
    }

    /// Hosts by their names on the network.
    public let places: [PeerID: Int]
    /// Hosts by their addresses as validators.
    public let placesByAddress: [Address: Int]
    /// By host: whether it ever misbehaved. What others remember of it may count against it for
    /// long.
    public private(set) var wasByzantine: [Bool]
    /// By host: whether it ever signed what no honest node signs.
    public private(set) var hasPerjured: [Bool]
    private var channels: [ChannelID: Channel] = [:]

    /// Reads a world that was just made.
    public init(world: World) {
        var places: [PeerID: Int] = [:]
        var placesByAddress: [Address: Int] = [:]
        for (place, host) in world.hosts.enumerated() {
            places[host.key.peerID] = place
            placesByAddress[host.key.address] = place
        }
        self.places = places
        self.placesByAddress = placesByAddress
        wasByzantine = world.hosts.map { $0.role != nil }
        hasPerjured = world.hosts.map { $0.role?.signsFalsely ?? false }
        for host in world.hosts {
            for case .channelAdded(let channel) in host.journal.records { add(channel) }
        }
    }

    /// Takes note of hosts that turn byzantine.
    public mutating func observe(_ turn: Turn) {
        guard case .fault(.turn(let hosts, let role?)) = turn.kind else { return }
        for host in hosts {
            wasByzantine[host] = true
            if role.signsFalsely { hasPerjured[host] = true }
        }
    }

    /// A channel that some host holds.
    public mutating func channel(_ id: ChannelID, in world: World) -> Channel? {
        if let known = channels[id] { return known }
        for host in world.hosts.indices {
            guard let view = world.view(host, id) else { continue }
            add(view.channel)
            return channels[id]
        }
        return nil
    }

    /// All channels that are known, ascending.
    public var channelIDs: [ChannelID] { channels.keys.sorted() }

    /// Whether fewer than a third of a channel's validators were ever byzantine, which is what its
    /// safety rests on.
    public func isSound(_ channel: Channel) -> Bool {
        let byzantine = channel.hosts.count { $0.map { wasByzantine[$0] } ?? true }
        return 3 * byzantine < channel.hosts.count
    }

    private mutating func add(_ channel: PaymentChannel) {
        guard channels[channel.id] == nil else { return }
        channels[channel.id] = Channel(
            channel: channel, hosts: channel.spec.validators.map { placesByAddress[$0.id] })
    }
}

extension AdversaryRole {
    /// Whether it signs what an honest node never would, so that its channel may be closed for
    /// good.
    fileprivate var signsFalsely: Bool {
        switch self {
        case .equivocatingLeader, .fickleLeader, .inflatingLeader, .approvingFollower, .forger,
            .spammer:
            true
        case .omittingLeader, .rejectingFollower, .silentValidator, .replayer,
            .withholdingGossiper, .sybil:
            false
        }
    }
}
