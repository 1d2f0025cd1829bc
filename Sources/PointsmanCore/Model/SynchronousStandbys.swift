/// The standbys that commits wait for: `synchronous_standby_names` (PostgreSQL manual, 20.6.2), and those that are
/// connected.
package struct SynchronousStandbys: Codable, Equatable, Sendable {
    /// The setting as the server shows it.
    package let setting: String
    /// The names (`application_name`) of the standbys that stream from the server, in the server's order.
    package let connected: [String]

    package init(setting: String, connected: [String]) {
        self.setting = setting
        self.connected = connected
    }

    /// The names in the setting. The server compares them without regard to case; `*` is every standby.
    package var names: [String] {
        var list = Substring(setting)
        if let open = list.firstIndex(of: "("), !list[..<open].contains("\"") {
            list = list[list.index(after: open)...].prefix { $0 != ")" }
        }
        var names: [String] = []
        var name = ""
        var isQuoted = false
        for sign in list + "," {
            if sign == "\"" {
                isQuoted.toggle()
            } else if sign == ",", !isQuoted {
                if !name.isEmpty { names.append(name) }
                name = ""
            } else if isQuoted || !sign.isWhitespace {
                name.append(sign)
            }
        }
        return names
    }

    /// How many of ``names`` must confirm a commit; 1 if the setting has no number.
    package var needed: Int {
        guard let open = setting.firstIndex(of: "(") else { return 1 }
        return setting[..<open].split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 1
    }

    /// Those of ``names`` that are not connected, if too few are; empty if enough are connected but do not confirm.
    package var missing: [String] {
        let there = connected.map { $0.lowercased() }
        guard !names.contains("*") else { return there.count < needed ? ["*"] : [] }
        let absent = names.filter { !there.contains($0.lowercased()) }
        return names.count - absent.count < needed ? absent : []
    }

    /// Why no standby confirms, for people.
    package var sentence: String {
        let head = "synchronous_standby_names is `\(setting)`"
        let list =
            connected.isEmpty ? "no standby streams from it" : "connected are \(connected.joined(separator: ", "))"
        switch missing {
        case []: return "\(head), and those that it names are connected and do not confirm"
        case ["*"]: return "\(head), and \(list)"
        default:
            let verb = missing.count == 1 ? "is" : "are"
            return "\(head), and \(missing.joined(separator: ", ")) \(verb) not there: \(list)"
        }
    }
}

/// The sessions of a primary whose commits wait for a synchronous standby (wait event `SyncRep`), at one moment.
package enum CommitWaits: Codable, Equatable, Sendable {
    /// No session that the role may see waits, and other roles' sessions are hidden. This is not "none".
    case unknown
    case none
    /// At least this many sessions wait.
    /// - Parameter oldest: when the statement of the first of them began, in microseconds; if two looks bring the same
    ///   value, that session has waited from one to the other.
    case waiting(sessions: Int, oldest: Int64, SynchronousStandbys)
}
