import DNSResolver
import LinuxReactor
import PointsmanAgent
import PointsmanCore
import PointsmanFormats

/// Asks DNS for a name's addresses, as discovery would, and keeps their lifetime.
@Reactor
struct NameInquiry {
    private let configuration: Configuration

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    func ask(_ name: String) async -> Gathered<NameAnswer> {
        do throws(StartError) {
            guard let resolver = try DiscoveryService.resolver(configuration) else {
                return .unseen("no DNS server is known")
            }
            return await ask(name, resolver)
        } catch {
            return .unseen(error.description)
        }
    }

    private func ask(_ name: String, _ resolver: DNSResolver) async -> Gathered<NameAnswer> {
        var answer = NameAnswer(name: name, addresses: [])
        var failure = "it has no address"
        for type in [DNSRecordType.aaaa, .a] {
            let question = DNSQuestion(type, name)
            do throws(DNSError) {
                let bytes = try await resolver.query(
                    name: question.name, type: type.rawValue, until: .now + Doctor.patience)
                let reply = DNSReply(bytes, to: question)
                if case .addresses(let addresses) = reply.answer, !addresses.isEmpty {
                    answer.addresses += addresses
                    answer.timeToLive = [answer.timeToLive, reply.timeToLive].compactMap(\.self).min()
                }
            } catch {
                failure = error.message
            }
        }
        return answer.addresses.isEmpty ? .unseen("\(question(name)): \(failure)") : .seen(answer)
    }

    private func question(_ name: String) -> String { "DNS was asked for \(printable(name))" }
}
