// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Outpace
import Primitives
import ValidatorMessages

/// A submitted CLOSE: the creator's wish to end the campaign and to get back what nobody earned.
///
/// It pays the creator, whom the channel names; so it becomes a record when the channel is known.
struct Closing: Sendable {
    /// Where it stands in the request.
    let path: String
    let occurredAt: Timestamp
    let nonce: Bytes
    /// The creator's signature under the record, which spares the agreement of the validators.
    let userSignature: Bytes?

    /// The event that validators agree on.
    ///
    /// - Throws: when there is a signature that is not the creator's.
    func record(for channel: PaymentChannel) throws(EventFault) -> EventRecord {
        let content = EventRecord.Content(
            channel: channel.id, type: .close, publisher: channel.creator,
            user: channel.creator.bytes, adUnit: "", adSlot: "", slotType: "", referrer: "",
            country: "", operatingSystem: "", browser: "", occurredAt: occurredAt, nonce: nonce)
        guard let record = try? EventRecord(making: content, userSignature: userSignature),
            userSignature == nil || record.hasValidUserSignature
        else {
            throw EventFault(
                status: 400,
                message: "\(path).userSignature is not the creator's signature under this event, "
                    + "nonce and occurredAt included")
        }
        return record
    }
}
