/// What an INI file and the files that it includes say, in the order in which they say it, and all that is wrong in
/// them.
package struct IniDocument: Equatable, Sendable {
    /// A `[name]` line.
    package struct Section: Equatable, Sendable {
        package let name: String
        package let origin: IniOrigin
        /// How many entries stand before it.
        let firstEntry: Int
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

    /// The entries of PgBouncer's section of settings, `name`, that count: where it is opened anew, PgBouncer sets all of its
    /// keys to their defaults, so that only what it says last counts; and of several with one key the last.
    package func settings(of name: String) -> [IniEntry] {
        let opened = sections.last { $0.name == name }?.firstEntry ?? 0
        let lasting = entries[opened...].filter { $0.section == name }
        return lasting.enumerated().filter { index, entry in
            !lasting[(index + 1)...].contains { $0.key == entry.key }
        }.map(\.element)
    }
}
