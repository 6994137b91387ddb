// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import Primitives

extension Address: ExpressibleByArgument {
    /// Reads `0x` and 40 digits; digits of mixed case must be the right checksum.
    package init?(argument: String) { self.init(text: argument, requiringChecksum: false) }
}

extension ChannelID: ExpressibleByArgument {
    /// Reads 64 digits in any case, with or without `0x`.
    package init?(argument: String) { self.init(hex: argument) }
}

extension EventID: ExpressibleByArgument {
    /// Reads 64 digits in any case, with or without `0x`.
    package init?(argument: String) { self.init(hex: argument) }
}

extension Digest: ExpressibleByArgument {
    /// Reads 64 digits in any case, with or without `0x`.
    package init?(argument: String) { self.init(hex: argument) }
}
