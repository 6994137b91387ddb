// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What two gossipsub nodes say to each other in one go.
///
/// - Source: libp2p specification, `pubsub` and `gossipsub` v1.0 to v1.2.
package struct RPC: Hashable, Sendable {
    /// A peer joins or leaves a topic.
    package struct Subscription: Hashable, Sendable {
        /// True: joins. False: leaves.
        package let subscribe: Bool
        /// The topic.
        package let topic: String

        /// Puts a subscription together.
        package init(subscribe: Bool, topic: String) {
            self.subscribe = subscribe
            self.topic = topic
        }
    }

    /// Joinings and leavings, in order.
    package var subscriptions: [Subscription] = []
    /// Messages with their octets as received.
    package var messages: [Message] = []
    /// Everything about the mesh and about ids.
    package var control = Control()

    /// An RPC that says nothing.
    package init() {}

    /// Puts an RPC together.
    package init(subscriptions: [Subscription], messages: [Message], control: Control) {
        self.subscriptions = subscriptions
        self.messages = messages
        self.control = control
    }

    /// Whether it says nothing.
    package var isEmpty: Bool { subscriptions.isEmpty && messages.isEmpty && control.isEmpty }
}

/// The control part of an RPC.
package struct Control: Hashable, Sendable {
    /// "These messages of the topic I have."
    package struct IHave: Hashable, Sendable {
        /// The topic.
        package let topic: String
        /// The messages.
        package let ids: [MessageID]

        /// Puts an advertisement together.
        package init(topic: String, ids: [MessageID]) {
            self.topic = topic
            self.ids = ids
        }
    }

    /// "You are out of my mesh, do not come back before the backoff has passed."
    package struct Prune: Hashable, Sendable {
        /// The longest backoff that is obeyed, in seconds: an hour. Longer ones are cut at decode.
        package static let backoffSecondsLimit: UInt64 = 3_600

        /// The topic.
        package let topic: String
        /// How long to stay away, in seconds; nil when the sender does not say.
        package let backoffSeconds: UInt64?
        /// Other peers of the topic that the sender offers; empty when it offers none.
        package let offered: [PeerID]

        /// Puts a pruning together; the backoff is cut at an hour.
        package init(topic: String, backoffSeconds: UInt64?, offered: [PeerID] = []) {
            self.topic = topic
            self.offered = offered
            self.backoffSeconds = backoffSeconds.map { min($0, Self.backoffSecondsLimit) }
        }
    }

    /// Advertisements.
    package var ihave: [IHave] = []
    /// Each element is one request; its ids are asked for.
    package var iwant: [[MessageID]] = []
    /// Topics in whose mesh the sender takes the receiver.
    package var graft: [String] = []
    /// Topics from whose mesh the sender drops the receiver.
    package var prune: [Prune] = []
    /// Each element is one list of ids that need not be sent.
    package var idontwant: [[MessageID]] = []

    /// A control part that says nothing.
    package init() {}

    /// Whether it says nothing.
    package var isEmpty: Bool {
        ihave.isEmpty && iwant.isEmpty && graft.isEmpty && prune.isEmpty && idontwant.isEmpty
    }
}
