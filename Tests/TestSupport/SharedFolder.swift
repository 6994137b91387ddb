// This source file is part of the Outpace project. License: see LICENSE.

package import Foundation

/// The folder of design notes and test vectors that lies beside a developer's checkout.
///
/// A plain clone does not have it; tests that read it carry `.enabled(if: SharedFolder.isPresent, …)`.
package enum SharedFolder {
    /// What a skipped test says.
    package static let reason: String = "../shared is not beside this checkout"

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared")

    /// Whether the folder is there.
    package static var isPresent: Bool {
        FileManager.default.fileExists(atPath: root.appending(path: "vectors").path())
    }

    /// The octets of a file in the folder, for example `vectors/adex.json`.
    package static func data(_ path: String) throws -> Data {
        try Data(contentsOf: root.appending(path: path))
    }

    /// A JSON file in the folder as Foundation objects.
    package static func json(_ path: String) throws -> Any {
        try JSONSerialization.jsonObject(with: data(path), options: [.fragmentsAllowed])
    }
}
