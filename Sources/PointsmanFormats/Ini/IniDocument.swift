/// What an INI file and the files that it includes say, in the order in which they say it, and all that is wrong in
/// them.
package struct IniDocument: Equatable, Sendable {
    /// A `[name]` line.
    package struct Section: Equatable, Sendable {
        package let name: String
        package let origin: IniOrigin
    }

    package internal(set) var sections: [Section] = []
    package internal(set) var entries: [IniEntry] = []
    /// The files that were read, the first one first.
    package internal(set) var files: [String] = []
    package internal(set) var issues: [IniIssue] = []

    package init() {}

    /// The entries of the section `name`. Of several with one key, PgBouncer takes the last.
    package func entries(of name: String) -> [IniEntry] {
        entries.filter { $0.section == name }
    }
}
