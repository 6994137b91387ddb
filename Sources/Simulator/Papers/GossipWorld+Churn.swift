// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives

extension GossipWorld {
    /// Lets some of those who come and go leave, and others return.
    mutating func churn() {
        guard let churn = layout.churn else { return }
        for node in churning {
            if hosts[node].isOnline {
                if draw() < churn.leavePerMille { leave(node) }
            } else if draw() < churn.returnPerMille {
                comeBack(node)
            }
        }
        schedule(.churn, at: now.advanced(by: churn.tick))
    }

    /// A node's process ends: its connections are gone at once.
    private mutating func leave(_ node: Int) {
        hosts[node].isOnline = false
        hosts[node].epoch += 1
        hosts[node].runs = [:]
        let id = hosts[node].id
        for neighbour in hosts[node].neighbours where hosts[neighbour.node].isOnline {
            hosts[neighbour.node].runs[node] = nil
            step(neighbour.node, .disconnected(id))
        }
    }

    /// A node's process starts: with a router that knows nothing, and what its disk has.
    private mutating func comeBack(_ node: Int) {
        hosts[node].isOnline = true
        hosts[node].epoch += 1
        hosts[node].router = Router(
            parameters: layout.parameters, generator: generator.split(), now: now)
        open(node)
        for neighbour in hosts[node].neighbours where hosts[neighbour.node].isOnline {
            link(node, neighbour.node, address: nil)
        }
    }
}
