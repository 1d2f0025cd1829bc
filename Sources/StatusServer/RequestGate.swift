import NIOCore
import NIOHTTP1

/// What one client may ask, by where it comes from and what its headers say.
struct RequestGate {
    enum Verdict {
        case handler(HTTPRoute.Handler, HTTPRequest)
        case refusal(HTTPResponse)
    }

    private let table: RouteTable
    private let current: CurrentAccess
    private var access: AccessPolicy { current.value }
    private let origin: HTTPRequest.Origin
    private let limits: ServerLimits
    /// The client that has opened the connection.
    private(set) var caller = Caller.control
    /// Whether its requests may change something, where any may: those of the socket's group may not.
    var mayChange = false

    private static let readsOnly =
        "a member of the socket's group may ask only: what changes something is the agent's user's and root's\n"
    private static let misdirected =
        "the name in the Host header is none of this instance's: use its address, or name it in http_hosts\n"

    init(table: RouteTable, access: CurrentAccess, origin: HTTPRequest.Origin, limits: ServerLimits) {
        self.table = table
        current = access
        self.origin = origin
        self.limits = limits
    }

    var isControl: Bool { origin == .control }

    var mostBodyBytes: Int { isControl ? limits.bodyBytes : limits.strangerBodyBytes }

    /// Takes the client that has opened `channel`.
    /// - Returns: false if it is gone already.
    mutating func open(to channel: any Channel) -> Bool {
        guard !isControl else { return true }
        guard let known = Caller(channel, access) else { return false }
        caller = known
        return true
    }

    /// Whether the request is answered by a route.
    func judge(_ head: HTTPRequestHead, _ body: [UInt8]) -> Verdict {
        let target = RequestTarget(head.uri)
        switch table.match(verb: head.method.rawValue, path: target.path, origin: origin) {
        case .refusal(let response):
            return .refusal(response)
        case .handler(let route):
            guard route.method == .get || mayChange else {
                return .refusal(HTTPResponse(status: 403, Self.readsOnly))
            }
            let isOurs = hasOurHost(head)
            guard isOurs || route.isForProbes else {
                return .refusal(HTTPResponse(status: 421, Self.misdirected))
            }
            return .handler(
                route.handler,
                HTTPRequest(
                    method: route.method, path: target.path, query: target.query, origin: origin,
                    isTrusted: isOurs && isTrusted(head), body: body,
                    lastEventID: head.headers.first(name: "Last-Event-ID")))
        }
    }

    /// Whether the request's Host is one of our names; two headers count as none of them.
    private func hasOurHost(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["Host"]
        return isControl || (hosts.count <= 1 && hosts.allSatisfy(access.knows))
    }

    private func isTrusted(_ head: HTTPRequestHead) -> Bool {
        let authorizations = head.headers["Authorization"]
        return caller.isThisMachine
            || (authorizations.count == 1 && authorizations.allSatisfy(access.accepts))
    }
}
