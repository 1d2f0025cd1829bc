/// One thing that is looked at. It judges facts and asks nobody.
package protocol DoctorCheck: Sendable {
    /// For people and for scripts; stays the same.
    var name: String { get }
    /// Where the guide speaks of it.
    var guide: GuideSection { get }

    /// One or more: a check that has nothing to say says that all is well, or why it can't tell.
    func verdicts(on facts: DoctorFacts) -> [Verdict]
}

extension DoctorCheck {
    package func findings(on facts: DoctorFacts) -> [Finding] {
        verdicts(on: facts).map { Finding(check: name, verdict: $0, guide: guide) }
    }

    /// Judges what was seen; what was not is told.
    func judging<Value>(_ fact: Gathered<Value>, _ judge: (Value) -> [Verdict]) -> [Verdict] {
        switch fact {
        case .seen(let value): judge(value)
        case .unseen(let reason): [.unchecked(because: reason)]
        }
    }
}
