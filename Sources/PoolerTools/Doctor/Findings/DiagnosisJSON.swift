package import PointsmanFormats

/// The diagnosis as JSON.
package enum DiagnosisJSON {
    package static func json(_ diagnosis: Diagnosis) -> JSONValue {
        [
            "severity": .string(diagnosis.worst.word),
            "exit_code": .integer(diagnosis.exitCode),
            "counts": [
                "problem": .integer(diagnosis.count(.problem)), "warning": .integer(diagnosis.count(.warning)),
                "notice": .integer(diagnosis.count(.notice)), "ok": .integer(diagnosis.count(.ok)),
                "unchecked": .integer(diagnosis.uncheckedCount),
            ],
            "connection_test": ["direct": trial(diagnosis.direct), "pooled": trial(diagnosis.pooled)],
            "findings": .array(diagnosis.findings.map(finding)),
        ]
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        [
            "check": .string(finding.check), "severity": .string(finding.severity.word),
            "checked": .bool(finding.verdict.isChecked), "evidence": .string(finding.verdict.evidence),
            "cause": .optional(finding.verdict.cause), "cure": .optional(finding.verdict.cure),
            "guide": .string(finding.guide.link),
            "processes": finding.processes.isEmpty ? .null : .array(finding.processes.map { .integer($0) }),
        ]
    }

    private static func trial(_ trial: Gathered<ConnectionTrial>) -> JSONValue {
        switch trial {
        case .unseen(let reason): return ["failure": .string(reason)]
        case .seen(let trial):
            return [
                "failure": .optional(trial.failure), "tries": .integer(trial.timings.count),
                "connect_microseconds": spread(trial.spread(of: \.connect)),
                "first_answer_microseconds": spread(trial.spread(of: \.firstAnswer)),
                "next_answer_microseconds": spread(trial.spread(of: \.nextAnswer)),
            ]
        }
    }

    private static func spread(_ spread: Spread?) -> JSONValue {
        guard let spread else { return nil }
        return [
            "median": .integer(spread.median.wholeMicroseconds), "least": .integer(spread.least.wholeMicroseconds),
            "most": .integer(spread.most.wholeMicroseconds),
        ]
    }
}
