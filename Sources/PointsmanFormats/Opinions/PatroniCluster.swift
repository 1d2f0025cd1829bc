package import PointsmanCore

/// `GET /cluster` of Patroni's REST API ("Cluster status endpoints" of its documentation).
package enum PatroniCluster {
    /// More members than any cluster has.
    private static let mostNodes = 64
    /// What `state` says of a server that runs: its own, or what its replication does.
    private static let running = ["running", "streaming", "in archive recovery"]

    /// Nil where it is no such answer.
    package static func read(status: Int, body: [UInt8]) -> ManagedCluster? {
        guard status == 200, let value = try? JSONReader.read(body), case .array(let members)? = value["members"],
            members.count <= mostNodes
        else { return nil }
        let nodes = members.compactMap(node)
        guard nodes.count == members.count else { return nil }
        return ManagedCluster(
            nodes, isPaused: isTrue(value["pause"]), hasScheduled: value["scheduled_switchover"] != nil)
    }

    private static func node(_ value: JSONValue) -> ManagedCluster.Node? {
        guard let name = text(value["name"]), let role = text(value["role"]) else { return nil }
        let tags = value["tags"]
        let (host, strangeHost) = host(value["host"])
        return ManagedCluster.Node(
            name: name, role: self.role(role), isRunning: text(value["state"]).map(running.contains) ?? false,
            host: host, strangeHost: strangeHost, port: port(value["port"]),
            takesNoLead: isTrue(tags?["nofailover"]) || number(tags?["failover_priority"]) == "0",
            takesNoReads: isTrue(tags?["noloadbalance"]), region: text(tags?["region"]).flatMap { Region($0) })
    }

    /// The host as it is dialled: in small letters, without the dot that ends a complete name; and what was said if that is
    /// none. Both are nil if nothing was.
    private static func host(_ value: JSONValue?) -> (host: String?, strange: String?) {
        switch value {
        case nil, .null: return (nil, nil)
        case .string(let said)?:
            let name = (said.hasSuffix(".") ? String(said.dropLast()) : said).lowercased()
            let isHost = IPAddress(name) != nil || DomainName.isName(name)
            return isHost ? (name, nil) : (nil, "\"\(printable(said))\"")
        case let other?: return (nil, printable(JSONWriter.text(other)))
        }
    }

    private static func role(_ word: String) -> ManagedCluster.Role {
        switch word {
        case "leader", "master", "primary": .leader
        case "standby_leader": .standbyLeader
        default: .replica
        }
    }

    /// A name: what no log line could show is none.
    private static func text(_ value: JSONValue?) -> String? {
        guard case .string(let text)? = value, !text.isEmpty, text.utf8.count <= 255, printable(text, most: 255) == text
        else { return nil }
        return text
    }

    private static func port(_ value: JSONValue?) -> UInt16? { number(value).flatMap { UInt16($0) } }

    private static func number(_ value: JSONValue?) -> String? {
        switch value {
        case .number(let text), .string(let text): text
        default: nil
        }
    }

    /// Tags are what stands in YAML: true, or a word for it.
    private static func isTrue(_ value: JSONValue?) -> Bool {
        switch value {
        case .bool(let isTrue): isTrue
        case .string(let word): ["true", "yes", "on", "1"].contains(word.lowercased())
        default: false
        }
    }
}

/// `POST /switchover` of Patroni's REST API.
package enum PatroniSwitchover {
    package static let path = "/switchover"

    package static func body(_ move: ManagedMove) -> [UInt8] {
        Array(JSONWriter.text(["leader": .string(move.leader), "candidate": .string(move.candidate)]).utf8)
    }

    /// What came back, for people: its first words, and what helps where it did not let us.
    package static func refusal(status: Int, body: [UInt8]) -> String {
        let words = printable(String(decoding: body.prefix(1024), as: UTF8.self), most: 160)
        let advice =
            switch status {
            case 401: ": it wants a user and a password, patroni_auth_file"
            case 403: ": its allowlist or verify_client keeps this machine out"
            default: ""
            }
        return "Patroni answers \(status)\(advice)\(words.isEmpty ? "" : " (\(words))")"
    }
}
