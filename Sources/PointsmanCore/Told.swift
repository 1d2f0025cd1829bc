/// Owns what the shell was told last, so that it is told only what changed.
struct Told: Sendable {
    private var decision: Decision?
    private var status: Shared<Status>?
    private var plan: ProbePlan?
    private var consultation: Consultation?
    private var wake: Instant?

    mutating func tell(
        _ status: Status, _ plan: ProbePlan, _ consultation: Consultation?, _ directives: inout [Directive]
    ) {
        if status.outlook !== self.status?.value.outlook {
            let decision = Decision(verdict: status.outlook.value.verdict, readiness: status.readiness)
            if decision != self.decision {
                self.decision = decision
                directives.append(.record(decision))
            }
        }
        if !isKnown(status) {
            let shared = Shared(status)
            self.status = shared
            directives.append(.publish(shared))
        }
        if plan != self.plan {
            self.plan = plan
            directives.append(.probe(plan))
        }
        if consultation != self.consultation {
            self.consultation = consultation
            directives.append(.consult(consultation))
        }
    }

    private func isKnown(_ status: Status) -> Bool {
        if let last = self.status { last.value == status } else { false }
    }

    /// One wake is asked for, and only when it is due earlier than the one that was, or that one has come.
    mutating func wake(at next: Instant?, after now: Instant, _ directives: inout [Directive]) {
        guard let next else { return }
        if let asked = wake, asked <= next, asked > now { return }
        wake = next
        directives.append(.wake(at: next))
    }

    /// The wake that was asked for has come.
    mutating func wakeHasCome() { wake = nil }
}
