// This source file is part of the Outpace project. License: see LICENSE.

/// The attacks of the gossipsub evaluation report, by the names of their set-ups.
public enum SybilAttack: String, CaseIterable, Hashable, Sendable {
    /// Sybils connect to everybody after a minute and pass nothing on.
    case eclipseNetwork = "eclipse-network"
    /// The same, around the publishers only.
    case eclipsePublishers = "eclipse-publishers"
    /// The same, around one publisher.
    case eclipseTarget = "eclipse-target"
    /// Sybils pass on everything but the messages of one publisher.
    case censor
    /// Sybils pass on every other message.
    case degrade
    /// Sybils are there from the start and pass nothing on.
    case coldBoot = "cold-boot"
    /// Sybils behave for two minutes, and pass nothing on from then.
    case covertFlash = "covert-flash"
    /// Sybils come with the honest nodes and pass nothing on from ten seconds.
    case dawn
    /// Sybils share few network addresses.
    case colocation = "co-location"
}
