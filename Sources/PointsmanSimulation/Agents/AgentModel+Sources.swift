import PointsmanCore
import PointsmanScenarios

/// A question for a second opinion, or a search for a source, which is repeated.
struct SourceQuestion {
    let token: UInt32
    let source: OpinionSource
    let member: MemberID
    /// The member that the question is about; nil for a search.
    let consultation: Consultation?
    let interval: VirtualTime
    let timeout: VirtualTime
    var sent = VirtualTime.zero
}

// The sources besides the members, as `OpinionService` and `SourceScout` ask them.
extension AgentModel {
    /// Takes a new wish, and asks each source a first question at once.
    func consult(_ wish: Consultation?) {
        questions.removeAll { $0.consultation != nil }
        guard let wish else { return }
        for source in wish.sources {
            begin(
                SourceQuestion(
                    token: world.nextToken(), source: source, member: wish.member, consultation: wish,
                    interval: VirtualTime(wish.interval), timeout: VirtualTime(wish.timeout)))
        }
    }

    /// Takes another search; a search that is under way already goes on.
    func seek(_ search: SourceSearch) {
        questions.removeAll {
            $0.consultation == nil && !(search.sources.contains($0.source) && search.members.contains($0.member))
        }
        for source in search.sources {
            for member in search.members where !isSought(source, at: member) {
                begin(
                    SourceQuestion(
                        token: world.nextToken(), source: source, member: member, consultation: nil,
                        interval: VirtualTime(search.interval), timeout: VirtualTime(search.timeout)))
            }
        }
    }

    private func isSought(_ source: OpinionSource, at member: MemberID) -> Bool {
        questions.contains { $0.consultation == nil && $0.source == source && $0.member == member }
    }

    private func begin(_ question: SourceQuestion) {
        questions.append(question)
        askSource(question.token)
    }

    func askSource(_ token: UInt32) {
        guard isAlive, let position = questions.firstIndex(where: { $0.token == token }) else { return }
        questions[position].sent = world.now
        let question = questions[position]
        world.schedule(
            .sourceAnswers(agent: Int32(index), token: token),
            after: min(world.sourceDelay(from: index, to: question) ?? question.timeout, question.timeout))
    }

    /// The answer has come, or its time limit has passed.
    func sourceAnswers(_ token: UInt32) {
        guard isAlive, let question = questions.first(where: { $0.token == token }) else { return }
        let isLate = world.now - question.sent >= question.timeout
        let answer = isLate ? SourceAnswer.silence : world.answer(to: question, from: index)
        guard isLate || answer != .silence else {
            return world.schedule(
                .sourceAnswers(agent: Int32(index), token: token), at: question.sent + question.timeout)
        }
        world.schedule(
            .sourceDue(agent: Int32(index), token: token), at: max(world.now, question.sent + question.interval))
        guard let wish = question.consultation else {
            return post(.source(question.source, at: question.member, answer.presence))
        }
        if backlog == nil, let address = world.address(of: wish.member), let isRefusal = answer.isRefusal {
            world.note(
                .spokenOf(agent: index, address: address, source: question.source, isRefusal: isRefusal))
        }
        post(
            .opinion(
                Opinion(
                    member: wish.member, source: question.source, sent: clock.instant(at: question.sent),
                    answer: answer.opinion)))
    }
}
