/// The content of an INI file and the files that it includes, in its order, with all errors in them.
package struct IniDocument: Equatable, Sendable {
    /// A `[name]` line.
    package struct Section: Equatable, Sendable {
        package let name: String
        package let origin: IniOrigin
        /// The number of entries before it.
        let firstEntry: Int
    }

    package internal(set) var sections: [Section] = []
    package internal(set) var entries: [IniEntry] = []
    /// The files that were read, the first one first.
    package internal(set) var files: [String] = []
    package internal(set) var issues: [IniIssue] = []

    package init() {}

    /// The entries of the section `name`. If a key occurs several times, PgBouncer takes the last one.
    package func entries(of name: String) -> [IniEntry] {
        entries.filter { $0.section == name }
    }

    /// The entries that count in PgBouncer's section of settings, `name`. Each time the section is opened, PgBouncer
    /// resets all keys to their defaults, so only its last opening counts; and of several entries with one key the
    /// last.
    package func settings(of name: String) -> [IniEntry] {
        let opened = sections.last { $0.name == name }?.firstEntry ?? 0
        var seen: Set<String> = []
        return entries[opened...].reversed().filter { $0.section == name && seen.insert($0.key).inserted }.reversed()
    }
}
