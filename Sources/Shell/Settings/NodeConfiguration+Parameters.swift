// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Liveness
import Mempool
package import NodeCore

extension NodeConfiguration {
    /// The core's parameters with what the operator decides; addresses and seeds are the node's.
    package var nodeParameters: NodeParameters {
        var parameters = NodeParameters()
        parameters.heartbeatInterval = heartbeatInterval
        parameters.liveness = LivenessParameters(offlineAfter: offlineAfter)
        parameters.channelLimit = limits.channels
        parameters.mempool.eventLimit = limits.eventsPerChannel
        parameters.mempool.byteLimit = limits.eventBytesPerChannel
        parameters.lane.queueBytesLimit = limits.laneQueueBytes
        return parameters
    }
}
