/// Why the agent can't start, or a command not do its work without one.
package struct StartError: Error, CustomStringConvertible {
    package let code: ExitCode
    /// A sentence that says what was tried, what came back and what would be right.
    package let description: String

    package init(_ code: ExitCode, _ description: String) {
        self.code = code
        self.description = description
    }
}

/// How the program ends when it can't start, by sysexits.h.
package enum ExitCode: Int32, Sendable {
    /// The command line was wrong.
    case usage = 64
    /// What a file holds was wrong, where the file is not the configuration.
    case dataError = 65
    /// A file that must be there is not.
    case noInput = 66
    /// Something that is needed is not there, such as PgBouncer.
    case unavailable = 69
    /// The system refused what it should not.
    case systemError = 71
    /// A file can't be made.
    case cannotCreate = 73
    /// We may not do what we must.
    case noPermission = 77
    /// The configuration was wrong.
    case configuration = 78
}
