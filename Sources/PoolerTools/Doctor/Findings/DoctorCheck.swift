/// One check. It judges facts and asks no server.
package protocol DoctorCheck: Sendable {
    /// The name for people and scripts, which never changes.
    var name: String { get }
    /// The section of the guide about its subject.
    var guide: GuideSection { get }

    /// The verdicts, at least one: that all is well, or why it can't tell.
    func verdicts(on facts: DoctorFacts) -> [Verdict]
}

extension DoctorCheck {
    package func findings(on facts: DoctorFacts) -> [Finding] {
        verdicts(on: facts).map { Finding(check: name, verdict: $0, guide: guide) }
    }

    /// Judges a fact that was seen; one that was not gives "not checked".
    func judging<Value>(_ fact: Gathered<Value>, _ judge: (Value) -> [Verdict]) -> [Verdict] {
        switch fact {
        case .seen(let value): judge(value)
        case .unseen(let reason): [.unchecked(because: reason)]
        }
    }
}
