import PointsmanCore
package import PointsmanFormats

extension IncidentReport {
    /// For programs; times in milliseconds with a fraction, from the first sign.
    package var json: JSONValue {
        [
            "id": .string(id.description), "instance": .string(instance), "kind": .string(kind.rawValue),
            "began": .string(began.text), "duration_ms": Self.milliseconds(duration),
            "unnoticed_ms": Self.milliseconds(unnoticed), "from": .optional(from?.description),
            "to": .optional(to?.description), "held_ms": held.map(Self.milliseconds) ?? .null,
            "longest_wait_ms": Self.milliseconds(longestWait), "failed_clients": .integer(failedClients),
            "was_ready": .bool(wasReady),
            "attributed": JSONValue.finite((attributed * 10_000).rounded() / 10_000) ?? .null,
            "owners": .members(shares.map { ($0.owner.rawValue, Self.milliseconds($0.duration)) }),
            "timeline": .array(moments.map(\.json)), "spans": .array(spans.map(\.json)),
            "lost_log": lost.map { lost in
                [
                    "least_bytes": .integer(lost.leastBytes),
                    "most_bytes": lost.mostBytes.map { .integer($0) } ?? .null, "sentence": .string(lost.sentence),
                ]
            } ?? .null,
            "advice": .array(advice.map { .string($0) }),
        ]
    }

    fileprivate static func milliseconds(_ duration: Duration) -> JSONValue {
        JSONValue.finite(Double(Int64(duration / .microseconds(1))) / 1_000) ?? .null
    }
}

extension IncidentReport.Moment {
    fileprivate var json: JSONValue {
        [
            "at_ms": IncidentReport.milliseconds(offset), "kind": .string(kind.rawValue),
            "rule": .optional(rule?.rawValue), "sentence": .string(sentence),
        ]
    }
}

extension IncidentReport.Span {
    fileprivate var json: JSONValue {
        [
            "owner": .string(owner.rawValue), "from_ms": IncidentReport.milliseconds(from),
            "to_ms": IncidentReport.milliseconds(to), "reason": .string(reason),
        ]
    }
}
