import ArgumentParser
import Glibc
import StatusServer

/// The whole of a planned move: the target is checked, the fleet drains, Patroni moves the primary, and clients go on.
struct SwitchoverMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Have Patroni move the primary while every instance holds its clients; what `switchover --to` is.",
        discussion: """
            The target is looked at before anything is held. It ends with 0 once writes go to the new primary. Else clients go on at \
            the old one, and it ends with 1 and a reason. A signal gives the move up.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The member that is to lead, by its address or name; or a region, of which the standby that is least behind is taken.",
            valueName: "member|region"))
    var to: String

    @OptionGroup var preparation: MovePreparation
    @OptionGroup var agent: AgentSocket

    /// A move takes the hold's longest at most, and the agent ends it before.
    private static let longestSeconds = 3_600.0

    func run() async throws {
        let (end, signal) = await Interruption.ending { await steps() }
        guard let signal else { return try end.result.get() }
        // What is under way before that may be another operator's.
        if end.hasBegun, let answer = try? await agent.post("/v1/switchover/abort") { complain(answer.text) }
        throw ExitCode(128 + signal)
    }

    private func steps() async -> (result: Result<Void, any Error>, hasBegun: Bool) {
        var hasBegun = false
        do {
            let answer = try await agent.words(of: "/v1/switchover/target?\(QueryItem("to", to).text)")
            tell(answer)
            let member = answer.prefix { $0 != " " }
            let began = ContinuousClock.now
            let prepared = try await preparation.prepare(agent)
            hasBegun = true
            try Task.checkCancellation()
            tell("\(prepared.prefix { $0 != ";" })\n")
            tell("Patroni is asked\n")
            let moved = try await agent.words(
                of: "/v1/switchover/move?\(QueryItem("to", String(member)).text)", within: Self.longestSeconds)
            let taken = (ContinuousClock.now - began).components
            tell(
                "\(moved.dropLast()), \(taken.seconds).\(taken.attoseconds / 100_000_000_000_000_000) s after it began\n"
            )
            // The others follow by themselves; this only ends what may be left.
            let finished = try await agent.post("/v1/switchover/finish")
            if finished.status == 200 { tell(finished.text) }
            return (.success(()), hasBegun)
        } catch {
            return (.failure(error), hasBegun)
        }
    }

    /// At once, also into a file or a pipe.
    private func tell(_ words: String) {
        print(words, terminator: "")
        fflush(nil)
    }
}
