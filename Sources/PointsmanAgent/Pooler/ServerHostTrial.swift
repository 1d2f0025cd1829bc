import LinuxReactor
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import PostgresClient

/// A trial of the hosts by which PgBouncer could be led to a member: whether the member's certificate is for a host, and
/// whether DNS gives the host this member's address alone.
@Reactor
struct ServerHostTrial {
    /// What was found of one host.
    struct Finding: Equatable {
        enum Certificate: Equatable {
            case isForIt
            case isForOthers
            /// No certificate was seen, or one that no authority of ours has signed; the words say why.
            case unseen(String)
        }

        enum Place: Equatable {
            case thisMember
            case others(count: Int)
            /// DNS gave no address, or no answer; the words say which.
            case unknown(String)
        }

        let host: String
        let certificate: Certificate
        let place: Place

        var isUsable: Bool { certificate == .isForIt && place == .thisMember }

        /// Whether it is certain that PgBouncer can't use it.
        var isRuledOut: Bool {
            if case .others = place { true } else { certificate == .isForOthers }
        }
    }

    let member: MemberID
    /// How the member is dialled, with the authority that PgBouncer has.
    let url: DatabaseURL
    let names: NameService

    private static let patience = Duration.seconds(2)

    /// Looks at `hosts` one after the other.
    func findings(_ hosts: [String]) async -> [Finding] {
        var findings: [Finding] = []
        for host in hosts {
            findings.append(
                Finding(host: host, certificate: await certificate(for: host), place: await place(of: host)))
        }
        return findings
    }

    /// What DNS says that `host` is.
    func place(of host: String) async -> Finding.Place {
        guard IPAddress(host) == nil else { return .thisMember }
        let lookup = DiscoveryService(dialect: NameDialect(host: host, port: member.port), names: names) { _ in }
        let result = await lookup.once(within: Self.patience).result
        guard case .members(let found) = result else {
            return .unknown(result.named?.reason ?? "no address")
        }
        return found.map(\.id) == [member] ? .thisMember : .others(count: found.count)
    }

    /// Logs in at the member, and lets libpq look at the certificate: it ends the login before it sends a password.
    private func certificate(for host: String) async -> Finding.Certificate {
        do throws(PostgresError) {
            _ = try await PostgresConnection.connect(
                url.parameters(dialling: member, named: host), until: .now + Self.patience)
            return .isForIt
        } catch {
            switch error.code {
            // It has sent its error over the link that was accepted.
            case .server: return .isForIt
            case .encryption(.otherName): return .isForOthers
            case .transport, .deadline, .cancelled, .misbehaving, .encryption: return .unseen("\(error)")
            }
        }
    }
}

extension ServerHostTrial.Finding {
    /// Why PgBouncer can't be led to `member` by any of these hosts; nil if it can, or if no certificate was seen.
    static func sentence(_ findings: [ServerHostTrial.Finding], of member: MemberID) -> String? {
        guard !findings.contains(where: \.isUsable) else { return nil }
        let others = findings.filter { $0.certificate == .isForOthers }.map(\.host)
        let borne = findings.filter { $0.certificate == .isForIt }.compactMap { finding -> String? in
            switch finding.place {
            case .thisMember: nil
            case .others(let count):
                count == 1
                    ? "DNS gives \(finding.host) another address" : "\(finding.host) stands for \(count) addresses"
            case .unknown(let words): "DNS gives no address for \(finding.host): \(words)"
            }
        }
        guard !others.isEmpty || !borne.isEmpty else { return nil }
        let certificate = others.isEmpty ? [] : ["its certificate is not for \(others.joined(separator: " or "))"]
        return "PgBouncer checks the host name in a certificate (verify-full), and no host leads it to \(member): "
            + (certificate + borne).joined(separator: "; ")
            + "; give that server a certificate for its address, or for a name that DNS gives to it alone and that discovery "
            + "tells (members, SRV targets), or set sslmode=verify-ca"
    }
}
