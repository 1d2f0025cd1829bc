/// PgBouncer's databases by what they follow, as its file has them.
package struct LedDatabases: Equatable, Sendable {
    package var writes: [String]
    package var reads: [String]
    /// Those that lead where the operator says.
    package var own: [String]
    /// Whether every name without a line follows the primary.
    package var leadsOthers: Bool

    package init(_ ini: DatabasesIni) {
        writes = ini.writeNames
        reads = ini.readNames
        own = ini.ownNames
        leadsOthers = ini.leadsOthers
    }

    /// The document of them.
    var json: JSONValue {
        [
            "writes": .array(writes.map { .string($0) }), "reads": .array(reads.map { .string($0) }),
            "own": .array(own.map { .string($0) }), "others": .bool(leadsOthers),
        ]
    }

    /// How many there are; nil if the section [databases] is empty, and so there are the usual two.
    var words: String? {
        guard writes.count > 1 || reads.count > 1 || leadsOthers || !own.isEmpty else { return nil }
        let parts = [
            "\(writes.count)\(leadsOthers ? " and every name without a line" : "") for writes",
            reads.isEmpty ? nil : "\(reads.count) for reads",
            own.isEmpty ? nil : "\(own.count) with a host of their own",
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
