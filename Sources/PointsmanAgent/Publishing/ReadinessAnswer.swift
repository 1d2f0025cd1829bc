import PointsmanCore
import PointsmanFormats
import StatusServer

/// The answer of `/readyz`, like that of Kubernetes' own health endpoints: machines read the status code, people
/// `?verbose`. Reasons name members, so untrusted requests get "reason withheld".
struct ReadinessAnswer {
    let status: Status
    let request: HTTPRequest

    var response: HTTPResponse {
        let readiness = status.readiness(without: excluded)
        let code = readiness.isReady ? 200 : 503
        guard request.asks(for: "verbose") else { return HTTPResponse(status: code, sentence(readiness) + "\n") }
        let lines = status.checks.map(line)
        return HTTPResponse(
            status: code, lines.joined() + "readyz check \(readiness.isReady ? "passed" : "failed")\n")
    }

    private var excluded: [String] { request.values(of: "exclude") }

    /// Degraded is named, since its status code is that of ready.
    private func sentence(_ readiness: Readiness) -> String {
        guard request.isTrusted else { return readiness.word }
        return readiness.isReady ? readiness.text : readiness.reason ?? readiness.word
    }

    private func line(_ check: ReadinessCheck) -> String {
        let name = check.rule.rawValue
        if excluded.contains(name) { return "[+]\(name) excluded: ok\n" }
        func told(_ reason: String) -> String { request.isTrusted ? reason : "reason withheld" }
        return switch check.finding {
        case .good: "[+]\(name) ok\n"
        case .degrades(let reason): "[+]\(name) degraded: \(told(reason))\n"
        case .fails(let reason): "[-]\(name) failed: \(told(reason))\n"
        }
    }
}
