package import PointsmanFormats

/// The origin of a value, in the words of an error message.
package enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
    case file(IniOrigin)
    /// An environment variable.
    case variable(String)
    /// An option of the command line.
    case flag(String)
    /// The value is a default.
    case standard

    package var description: String {
        switch self {
        case .file(let origin): origin.description
        case .variable(let name): "environment variable \(name)"
        case .flag(let name): "option \(name)"
        case .standard: "configuration"
        }
    }

    var isFile: Bool {
        if case .file = self { true } else { false }
    }

    /// The exit code for a bad value from this origin.
    var exitCode: ExitCode {
        if case .flag = self { .usage } else { .configuration }
    }
}
