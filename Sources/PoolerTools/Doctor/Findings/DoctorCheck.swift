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
    /// The findings on all of PgBouncer's processes: a verdict that is the same for several is one finding.
    package func findings(on processes: [DoctorFacts]) -> [Finding] {
        var found: [Finding] = []
        for facts in processes {
            for verdict in verdicts(on: facts) {
                if let index = found.firstIndex(where: { $0.verdict == verdict }) {
                    if !found[index].processes.contains(facts.number) { found[index].processes.append(facts.number) }
                } else {
                    found.append(Finding(check: name, verdict: verdict, guide: guide, processes: [facts.number]))
                }
            }
        }
        for index in found.indices where found[index].processes.count == processes.count {
            found[index].processes = []
        }
        return found
    }

    /// Judges a fact that was seen; one that was not gives "not checked".
    func judging<Value>(_ fact: Gathered<Value>, _ judge: (Value) -> [Verdict]) -> [Verdict] {
        switch fact {
        case .seen(let value): judge(value)
        case .unseen(let reason): [.unchecked(because: reason)]
        }
    }
}
