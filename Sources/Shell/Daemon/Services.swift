// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Logging
import NodeCore
import ServiceLifecycle
import Transport

/// The node's loop as a service: on shutdown it takes nothing more and finishes what it has.
struct LoopService: Service {
    let node: NodeService
    let inbox: Inbox

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await node.run()
        } onGracefulShutdown: {
            inbox.close()
        }
    }
}

/// The sockets as a service: on shutdown every connection is closed.
struct PeerService: Service {
    let transport: TransportService

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await transport.run()
            }
        } catch is CancellationError {
            return  // The way a shutdown ends it.
        }
    }
}

/// Watches the chain and tells the node about it.
struct ChainWatcher: Service {
    let chain: LedgerChain
    let inbox: Inbox
    let pollInterval: Duration
    let logger: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await watch()
            }
        } catch is CancellationError {
            return  // The way a shutdown ends it.
        }
    }

    /// Starts over when the chain cannot be reached: another process may hold the ledger for a while.
    private func watch() async throws {
        while true {
            do {
                for try await change in chain.changes(pollInterval: pollInterval) {
                    await inbox.send(.input(.chain(change.channel, change.state)))
                }
            } catch let error as ChainError where error.code == .unavailable {
                logger.warning(
                    "cannot watch the chain, trying again", metadata: ["reason": "\(error)"])
                try await Task.sleep(for: pollInterval)
            }
        }
    }
}
