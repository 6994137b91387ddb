// This source file is part of the Outpace project. License: see LICENSE.

/// The configuration file that `init` writes.
package enum ConfigurationTemplate {
    /// Every key with its comment, what is allowed and its default.
    ///
    /// - Parameter settings: values by path that differ from the defaults; a path that is no key is a
    ///   bug of the caller.
    package static func text(_ settings: [String: ConfigurationValue] = [:]) -> String {
        for path in settings.keys {
            precondition(ConfigurationKey.named(path) != nil, "no key \(path)")
        }
        var lines = [
            "# Configuration of an Outpace node.",
            "# Flags win over OUTPACE_* environment variables, those over this file, this file over",
            "# the defaults; a key that is left out has its default.",
        ]
        var section: String?
        for key in ConfigurationKey.all {
            if key.section != section {
                section = key.section
                if let section { lines += ["", "\(section):"] }
            } else if key.section == nil {
                lines.append("")
            }
            let indent = key.section == nil ? "" : "  "
            lines.append("\(indent)# \(key.comment)")
            let standard = key.text(of: key.standard)
            lines.append("\(indent)# Allowed: \(key.kind.allowed). Default: \(standard)")
            let value = key.text(of: settings[key.path] ?? key.standard)
            lines.append("\(indent)\(key.name): \(value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
