/// PgBouncer's settings in force, the rows of SHOW CONFIG by key (pgbouncer.ini(5)).
package struct PoolerSettings: Equatable, Sendable {
    private var values: [String: String]

    package init(_ values: [String: String]) {
        self.values = values
    }

    package subscript(key: String) -> String? {
        get { values[key] }
        set { values[key] = newValue }
    }

    package func integer(_ key: String) -> Int? {
        values[key].flatMap { Int($0) }
    }

    /// A time in seconds with fractions, as PgBouncer shows it; nil if the key is missing.
    package func seconds(_ key: String) -> Duration? {
        values[key].flatMap { Double($0) }.flatMap { $0.isFinite && $0.magnitude < 1e9 ? .seconds($0) : nil }
    }

    /// A list of names separated by commas.
    package func names(_ key: String) -> [String] {
        (values[key] ?? "").split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let front = drop { $0 == " " }
        return String(front.prefix(front.count - front.reversed().prefix { $0 == " " }.count))
    }
}
