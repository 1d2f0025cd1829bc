import Glibc
package import PointsmanCore
import PointsmanFormats
package import StatusServer

/// One look for an opinion source beside a member, over plain HTTP.
package struct SourceLook: Sendable {
    private let thread: HTTPThread?
    private let timeout: Duration

    /// The most bytes of an answer. Patroni lists its whole history in none of them.
    private static let mostBytes = 1 << 20

    /// - Parameters:
    ///   - thread: the thread for HTTP; nil for one of its own.
    ///   - timeout: the time limit for each question, the dial included.
    package init(on thread: HTTPThread? = nil, timeout: Duration) {
        self.thread = thread
        self.timeout = timeout
    }

    package func presence(of source: OpinionSource, at member: MemberID) async -> SourcePresence {
        let client = HTTPClient(
            .tcp("\(member.address)", port: source.port), on: thread, mostBytes: Self.mostBytes)
        do throws(HTTPClientError) {
            switch source.kind {
            case .fleet: return .absent
            case .fly:
                let answer = try await client.get(source.kind.path, until: .now + timeout)
                return FlyAnswer.isFlycheck(status: answer.status, body: answer.body) ? .present(nil) : .absent
            case .patroni:
                let answer = try await client.get("/patroni", until: .now + timeout)
                guard PatroniAnswer.isPatroni(answer.body) else { return .absent }
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
        // The connection was accepted and closed without HTTP, as by a server that requires TLS.
        case .unreachable(_, ECONNRESET), .noAnswer: .unaskable
        case .unreachable, .unusable, .deadline: .silent
        }
    }
}
