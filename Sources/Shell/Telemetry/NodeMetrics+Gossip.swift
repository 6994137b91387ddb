// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import NodeCore
import Primitives

extension NodeMetrics {
    /// The scores of some peers with what they come from.
    mutating func addScores(_ peers: ArraySlice<NodeSummary.Peer>) {
        page.add(
            "outpace_peer_score", .gauge,
            help: "Gossip score of a peer; below zero it leaves the meshes.",
            peers.map {
                .init(["peer": $0.peerID.description], $0.gossip?.score.total ?? 0)
            })
        page.add(
            "outpace_peer_score_part", .gauge, help: "What the score of a peer comes from.",
            peers.flatMap { peer in
                (peer.gossip?.score.parts ?? []).filter { $0.value != 0 }.map { part in
                    .init(["peer": peer.peerID.description, "part": part.name], part.value)
                }
            })
    }

    mutating func addGossip() {
        let gossip = sources.gossip
        page.add(
            "outpace_pubsub_peers", .gauge, help: "Peers with a gossip lane.",
            [.init(gossip.peers.count)])
        page.add(
            "outpace_pubsub_peers_without_connection", .gauge,
            help: "Peers that gossip remembers though no session exists; always 0.",
            [.init(gossip.orphanCount)])
        page.add(
            "outpace_pubsub_peers_graylisted", .gauge,
            help: "Peers that nobody listens to because of their score.",
            [.init(gossip.peers.count { $0.isGraylisted })])
        page.add(
            "outpace_gossip_entries", .gauge,
            help: "Entries in all maps of gossip that peers can make grow.",
            [.init(gossip.entryCount)])
        page.add(
            "outpace_gossip_mesh_peers", .gauge, help: "Peers in the mesh of a topic.",
            gossip.meshes.map { .init(["topic": $0.topic], $0.peerCount) })
        addGossipCounters(gossip.counters)
        page.add(
            "outpace_gossip_ignored_total", .counter,
            help: "Gossip messages of graylisted peers, which nobody looked at.",
            [.init(sources.messagesIgnored + gossip.counters.ignored)])
        page.add(
            "outpace_gossip_violations_total", .counter, help: "Rules of gossip that peers broke.",
            Violation.allCases.map {
                .init(["rule": $0.name], gossip.counters.count(of: $0))
            })
    }

    private mutating func addGossipCounters(_ counters: GossipCounters) {
        let rows: [(name: String, help: String, value: UInt64)] = [
            ("delivered", "Gossip messages seen first.", counters.delivered),
            ("duplicates", "Gossip messages seen before.", counters.duplicates),
            ("forwarded", "Gossip messages sent on.", counters.forwarded),
            ("copies_sent", "Copies of messages sent on the gossip lane.", counters.copiesSent),
            (
                "copies_spared", "Copies not sent: the peer has them or wants none.",
                counters.copiesSpared
            ),
            ("advertised", "Ids of messages told to peers.", counters.advertised),
            ("requested", "Ids of messages asked of peers.", counters.requested),
            ("answered", "Requests of peers answered with a message.", counters.answered),
            (
                "unwanted", "Ids of large messages that peers need not send.",
                counters.unwantedAnnounced
            ),
            ("grafts", "Peers taken into a mesh, by either side.", counters.grafts),
            ("prunes", "Peers dropped from a mesh, by either side.", counters.prunes),
            (
                "opportunistic_grafts", "Peers grafted because the mesh was poor.",
                counters.opportunisticGrafts
            ),
        ]
        for row in rows {
            page.add(
                "outpace_gossip_\(row.name)_total", .counter, help: row.help, [.init(row.value)])
        }
    }
}
