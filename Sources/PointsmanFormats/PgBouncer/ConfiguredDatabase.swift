/// A line of the operator's `[databases]`, in PgBouncer's own words, with one of ours: `route`.
package struct ConfiguredDatabase: Equatable, Sendable {
    /// The server that a line leads to.
    package enum Route: Equatable, Sendable {
        /// The primary.
        case writes
        /// The choice for reads.
        case reads
        /// The line's own `host`: PgBouncer gets the line as it stands.
        case own
    }

    /// The name that clients use; ``everyOther`` for each one that no line names.
    package let name: String
    package let route: Route
    /// The line's pairs in PgBouncer's words, without `route`. They may hold a password.
    package let pairs: [(key: String, value: String)]

    /// PgBouncer's name of the line for all databases that no other line names.
    package static let everyOther = "*"

    package init(name: String, route: Route = .writes, pairs: [(key: String, value: String)] = []) {
        self.name = name
        self.route = route
        self.pairs = pairs
    }

    package var isEveryOther: Bool { name == Self.everyOther }

    /// Whether no other user than PgBouncer's may read it.
    package var isSecret: Bool { self["password"] != nil }

    /// The right side of the line as it is written in our own configuration. It may hold a password.
    package var ownLine: String {
        DatabaseLine(name: name, pairs: (route == .reads ? [("route", "reads")] : []) + pairs).connectionString
    }

    package subscript(key: String) -> String? { pairs.last { $0.key == key }?.value }

    package static func == (left: ConfiguredDatabase, right: ConfiguredDatabase) -> Bool {
        left.name == right.name && left.route == right.route
            && left.pairs.elementsEqual(right.pairs) { $0.key == $1.key && $0.value == $1.value }
    }
}

extension ConfiguredDatabase: CustomStringConvertible, CustomReflectable {
    /// The name alone: the values may be secret.
    package var description: String { name }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
