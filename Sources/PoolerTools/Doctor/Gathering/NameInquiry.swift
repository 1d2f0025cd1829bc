import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats

/// Asks for a name's addresses, as discovery would, and keeps their lifetime.
@Reactor
struct NameInquiry {
    private let configuration: Configuration

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    func ask(_ name: String) async -> Gathered<NameAnswer> {
        do throws(StartError) {
            return await ask(name, of: try NameService(configuration))
        } catch {
            return .unseen(error.description)
        }
    }

    private func ask(_ name: String, of names: NameService) async -> Gathered<NameAnswer> {
        let service = DiscoveryService(dialect: NameDialect(host: name, port: 1), names: names) { _ in }
        let (result, timeToLive) = await service.once(within: Doctor.patience)
        switch result {
        case .failure(let reason): return .unseen("\(question(name)): \(reason)")
        case .members(let members), .partial(let members, _):
            var answer = NameAnswer(name: name, addresses: members.map(\.id.address))
            answer.timeToLive = timeToLive
            return .seen(answer)
        }
    }

    private func question(_ name: String) -> String { "DNS was asked for \(printable(name))" }
}
