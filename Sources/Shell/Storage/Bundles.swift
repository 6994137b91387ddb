// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Primitives

/// Bundles as they are stored.
enum Bundles {
    static func decode(_ bytes: Bytes) throws(StorageError) -> StateBundle {
        do {
            return try StateBundle.decode(bytes, limits: LaneParameters())
        } catch {
            throw .damaged("approved state", cause: "\(error)")
        }
    }
}
