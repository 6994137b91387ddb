// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What two gossipsub nodes say to each other in one go.
///
/// - Source: libp2p specification, `pubsub` and `gossipsub` v1.0 to v1.2.
public struct RPC: Hashable, Sendable {
    /// A peer joins or leaves a topic.
    public struct Subscription: Hashable, Sendable {
        /// True: joins. False: leaves.
        public let subscribe: Bool
        /// The topic.
        public let topic: String

        /// Puts a subscription together.
        public init(subscribe: Bool, topic: String) {
            self.subscribe = subscribe
            self.topic = topic
        }
    }

    /// Joinings and leavings, in order.
    public var subscriptions: [Subscription] = []
    /// Messages with their octets as received.
    public var messages: [Message] = []
    /// Everything about the mesh and about ids.
    public var control = Control()

    /// An RPC that says nothing.
    public init() {}

    /// Puts an RPC together.
    public init(subscriptions: [Subscription], messages: [Message], control: Control) {
        self.subscriptions = subscriptions
        self.messages = messages
        self.control = control
    }

    /// Whether it says nothing.
    public var isEmpty: Bool { subscriptions.isEmpty && messages.isEmpty && control.isEmpty }
}

/// The control part of an RPC.
public struct Control: Hashable, Sendable {
    /// "These messages of the topic I have."
    public struct IHave: Hashable, Sendable {
        /// The topic.
        public let topic: String
        /// The messages.
        public let ids: [MessageID]

        /// Puts an advertisement together.
        public init(topic: String, ids: [MessageID]) {
            self.topic = topic
            self.ids = ids
        }
    }

    /// "You are out of my mesh, do not come back before the backoff has passed."
    public struct Prune: Hashable, Sendable {
        /// The longest backoff that is obeyed, in seconds: an hour. Longer ones are cut at decode.
        public static let backoffSecondsLimit: UInt64 = 3_600

        /// The topic.
        public let topic: String
        /// How long to stay away, in seconds; nil when the sender does not say.
        public let backoffSeconds: UInt64?
        /// Other peers of the topic that the sender offers; empty when it offers none.
        public let offered: [PeerID]

        /// Puts a pruning together; the backoff is cut at an hour.
        public init(topic: String, backoffSeconds: UInt64?, offered: [PeerID] = []) {
            self.topic = topic
            self.offered = offered
            self.backoffSeconds = backoffSeconds.map { min($0, Self.backoffSecondsLimit) }
        }
    }

    /// Advertisements.
    public var ihave: [IHave] = []
    /// Each element is one request; its ids are asked for.
    public var iwant: [[MessageID]] = []
    /// Topics in whose mesh the sender takes the receiver.
    public var graft: [String] = []
    /// Topics from whose mesh the sender drops the receiver.
    public var prune: [Prune] = []
    /// Each element is one list of ids that need not be sent.
    public var idontwant: [[MessageID]] = []

    /// A control part that says nothing.
    public init() {}

    /// Whether it says nothing.
    public var isEmpty: Bool {
        ihave.isEmpty && iwant.isEmpty && graft.isEmpty && prune.isEmpty && idontwant.isEmpty
    }
}
