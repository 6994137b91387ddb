// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What happens to the router.
public enum RouterInput: Sendable {
    /// A session with the peer began: what it does counts from now on, whether or not a gossip stream
    /// to it will ever be open. Peers with the same `address` count as neighbours; nil for one that is
    /// not counted. Followed by `disconnected`, and at most once before that.
    case met(PeerID, address: Bytes?)
    /// A gossip stream to the peer is open, a new one when the peer is known; `outbound` when we
    /// dialled the connection. The `address` is that of `met`, and counts when there was none.
    case connected(PeerID, outbound: Bool, version: GossipVersion, address: Bytes?)
    /// The peer is gone.
    case disconnected(PeerID)
    /// We join a topic.
    case subscribed(String)
    /// We leave a topic.
    case unsubscribed(String)
    /// A peer said something; the messages in it are not looked at, they come as `received`. From a
    /// peer that is not `connected` yet, its topics are kept until it is, or is `disconnected`.
    case heard(RPC, from: PeerID)
    /// A message whose signature is good, or whose id `hasSeen` (its content is then not looked
    /// at).
    case received(Message, from: PeerID)
    /// A message whose signature is not good.
    case refused(Message, from: PeerID)
    /// Our own message; `skipping` get it on the direct lane.
    case published(Message, skipping: [PeerID])
    /// A delivered message is good and goes on; `skipping` get it on the direct lane.
    ///
    /// A message that came by another lane may be accepted without having been received.
    case accepted(Message, from: PeerID, skipping: [PeerID])
    /// A delivered message is invalid: those who must have known are to blame.
    case rejected(Message, blaming: [PeerID])
    /// What the application thinks of a peer, P5 of its score; 0 at first and after each
    /// connection. Finite; has no effect before `met` or `connected`.
    case valued(PeerID, Score)
    /// The explicit peers from now on, connected or not.
    ///
    /// An explicit peer is in no mesh and gets every message of its topics, whatever its score.
    /// That is for peers without another lane: one that gets a message elsewhere is named in
    /// `skipping`, and then gets nothing here, so being explicit never sends a message twice. What
    /// it lost on the other lane is repaired as for everybody: in a small topic it hears of ids
    /// like all members.
    case explicit([PeerID])
    /// A delivered message goes no further, and nobody is to blame.
    case ignored(Message, from: PeerID)
    /// These peers have the message, whichever lane brought it.
    case served(MessageID, [PeerID])
    /// `nextDeadline` has come.
    case woke
}
