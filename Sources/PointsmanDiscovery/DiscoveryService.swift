import DNSResolver
package import LinuxReactor
package import PointsmanCore
import PointsmanFormats

/// Keeps asking DNS for the members: puts the dialect's questions, several at once, and looks again when the answer
/// with the shortest lifetime has expired.
@Reactor
package final class DiscoveryService {
    private var dialect: any DiscoveryDialect
    private var names: NameService
    private let timing: DiscoveryTiming
    private let explain: @Reactor (String) -> Void
    private let report: @Reactor (DiscoveryResult) -> Void
    private let waiter = Waiter()
    /// The round that is under way.
    private var round: Task<Round, Never>?
    /// The time limit for each question of the next round, if that round is to come at once; nil otherwise.
    private var urgency: Duration?
    /// From one round to the next at most, whatever lifetime the answers have; nil goes by that.
    private var mostPause: Duration?
    /// Whether the round that is under way is not to be waited for.
    private var isCalledOff = false
    /// The reason that was explained last: how the dialect understood the name.
    private var reason: String?

    /// - Parameters:
    ///   - names: the service that answers; if it knows no DNS server, a dialect that asks a question fails.
    ///   - explain: gets the reason how the dialect understood the name, when it is new.
    ///   - report: gets the result of every round, even if it is the same as before.
    package init(
        dialect: any DiscoveryDialect, names: NameService, timing: DiscoveryTiming = DiscoveryTiming(),
        explain: @escaping @Reactor (String) -> Void = { _ in }, report: @escaping @Reactor (DiscoveryResult) -> Void
    ) {
        self.dialect = dialect
        self.names = names
        self.timing = timing
        self.explain = explain
        self.report = report
    }

    /// Runs one round with this time limit for each question: the result, and the lifetime of the answer that expires
    /// first.
    package func once(within span: Duration) async -> (result: DiscoveryResult, timeToLive: Duration?) {
        let round = await look(within: span)
        return (round.result, round.timeToLive)
    }

    /// Looks until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let round = await finish(begin())
            guard !Task.isCancelled else { return }
            // A round that was called off has no result.
            if isCalledOff { continue }
            if let reason = round.reason, reason != self.reason { explain(reason) }
            reason = round.reason ?? reason
            report(round.result)
            let pause = timing.pause(after: round.result, timeToLive: round.timeToLive, asked: round.hasAsked)
            _ = await waiter.wait(until: pause.map { .now + min($0, mostPause ?? $0) })
        }
    }

    /// Takes another dialect and other names at once: a round that is under way is called off.
    package func follow(_ dialect: any DiscoveryDialect, _ names: NameService) {
        self.dialect = dialect
        self.names = names
        beginAnew()
    }

    /// Looks at once, or again after the round that is under way.
    package func refresh() {
        waiter.poke()
    }

    /// Looks at least that often from now on, beginning at once; nil goes by the answers' lifetime again.
    package func look(every interval: Duration?) {
        mostPause = interval
        if interval != nil { refresh() }
    }

    /// Begins a round at once, in place of one that is under way, that gives each question so much time; those after it are as ever.
    package func lookUp(within span: Duration) {
        urgency = span
        beginAnew()
    }

    private func beginAnew() {
        isCalledOff = true
        round?.cancel()
        waiter.poke()
    }

    private func begin() -> Task<Round, Never> {
        let span = urgency
        urgency = nil
        isCalledOff = false
        let task = Task { @Reactor in await self.look(within: span) }
        round = task
        return task
    }

    private func finish(_ task: Task<Round, Never>) async -> Round {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private struct Round {
        var result: DiscoveryResult
        /// The lifetime of the answer that expires first; nil if none has one.
        var timeToLive: Duration?
        var hasAsked = false
        var reason: String?
    }

    /// - Parameter given: the time limit for each question; nil for the usual one.
    private func look(within given: Duration?) async -> Round {
        let access = await names.access(for: dialect.hosts)
        let span = given ?? access.patience ?? timing.questionTimeout
        var answers = DNSAnswers(
            from: access.resolver?.servers.joined(separator: " or ") ?? "nobody", by: access.rules)
        var round = Round(result: .failure("discovery asked DNS more often than any dialect should"))
        for _ in 0..<timing.mostSteps {
            switch dialect.step(after: answers) {
            case .done(let result):
                round.result = result
                round.reason = dialect.reason(after: answers)
                round.hasAsked = round.hasAsked || names.readsFiles && !dialect.hosts.isEmpty
                return round
            case .ask(let questions):
                round.hasAsked = true
                guard let resolver = access.resolver else {
                    let trouble = access.trouble.map { "; \($0)" } ?? ""
                    round.result = .failure("no DNS server is known to ask for \(questions[0])\(trouble)")
                    return round
                }
                for (question, reply) in await replies(to: questions, from: resolver, within: span) {
                    answers[question] = reply.answer
                    round.timeToLive = [round.timeToLive, reply.timeToLive].compactMap(\.self).min()
                }
            }
        }
        return round
    }

    /// The replies to all questions, with a limited number of questions under way at a time.
    private func replies(
        to questions: [DNSQuestion], from resolver: DNSResolver, within span: Duration
    ) async -> [(DNSQuestion, DNSReply)] {
        var replies: [(DNSQuestion, DNSReply)] = []
        var rest = questions[...]
        while !rest.isEmpty {
            let now = rest.prefix(timing.mostAtOnce)
            rest = rest.dropFirst(now.count)
            let deadline = ContinuousClock.now + span
            let tasks = now.map { question in
                Task { @Reactor in await Self.reply(to: question, from: resolver, until: deadline) }
            }
            await withTaskCancellationHandler {
                for (question, task) in zip(now, tasks) {
                    replies.append((question, await task.value))
                }
            } onCancel: {
                for task in tasks { task.cancel() }
            }
        }
        return replies
    }

    /// The reply to a question; follows aliases if the server leaves that to the client.
    private static func reply(
        to question: DNSQuestion, from resolver: DNSResolver, until deadline: ContinuousClock.Instant
    ) async -> DNSReply {
        var asked = question
        var timeToLive: Duration?
        for _ in 0...DNSReply.mostAliases {
            do {
                let bytes = try await resolver.query(name: asked.name, type: asked.type.rawValue, until: deadline)
                let reply = DNSReply(bytes, to: asked)
                timeToLive = [timeToLive, reply.timeToLive].compactMap(\.self).min()
                guard let following = reply.following else { return DNSReply(reply.answer, timeToLive: timeToLive) }
                asked = following
            } catch  where error.code == .noSuchName && asked == question {
                return DNSReply(.noSuchName)
            } catch {
                let words = (asked == question ? "" : "an alias of \(asked.name): ") + error.message
                return switch error.code {
                case .serverFailure: DNSReply(.serverFailure(words))
                case .refused: DNSReply(.refused(words))
                default: DNSReply(.failure(words))
                }
            }
        }
        return .loop
    }
}
