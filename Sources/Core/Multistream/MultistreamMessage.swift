// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
import Wire

/// The messages of multistream-select 1.0: a varint length, text and a newline.
///
/// - Source: multiformats/multistream-select.
public enum MultistreamMessage {
    /// The first message of both sides.
    public static let header = "/multistream/1.0.0"
    /// The answer to a proposal that is not spoken here.
    public static let refusal = "na"
    /// The longest message, newline included, in octets; names in use are below 100.
    public static let byteLimit = 1024

    /// A message with its length and its newline.
    public static func encode(_ text: String) -> Bytes {
        FrameDecoder.frame(Bytes(text.utf8) + [0x0a])
    }
}

/// Cuts messages out of octets and keeps what follows the last one that was asked for.
struct MultistreamReader: Sendable {
    private var buffer: Bytes = []

    /// What was received and not read.
    var remainder: Bytes { buffer }

    mutating func append(_ bytes: ArraySlice<UInt8>) { buffer.append(contentsOf: bytes) }

    /// The next message without its newline, or nil until more octets come.
    mutating func next() throws(MultistreamFault) -> Bytes? {
        let prefix: (value: UInt64, count: Int)?
        do throws(WireError) {
            prefix = try Varint.decode(buffer[...])
        } catch {
            throw .malformed(error)
        }
        guard let (length, count) = prefix else { return nil }
        guard length <= UInt64(MultistreamMessage.byteLimit) else {
            throw .malformed(.overLimit(field: "message", limit: MultistreamMessage.byteLimit))
        }
        let end = count + Int(length)
        guard buffer.count >= end else { return nil }
        guard length > 0, buffer[end - 1] == 0x0a else { throw .missingNewline }
        let message = Bytes(buffer[count..<end - 1])
        buffer.removeFirst(end)
        return message
    }
}
