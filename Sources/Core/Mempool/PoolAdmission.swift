// This source file is part of the Outpace project. License: see LICENSE.

/// On what terms an event enters a pool.
public enum PoolAdmission: Hashable, Sendable {
    /// Within the bounds of the pool and of the share of the validator that answers for it.
    case offered
    /// A proposal rests on it: it is taken beyond the bounds, with as many others as one proposal can
    /// hold, or a validator whose share is full could never sign it.
    case needed
    /// It was here before: what was acknowledged has its place, whatever the bounds say now.
    case restored
}
