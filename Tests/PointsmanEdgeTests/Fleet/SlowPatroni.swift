import LinuxReactor
import TestServers

/// A peer that answers at Patroni's REST API as Patroni does, knows both members of a ``FleetStage``, and never ends a switchover.
@Reactor
final class SlowPatroni {
    private var cluster = "{}"
    private var listener: PeerListener?
    /// Whether a switchover was asked for.
    private(set) var isAsked = false

    init() throws {
        listener = try PeerListener(host: "127.0.0.1") { [weak self] in await self?.serve($0) }
    }

    var port: UInt16 { listener?.address.port ?? 0 }

    func know(leader: UInt16, replica: UInt16) {
        let members = [("one", "leader", leader), ("two", "replica", replica)].map { name, role, port in
            #"{"name": "\#(name)", "role": "\#(role)", "state": "running", "host": "127.0.0.1", "port": \#(port)}"#
        }
        cluster = #"{"members": [\#(members.joined(separator: ", "))]}"#
    }

    func stop() { listener?.stop() }

    private func serve(_ stream: PeerStream) async {
        guard let head = await stream.takeSome() else { return }
        let request = String(decoding: head, as: UTF8.self)
        if request.hasPrefix("POST /switchover ") {
            isAsked = true
        } else {
            let body = request.hasPrefix("GET /cluster ") ? cluster : "{}"
            _ = await stream.send(Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
        }
        await stream.ignore()
    }
}
