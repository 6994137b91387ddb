// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

extension ApproveState {
    /// Appends the fields of the schema.
    func write(to writer: inout ProtobufWriter) {
        writer.digest(1, channel.digest)
        writer.digest(2, stateRoot)
        writer.bytes(3, stateSignature)
        writer.boolIfPresent(4, isHealthy)
        writer.varintIfPresent(5, healthPromilles)
        writer.boolIfPresent(6, exhausted)
        writer.digest(7, lineage.digest)
    }

    /// Reads the fields of the schema.
    init(_ body: ArraySlice<UInt8>) throws(WireError) {
        var once = FieldGuard()
        var channel: Digest?
        var stateRoot: Digest?
        var lineage: Digest?
        var stateSignature: Bytes?
        var isHealthy = false
        var healthPromilles: UInt64 = 0
        var exhausted = false
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            guard (1...7).contains(field.number) else { continue }
            try once.once(field, "field \(field.number) of ApproveState")
            switch field.number {
            case 1: channel = try field.digest("channel")
            case 2: stateRoot = try field.digest("state_root")
            case 3: stateSignature = try field.stateSignature("state_signature")
            case 4: isHealthy = try field.bool("is_healthy")
            case 5: healthPromilles = try field.unsigned("health_promilles")
            case 6: exhausted = try field.bool("exhausted")
            default: lineage = try field.digest("lineage")
            }
        }
        self.init(
            channel: ChannelID(try required(channel, "channel")),
            stateRoot: try required(stateRoot, "state_root"),
            lineage: Lineage(try required(lineage, "lineage")),
            stateSignature: try required(stateSignature, "state_signature"),
            isHealthy: isHealthy, healthPromilles: healthPromilles, exhausted: exhausted)
    }
}
