/// A check's judgement of one fact.
package struct Verdict: Equatable, Sendable {
    package let severity: Severity
    /// Whether the facts could be asked for; if not, the evidence says why.
    package let isChecked: Bool
    /// The figures that were seen.
    package let evidence: String
    /// The cause; nil if nothing is wrong.
    package let cause: String?
    /// The exact key or command; nil if there is nothing to do.
    package let cure: String?

    package static func ok(_ evidence: String) -> Verdict {
        Verdict(severity: .ok, isChecked: true, evidence: evidence, cause: nil, cure: nil)
    }

    package static func notice(_ evidence: String, cause: String? = nil, cure: String? = nil) -> Verdict {
        Verdict(severity: .notice, isChecked: true, evidence: evidence, cause: cause, cure: cure)
    }

    package static func warning(_ evidence: String, cause: String, cure: String) -> Verdict {
        Verdict(severity: .warning, isChecked: true, evidence: evidence, cause: cause, cure: cure)
    }

    package static func problem(_ evidence: String, cause: String, cure: String) -> Verdict {
        Verdict(severity: .problem, isChecked: true, evidence: evidence, cause: cause, cure: cure)
    }

    package static func of(_ severity: Severity, _ evidence: String, cause: String, cure: String) -> Verdict {
        Verdict(severity: severity, isChecked: true, evidence: evidence, cause: cause, cure: cure)
    }

    /// A fact that can't be asked for is reported, never left out.
    package static func unchecked(because reason: String, cure: String? = nil) -> Verdict {
        Verdict(
            severity: .notice, isChecked: false,
            evidence: "not checked, because "
                + "\(reason)", cause: nil, cure: cure)
    }
}

/// The severity of a finding.
package enum Severity: Int, Comparable, CaseIterable, Sendable {
    case ok
    /// Worth knowing; nothing needs to be done.
    case notice
    /// Will do harm, in a peak or in a failover.
    case warning
    /// Does harm now.
    case problem

    package var word: String {
        switch self {
        case .ok: "ok"
        case .notice: "notice"
        case .warning: "warning"
        case .problem: "problem"
        }
    }

    package static func < (left: Severity, right: Severity) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The result of one check: what was seen and, if something is wrong, the cause and the remedy.
package struct Finding: Equatable, Sendable {
    /// The check's name.
    package let check: String
    package let verdict: Verdict
    package let guide: GuideSection
    /// Those of several PgBouncer processes that it is about, from 1; empty if it is about all, or there is one.
    package internal(set) var processes: [Int]

    package init(check: String, verdict: Verdict, guide: GuideSection, processes: [Int] = []) {
        self.check = check
        self.verdict = verdict
        self.guide = guide
        self.processes = processes
    }

    package var severity: Severity { verdict.severity }

    /// What was seen, with the processes that it is about.
    var evidence: String {
        guard !processes.isEmpty else { return verdict.evidence }
        let numbers = processes.map(String.init).joined(separator: ", ")
        return "\(processes.count == 1 ? "process" : "processes") \(numbers): \(verdict.evidence)"
    }
}
