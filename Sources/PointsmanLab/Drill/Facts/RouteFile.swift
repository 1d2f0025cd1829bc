import PointsmanCore

/// Where PgBouncer's included file leads, as the agent has written it.
struct RouteFile: Equatable {
    /// Nil where it leads writes nowhere.
    let writes: IPAddress?
    /// The timeline that the fence in it lets pass; nil where it leads nowhere, or the fence is of an unknown shape.
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
