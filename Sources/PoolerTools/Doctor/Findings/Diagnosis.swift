/// The result of `pointsman doctor`.
package struct Diagnosis: Equatable, Sendable {
    /// The findings, in the order of the table of checks.
    package let findings: [Finding]
    package let direct: Gathered<ConnectionTrial>
    /// Through all of PgBouncer's processes.
    package let pooled: Gathered<ConnectionTrial>

    /// - Parameter processes: the facts of each of PgBouncer's processes.
    package init(_ processes: [DoctorFacts]) {
        findings = DoctorTable.findings(on: processes)
        direct = processes.first?.direct ?? .unasked
        pooled = .all(processes.map(\.pooled))
    }

    package var worst: Severity { findings.map(\.severity).max() ?? .ok }

    /// The exit code for scripts: 0 nothing above a notice, 1 warnings, 2 problems.
    package var exitCode: Int32 {
        switch worst {
        case .ok, .notice: 0
        case .warning: 1
        case .problem: 2
        }
    }

    package func count(_ severity: Severity) -> Int {
        findings.count { $0.severity == severity && $0.verdict.isChecked }
    }

    package var uncheckedCount: Int { findings.count { !$0.verdict.isChecked } }
}
