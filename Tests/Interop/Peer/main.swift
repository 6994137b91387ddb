// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

// The network code of a node without a node around it, to be put among peers of other
// implementations. With `is_dialer` in the environment it takes part in libp2p's transport tests,
// otherwise it does what it is told on its standard input.
let environment = ProcessInfo.processInfo.environment
if environment["is_dialer"] != nil {
    do {
        try await TransportTest(environment: environment).run()
    } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        exit(1)
    }
} else {
    try await DrivenPeer.run(PeerSettings(arguments: CommandLine.arguments))
}
