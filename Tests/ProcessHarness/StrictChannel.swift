// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace
import Primitives

/// A channel that settles fast and tolerates little.
package enum StrictChannel {
    /// A channel of these validators, the leader first; no two are the same.
    package static func make(
        validators: [String], missedEventsThreshold: Int = 10
    ) throws -> PaymentChannel {
        let listed = validators.map {
            #"{"id":"\#($0)","url":"http://127.0.0.1:8005","fee":"0"}"#
        }.joined(separator: ",")
        let seconds = SampleEvents.now / 1_000
        let spec =
            #"{"validators":[\#(listed)],"withdrawPeriodStart":\#((seconds + 8_000) * 1_000),"#
            + #""minPerImpression":"1000","maxPerImpression":"1000","#
            + #""missedEventsThreshold":\#(missedEventsThreshold),"#
            + #""settleDelay":200,"batching":{"maxEvents":500,"maxTime":200},"#
            + #""eventSubmission":{"allow":[{"uids":null}]},"#
            + #""nonce":"\#(UInt64.random(in: 0...UInt64.max))"}"#
        let json =
            #"{"creator":"\#(validators[0])","#
            + #""depositAsset":"0x6b175474e89094c44da98b954eedeac495271d0f","#
            + #""depositAmount":"1000000000","validUntil":\#(seconds + 9_000),"spec":\#(spec)}"#
        return try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore)
    }
}
