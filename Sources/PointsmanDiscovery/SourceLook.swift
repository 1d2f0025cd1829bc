import Glibc
package import PointsmanCore
import PointsmanFormats
package import StatusServer

/// One look for an opinion source beside a member, over HTTP; Patroni is asked over TLS where the configuration has that.
package struct SourceLook: Sendable {
    private let rest: PatroniREST
    private let thread: HTTPThread?
    private let timeout: Duration

    /// The most bytes of an answer: whatever answers is read on the reactor, and Patroni lists its whole history in none of
    /// them.
    private static let mostBytes = 1 << 16

    /// - Parameters:
    ///   - thread: nil for one of its own.
    ///   - timeout: of each question, the dial included.
    package init(_ rest: PatroniREST, on thread: HTTPThread? = nil, timeout: Duration) {
        self.rest = rest
        self.thread = thread
        self.timeout = timeout
    }

    /// - Parameters:
    ///   - name: under which the member's host is known, for Patroni's certificate; nil for its address.
    ///   - cluster: whose Patroni is looked for; nil takes any.
    package func presence(
        of source: OpinionSource, at member: MemberID, named name: String? = nil, in cluster: SystemIdentifier? = nil
    ) async -> SourcePresence {
        let place = MemberID(address: member.address, port: source.port)
        let client = rest.client(of: source.kind, at: place, named: name, on: thread, mostBytes: Self.mostBytes)
        do throws(HTTPClientError) {
            switch source.kind {
            case .fleet: return .absent
            case .fly:
                let answer = try await client.get(source.kind.path, until: .now + timeout)
                return FlyAnswer.isFlycheck(status: answer.status, body: answer.body) ? .present(nil) : .absent
            case .patroni:
                let answer = try await client.get("/patroni", until: .now + timeout)
                let said = PatroniAnswer(answer.body)
                guard said.isPatroni else { return .absent }
                if let cluster, said.isForeign(to: cluster) { return .absent }
                let times = try? await client.get("/config", until: .now + timeout)
                return .present(times.flatMap { PatroniAnswer.times(status: $0.status, body: $0.body) })
            }
        } catch {
            return Self.meaning(of: error)
        }
    }

    private static func meaning(of error: HTTPClientError) -> SourcePresence {
        switch error {
        case .unreachable(_, ECONNREFUSED): .absent
        // Taken, and ended without a word of HTTP: by a server that wants TLS.
        case .unreachable(_, ECONNRESET), .noAnswer: .unaskable(.noHTTP)
        case .insecure: .unaskable(.noTrust)
        case .unreachable, .unusable, .deadline: .silent
        }
    }
}
