/// Owns what second opinions say of the candidate: the one member that writes are about to move to. Answers count from
/// the moment when it became the candidate, for that run of the server on that timeline, and are forgotten with it. A
/// refusal alone outlasts that: a server that refuses writes for a moment is not asked about meanwhile, and is the same
/// candidate again afterwards.
package struct Opinions: Codable, Equatable, Sendable {
    /// What an answer is about.
    private struct Subject: Codable, Equatable, Sendable {
        let member: MemberID
        let identity: ServerIdentity
        let timeline: Timeline
    }

    private struct Candidate: Codable, Equatable, Sendable {
        let subject: Subject
        let since: Instant
    }

    private struct Refusal: Codable, Equatable, Sendable {
        var words: String
        /// When the refusal was heard last.
        var heard: Instant

        func stands(at moment: Instant, _ policy: Policy) -> Bool { moment < heard + policy.memoryOfRefusals }
    }

    private struct Heard: Codable, Equatable, Sendable {
        let source: OpinionSource
        let subject: Subject
        /// When the question that was answered last was sent.
        var sent: Instant
        var refusal: Refusal?
        var agrees = false
    }

    private var candidate: Candidate?
    /// The answers, one entry for each source that has answered about the candidate, and the refusals of earlier
    /// candidates that still stand.
    private var heard: [Heard] = []
    /// The sources to ask: the configured ones first, then those that were found.
    private var sources: [OpinionSource] = []

    /// The shortest time from one question to a source to the next.
    private static let shortestInterval = Duration.milliseconds(20)

    package init() {}

    /// Finds the member that the rules would move writes to, and puts the objections to it into `question`.
    package mutating func weigh(
        _ question: inout WriteQuestion, sought: SoughtSources = SoughtSources(), policy: Policy
    ) {
        guard policy.asksOthers else { return }
        sources = policy.secondOpinions + sought.seen(policy.soughtOpinions)
        question.mayPreRoute = sources.isEmpty
        let view = WriteRule.candidate(in: question) ?? question.rolledBack.flatMap { question.view[$0.primary] }
        follow(view, policy: policy, at: question.moment)
        // Until the first look beside the candidate has ended, that look itself is an objection; an absent source
        // answers it at once.
        if let view {
            let unsettled = sought.unsettled(policy.soughtOpinions, at: view.member)
            sources += unsettled.filter { !sources.contains($0) }
        }
        question.objections = objections(policy: policy, at: question.moment)
        if question.rolledBack?.evidence == RolledBack.Evidence.none, isNamed { question.rolledBack?.evidence = .named }
    }

    /// Whether a source that knows the primary names the candidate, and no source refuses it.
    private var isNamed: Bool {
        let answers = answers
        return answers.contains { $0.agrees && $0.source.kind != .fleet }
            && !answers.contains { $0.refusal != nil }
    }

    /// The answers about the candidate.
    private var answers: [Heard] { heard.filter { $0.subject == candidate?.subject } }

    private mutating func follow(_ view: MemberView?, policy: Policy, at moment: Instant) {
        var subject: Subject?
        if let view, let report = view.report, let timeline = report.timeline {
            subject = Subject(member: view.member, identity: report.identity, timeline: timeline)
        }
        guard subject != candidate?.subject else { return }
        candidate = subject.map { Candidate(subject: $0, since: moment) }
        heard.removeAll { $0.refusal?.stands(at: moment, policy) != true }
    }

    /// Takes what a source has said. A refusal outlasts answers that say nothing, and keeps its first words.
    package mutating func take(_ opinion: Opinion, at moment: Instant) {
        guard let candidate, opinion.member == candidate.subject.member, opinion.sent >= candidate.since else { return }
        let known = heard.firstIndex { $0.source == opinion.source && $0.subject == candidate.subject }
        let index = known ?? heard.endIndex
        if known == nil {
            heard.append(Heard(source: opinion.source, subject: candidate.subject, sent: opinion.sent))
        }
        guard opinion.sent >= heard[index].sent else { return }
        heard[index].sent = opinion.sent
        if opinion.answer != .nothing { heard[index].agrees = opinion.answer == .agrees }
        switch opinion.answer {
        case .agrees: heard[index].refusal = nil
        case .refuses(let words):
            heard[index].refusal = Refusal(words: heard[index].refusal?.words ?? words, heard: moment)
        case .nothing: break
        }
    }

    /// The objections to the candidate, in the order of the sources.
    private func objections(policy: Policy, at moment: Instant) -> [Objection] {
        guard let candidate else { return [] }
        return sources.compactMap { source in
            let said = heard.first { $0.source == source && $0.subject == candidate.subject }
            if let refusal = said?.refusal, refusal.stands(at: moment, policy) { return .refusal(refusal.words) }
            let hasAnswered = said.map { $0.sent >= candidate.since } ?? false
            return hasAnswered || moment >= candidate.since + policy.probeTimeout ? nil : .open(source)
        }
    }

    /// The sources to ask while nothing is decided: often while clients wait for the answer, seldom once they no longer
    /// do. Nil if there is no candidate or no source.
    package func consultation(on verdict: WriteVerdict, policy: Policy) -> Consultation? {
        guard let candidate, verdict.target == nil, !sources.isEmpty else { return nil }
        let interval =
            switch verdict.action {
            case .keep where verdict.rule == .refused: policy.probeInterval
            case _ where verdict.rule == .rolledBack: policy.probeInterval
            case .refuse: policy.burstInterval * 25
            default: policy.burstInterval
            }
        return Consultation(
            member: candidate.subject.member, systemIdentifier: candidate.subject.identity.systemIdentifier,
            timeline: candidate.subject.timeline, sources: sources,
            sought: sources.filter { !policy.secondOpinions.contains($0) },
            interval: max(interval, Self.shortestInterval), timeout: policy.probeTimeout)
    }

    /// When the objections change without a further answer; nil if they won't.
    package func nextDeadline(policy: Policy, at moment: Instant) -> Instant? {
        guard let candidate else { return nil }
        let deadlines =
            [candidate.since + policy.probeTimeout]
            + answers.compactMap { $0.refusal.map { $0.heard + policy.memoryOfRefusals } }
        return deadlines.filter { $0 > moment }.min()
    }
}
