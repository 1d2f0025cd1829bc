import PointsmanCore

/// The routes in PgBouncer's included file, as the agent has written it.
struct RouteFile: Equatable {
    /// The address for writes; nil if it leads them nowhere.
    let writes: IPAddress?
    /// The lowest timeline that its fence lets pass; nil if it leads nowhere, or the fence has an unknown form.
    let timeline: UInt32?
    let reads: IPAddress?

    init(_ text: String) {
        let lines = text.split(separator: "\n")
        func line(_ database: String) -> Substring? { lines.first { $0.hasPrefix("\(database) = ") } }
        let app = line("app")
        writes = app.flatMap(Self.host)
        reads = line("app_ro").flatMap(Self.host)
        timeline = app.flatMap { line in
            line.firstRange(of: "::int8<").flatMap { UInt32(line[$0.upperBound...].prefix { $0.isNumber }) }
        }
    }

    private static func host(_ line: Substring) -> IPAddress? {
        line.firstRange(of: "host='").flatMap { IPAddress(line[$0.upperBound...].prefix { $0 != "'" }) }
    }
}
