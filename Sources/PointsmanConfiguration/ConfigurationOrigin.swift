package import PointsmanFormats

/// Where a value comes from, in the words of an error message.
package enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
    case file(IniOrigin)
    /// An environment variable.
    case variable(String)
    /// An option of the command line.
    case flag(String)
    /// Nobody gave it.
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

    /// How a program ends on a bad value from here.
    var exitCode: ExitCode {
        if case .flag = self { .usage } else { .configuration }
    }
}
