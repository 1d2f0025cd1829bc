import ArgumentParser
import PointsmanConfiguration
import PoolerTools

/// The move of all writes to another cluster, which has followed by logical replication: a major upgrade, or blue and green.
struct CutoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cutover",
        abstract: "Move the whole fleet to another cluster that subscribes to this one: a major upgrade.",
        discussion: """
            Both clusters are looked at before anything is held. Then every instance holds its clients, the old cluster refuses writes, \
            the new one replays the rest and gets the sequences' values, and all instances adopt it at once. It ends with 0 once a \
            canary has passed there. Else clients go on at the old cluster, and it ends with 1 and a reason. Every instance needs \
            fleet_secret_file, and the new cluster's members beside the old ones in DNS or `members`. \
            The logins take their passwords from ~/.pgpass, PGPASSFILE or PGPASSWORD.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The primary of the cluster that writes are to go to, as an operator logs in there, without a password.",
            valueName: "url"))
    var to: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The primary of the present cluster, likewise; else --to's login at the member that this instance writes to.",
            valueName: "url"))
    var from: String?

    @Option(
        name: .long, help: ArgumentHelp("The subscription at the new cluster; else the only one.", valueName: "name"))
    var subscription: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long clients are held at most, from 2s to hold_timeout; else 5s. Past it they go back to the old cluster.",
            valueName: "duration"))
    var deadline: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long to wait for transactions that are open for longer than drain_timeout; else they refuse the move.",
            valueName: "duration"))
    var wait: String?

    @Flag(name: .long, help: "Look only, and tell what stands in the way.")
    var check = false

    @Flag(
        name: .long,
        help: "Go back to the cluster of --to, which writes came from: only until the first write at the present one.")
    var back = false

    @Flag(
        name: .long,
        help: "Drop at --to what the way back needs: the slot pointsman_back, which keeps the write-ahead log.")
    var close = false

    @Flag(name: .long, help: "Have the cluster of --from take writes again after a cutover that was broken off.")
    var unlock = false

    @OptionGroup var agent: AgentSocket

    func validate() throws {
        _ = try deadline.map { try MovePreparation.parsed($0, "--deadline") }
        _ = try wait.map { try MovePreparation.parsed($0, "--wait") }
        if try span < .seconds(2) {
            throw ValidationError(
                "--deadline: 2s at least, since the new cluster has to replay and all have to be told")
        }
        if [check, back, close, unlock].count(where: { $0 }) > 1, !(check && back) {
            throw ValidationError(
                "--check, --back, --close and --unlock are different things: say one (--check --back looks only)")
        }
        if unlock, from == nil {
            throw ValidationError("--unlock needs --from: the cluster that is to take writes again")
        }
        if !unlock, to == nil { throw ValidationError("--to is missing: the primary that writes are to go to") }
    }

    /// How long clients are held at most.
    var span: Duration {
        get throws { try deadline.map { try MovePreparation.parsed($0, "--deadline") } ?? .seconds(5) }
    }

    func run() async throws {
        do {
            if unlock { return try await unlockOld() }
            let target = try CutoverPlace(to ?? "", option: "--to")
            if close {
                let hadSlot = try await CutoverRemains.close(target)
                return print(hadSlot ? "the way back is closed" : "there was no way back")
            }
            let source = try await source(target)
            let cutover = try await Cutover(from: source, to: target, subscription: subscription)
            try await CutoverRun(command: self, cutover: cutover).run()
        } catch let failure as CutoverFailure {
            complain("\(failure); nothing is held")
            throw ExitCode(1)
        }
    }

    private func unlockOld() async throws {
        try await CutoverRemains.unlock(CutoverPlace(from ?? "", option: "--from"))
        print("the cluster takes writes")
    }

    private func source(_ target: CutoverPlace) async throws -> CutoverPlace {
        if let from { return try CutoverPlace(from, option: "--from") }
        let words = try await agent.words(of: "/v1/cutover/present", within: 5)
        return try target.moved(to: words, option: "--from (the member that this instance writes to)")
    }
}
