/// How names are written in a command to PgBouncer's console.
package enum ConsoleText {
    /// `name` in double quotes, each quote in it doubled.
    package static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
