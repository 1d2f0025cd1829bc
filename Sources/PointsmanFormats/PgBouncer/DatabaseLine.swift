/// One line of PgBouncer's `[databases]` section: a name and its `key=value` pairs, quoted where they need it.
package struct DatabaseLine: Equatable, Sendable {
    package let name: String
    package let pairs: [(key: String, value: String)]

    package init(name: String, pairs: [(key: String, value: String)]) {
        self.name = name
        self.pairs = pairs
    }

    package static func == (left: DatabaseLine, right: DatabaseLine) -> Bool {
        left.text == right.text
    }

    /// As it stands in the ini file. A value is put into single quotes, inside which a quote is doubled
    /// (PgBouncer's config.md, "Section [databases]").
    package var text: String {
        let words = pairs.map { pair in
            let quoted = pair.value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            return "\(pair.key)='\(quoted)'"
        }
        return "\(name) = \(words.joined(separator: " "))"
    }

    /// Whether `name` may stand in the file as it is: PgBouncer's letters for an unquoted name.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || [45, 46, 95].contains(byte)
            }
    }
}
