// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import JSON
import Outpace
import Primitives

/// Files that commands read: a path, or `-` for stdin.
enum InputFile {
    /// The longest file, in octets; a tree of a million balances fits.
    static let byteLimit = 128 << 20

    private static let limits = JSONLimits(
        byteLimit: byteLimit, depthLimit: 32, valueLimit: 4_000_000)

    /// The octets of a file.
    static func bytes(_ path: String) throws(CommandFailure) -> Bytes {
        let data: Data
        do {
            let handle =
                path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
            data = try handle.read(upToCount: byteLimit + 1) ?? Data()
        } catch {
            throw CommandFailure("cannot read \(path): there is no such file, or it is not ours")
        }
        guard data.count <= byteLimit else {
            throw CommandFailure(
                "\(path) has more than \(byteLimit >> 20) MiB; at most so much is read")
        }
        return Bytes(data)
    }

    /// The JSON object in a file.
    static func object(_ path: String) throws(CommandFailure) -> JSONObject {
        let value = try parse(try bytes(path), name: path)
        guard let object = value.object else {
            throw CommandFailure("\(path) holds \(value.kind); a JSON object is needed")
        }
        return object
    }

    /// Reads JSON; `name` is for messages.
    static func parse(_ bytes: Bytes, name: String) throws(CommandFailure) -> JSONValue {
        do {
            return try JSONParser.parse(bytes, limits: limits)
        } catch {
            throw CommandFailure("\(name) is not JSON: \(error.message)")
        }
    }

    /// The balances in a file, `{address: "amount"}`.
    static func balances(_ path: String) throws(CommandFailure) -> Balances {
        try BalancesReading.balances(try object(path), name: path)
    }

    /// The channel in a file.
    static func channel(_ path: String, core: Address?) throws(CommandFailure) -> PaymentChannel {
        do {
            return try PaymentChannel.parse(
                try bytes(path), core: core ?? PaymentChannel.mainnetCore)
        } catch let fault as ChannelFault {
            throw CommandFailure(fault.description)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
    }
}
