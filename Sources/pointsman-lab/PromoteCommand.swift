import ArgumentParser
import LinuxReactor
import PointsmanLab

struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Promotes a standby; the others follow it.",
        discussion: "Without a region: the candidate, whose replication is synchronous.")

    @OptionGroup var options: LabOptions

    @Argument(help: "The region of the standby: iad, fra or ams.")
    var region: String?

    func run() async throws {
        try await Reactor.run { () async throws in
            let cluster = try options.stack().cluster
            let server = try await cluster.promotable(region)
            try await cluster.promote(server)
            Output.line("\(server.member.region) is the primary")
        }
    }
}
