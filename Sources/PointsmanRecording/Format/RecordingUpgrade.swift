/// What has changed in the values of a recording from one format to the next, so that this build reads what older ones have written.
///
/// A type of the core that is coded differently (a member that came, went or has another name) makes a new format:
/// ``RecordingFormat/version`` rises by one, the table gets a row from the version before, and
/// `Tests/PointsmanRecordingTests/Recordings/Formats` a recording of the new one.
package struct RecordingUpgrade: Sendable {
    /// The values that a recording has.
    package enum Place: Sendable {
        case state, event, directive
    }

    /// A change at a path, such as `owners.policy.probeInterval` or `observed._0.roundTrip`; `*` stands for each member or element.
    /// Where a value has no such path, nothing is changed.
    package enum Edit: Sendable {
        /// The member came, and older recordings mean this by its absence.
        case add(String, RecordedValue)
        /// The member came, and what it would be can't be told of older recordings: it stays away, and a replay does not compare it.
        case came(String)
        case rename(String, to: String)
        /// The member is a list now; older recordings have its only element, or nothing.
        case listed(String)
        case remove(String)
    }

    /// The format that this makes one newer.
    package let from: Int64
    package let edits: [(place: Place, edit: Edit)]

    package init(from: Int64, _ edits: [(place: Place, edit: Edit)]) {
        self.from = from
        self.edits = edits
    }

    /// A row for each format before this build's, the oldest first. There is none before 1.
    package static let table: [RecordingUpgrade] = [
        RecordingUpgrade(
            from: 1,
            [
                (.directive, .came("record._0.check")),
                (.event, .listed("fleet.own")),
                (.state, .add("owners.reroute.state.held._0.coversReads", .bool(false))),
                (.state, .add("owners.reroute.state.draining._0.coversReads", .bool(false))),
            ])
    ]

    /// The rows that a recording of `format` needs.
    static func needed(for format: Int64, of rows: [RecordingUpgrade] = table) -> ArraySlice<RecordingUpgrade> {
        rows.drop { $0.from < format }
    }

    /// `value` of this build's, without what a recording of the format `from` can't have.
    func withoutNews(_ value: RecordedValue, at place: Place) -> RecordedValue {
        edits.reduce(value) { value, row in
            guard row.place == place, case .came(let path) = row.edit else { return value }
            return Edit.remove(path).applied(to: value)
        }
    }

    /// `value` of a recording of the format `from`, as this format has it.
    package func upgraded(_ value: RecordedValue, at place: Place) -> RecordedValue {
        edits.reduce(value) { value, row in row.place == place ? row.edit.applied(to: value) : value }
    }
}

extension RecordingUpgrade.Edit {
    fileprivate func applied(to value: RecordedValue) -> RecordedValue {
        switch self {
        case .add(let path, let added):
            value.editing(Self.names(path)) { members, name in
                if !members.contains(where: { $0.name == name }) { members.append(.init(name, added)) }
            }
        case .came: value
        case .rename(let path, let new):
            value.editing(Self.names(path)) { members, name in
                members = members.map { $0.name == name ? .init(new, $0.value) : $0 }
            }
        case .listed(let path):
            value.editing(Self.names(path)) { members, name in
                let value = members.first { $0.name == name }?.value ?? .null
                members.removeAll { $0.name == name }
                members.append(.init(name, value.asList))
            }
        case .remove(let path):
            value.editing(Self.names(path)) { members, name in members.removeAll { $0.name == name } }
        }
    }

    private static func names(_ path: String) -> ArraySlice<String> {
        path.split(separator: ".").map(String.init)[...]
    }
}

extension RecordedValue {
    /// The list that stands for an optional value; one that is a list already stays.
    fileprivate var asList: RecordedValue {
        switch self {
        case .null: .list([])
        case .list: self
        case .bool, .integer, .moment, .text, .object: .list([self])
        }
    }

    /// The value with the members around the last name of a path changed by `change`.
    fileprivate func editing(_ path: ArraySlice<String>, _ change: (inout [Member], String) -> Void) -> RecordedValue {
        guard let name = path.first else { return self }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            guard !rest.isEmpty else {
                change(&members, name)
                return .object(members)
            }
            return .object(
                members.map { member in
                    name == "*" || member.name == name
                        ? Member(member.name, member.value.editing(rest, change)) : member
                })
        case .list(let values) where name == "*": return .list(values.map { $0.editing(rest, change) })
        case .null, .bool, .integer, .moment, .text, .list: return self
        }
    }
}
