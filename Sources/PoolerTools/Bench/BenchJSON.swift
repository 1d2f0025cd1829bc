package import PointsmanFormats

extension BenchReport {
    /// One object with all figures; a figure that was not measured is null.
    package var json: JSONValue {
        [
            "primary": .string(primary),
            "pool_mode": .optional(poolMode),
            "pool_size": Self.number(poolSize),
            "pooler_processes": .integer(processes),
            "free_connections": .integer(freeConnections),
            "direct_connections_at_most": .integer(plan.mostDirect(free: freeConnections)),
            "load_generator": "pgbench",
            "statement": plan.pgbench.isStatement ? .string(PgbenchWork.statement) : .null,
            "pgbench": Self.json(plan.pgbench),
            "connection_set_up": both { Self.json(setUp[$0]) },
            "load": .array(
                loads.map { load in
                    [
                        "clients": .integer(load.clients),
                        "direct": Self.json(load.figures.direct),
                        "pooled": Self.json(load.figures.pooled),
                    ]
                }),
            "most_clients": limits.map { limits in both { limit(limits[$0], $0) } } ?? .null,
            "meaning": .array(meaning.map(JSONValue.string)),
            "left_behind": .optional(leftBehind),
        ]
    }

    private static func json(_ work: PgbenchWork) -> JSONValue {
        [
            "script": .optional(work.script), "writes": .bool(work.writes),
            "protocol": .string(work.queries.rawValue),
        ]
    }

    private func both(_ value: (BenchSide) -> JSONValue) -> JSONValue {
        ["direct": value(.direct), "pooled": value(.pooled)]
    }

    private func limit(_ limit: ClientLimit, _ side: BenchSide) -> JSONValue {
        [
            "clients": .integer(limit.clients),
            "looked_up_to": .integer(bounds[side]),
            "failed": .bool(limit.failure != nil),
            "error": .optional(limit.failure),
            "sqlstate": .optional(limit.sqlState),
        ]
    }

    private static func json(_ figures: LoadFigures) -> JSONValue {
        let percentiles = figures.percentiles
        return [
            "begun": .integer(figures.begun),
            "succeeded": .integer(figures.succeeded),
            "failed": .integer(figures.failed),
            "p50_microseconds": number(percentiles?.p50.wholeMicroseconds),
            "p95_microseconds": number(percentiles?.p95.wholeMicroseconds),
            "p99_microseconds": number(percentiles?.p99.wholeMicroseconds),
            "per_second": figures.perSecond.map { .integer(Int($0.rounded())) } ?? .null,
            "error": .optional(figures.failure),
            "omitted_because": .optional(figures.omission),
        ]
    }

    private static func number(_ value: (some BinaryInteger)?) -> JSONValue {
        value.map { JSONValue.integer($0) } ?? .null
    }
}
