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
    private var managers: Managers
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

    /// Asks an HA manager who its members are.
    package typealias Managers = @Reactor (ManagerPlace, ContinuousClock.Instant) async -> ManagerAnswer

    /// - Parameters:
    ///   - names: who is asked; where that knows no DNS server, a dialect that asks anything fails.
    ///   - managers: what asks an HA manager.
    ///   - explain: gets how the dialect understood what was asked for, when that is new.
    ///   - report: gets the result of every round, the same as before or not.
    package init(
        dialect: any DiscoveryDialect, names: NameService, timing: DiscoveryTiming = DiscoveryTiming(),
        managers: @escaping Managers = { _, _ in .failure("nobody asks it") },
        explain: @escaping @Reactor (String) -> Void = { _ in }, report: @escaping @Reactor (DiscoveryResult) -> Void
    ) {
        self.dialect = dialect
        self.names = names
        self.timing = timing
        self.managers = managers
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

    /// Looks otherwise from now on, at once: a round that is under way is called off.
    package func follow(_ dialect: any DiscoveryDialect, _ names: NameService, managers: Managers? = nil) {
        self.dialect = dialect
        self.names = names
        self.managers = managers ?? self.managers
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
        let task = Reactor.task { await self.look(within: span) }
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
            case .look(let places):
                round.hasAsked = true
                for (place, answer) in await managed(at: places, within: span) { answers.managers[place] = answer }
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
                Reactor.task { await Self.reply(to: question, from: resolver, until: deadline) }
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

    /// What is said at all `places`, which are asked at once.
    private func managed(
        at places: [ManagerPlace], within span: Duration
    ) async -> [(ManagerPlace, ManagerAnswer)] {
        let (deadline, managers) = (ContinuousClock.now + span, managers)
        let tasks = places.map { place in Reactor.task { await managers(place, deadline) } }
        return await withTaskCancellationHandler {
            var answers: [(ManagerPlace, ManagerAnswer)] = []
            for (place, task) in zip(places, tasks) { answers.append((place, await task.value)) }
            return answers
        } onCancel: {
            for task in tasks { task.cancel() }
        }
    }

    /// Follows aliases that the server leaves to us.
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
