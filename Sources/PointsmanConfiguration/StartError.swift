/// The reason why the agent can't start, or a command can't do its work.
package struct StartError: Error, CustomStringConvertible {
    package let code: ExitCode
    /// A sentence that says what was tried, what came back, and what would be right.
    package let description: String

    package init(_ code: ExitCode, _ description: String) {
        self.code = code
        self.description = description
    }
}

/// The exit codes of a program that can't start, by sysexits.h.
package enum ExitCode: Int32, Sendable {
    /// The command line was wrong.
    case usage = 64
    /// The content of a file other than the configuration was wrong.
    case dataError = 65
    /// A file that must exist is missing.
    case noInput = 66
    /// Something that is needed is missing, such as PgBouncer.
    case unavailable = 69
    /// The system refused something that it should not refuse.
    case systemError = 71
    /// A file can't be created.
    case cannotCreate = 73
    /// The agent lacks a permission that it needs.
    case noPermission = 77
    /// The configuration was wrong.
    case configuration = 78
}
