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
