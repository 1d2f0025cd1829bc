/// One event as a client that follows has got it.
package struct FollowedEvent: Equatable, Sendable {
    /// Its id, with which the client may come back; nil for one that has none.
    package let id: String?
    package let name: String
    package let data: String

    package init(id: String?, name: String, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }
}

/// Reads server-sent events (HTML Living Standard, 9.2.6) from bytes that come in any pieces.
struct EventLines {
    private var line: [UInt8] = []
    private var id: String?
    private var name = ""
    private var data: [String] = []

    /// A longer line is none of ours, and is left out.
    static let longestLine = 1 << 20

    /// The events that `bytes` complete.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [FollowedEvent] {
        var events: [FollowedEvent] = []
        for byte in bytes {
            guard byte == 10 else {
                if line.count <= Self.longestLine { line.append(byte) }
                continue
            }
            if line.last == 13 { line.removeLast() }
            if let event = endLine() { events.append(event) }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func endLine() -> FollowedEvent? {
        guard !line.isEmpty else {
            defer { (id, name, data) = (nil, "", []) }
            guard !name.isEmpty || !data.isEmpty else { return nil }
            return FollowedEvent(
                id: id, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
        }
        guard line.count <= Self.longestLine else { return nil }
        let halves = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        var value = halves.count == 2 ? halves[1] : []
        if value.first == 32 { value = value.dropFirst() }
        let text = String(decoding: value, as: UTF8.self)
        switch String(decoding: halves[0], as: UTF8.self) {
        case "id": id = text
        case "event": name = text
        case "data": data.append(text)
        // A comment, which begins with a colon, and what this client has no use for.
        default: break
        }
        return nil
    }
}
