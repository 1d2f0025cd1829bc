/// Cuts one direction of a PostgreSQL connection into messages (PostgreSQL manual, 55.7).
struct WireMessages {
    struct Message {
        /// Nil for the first message of a client, which has none.
        let type: UInt8?
        let bytes: [UInt8]

        /// The SQL of a Query message.
        var query: String? {
            guard type == UInt8(ascii: "Q") else { return nil }
            return String(decoding: bytes.dropFirst(5).dropLast(), as: UTF8.self)
        }
    }

    private var pending: [UInt8] = []
    private var isStarted: Bool

    /// - Parameter isClient: whether the first message is the start-up message, which has no type.
    init(isClient: Bool) {
        isStarted = !isClient
    }

    /// Takes the next bytes and gives the messages that are whole now.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [Message] {
        pending += bytes
        var messages: [Message] = []
        while true {
            let head = isStarted ? 1 : 0
            guard pending.count >= head + 4 else { return messages }
            let length = pending[head..<head + 4].reduce(0) { $0 << 8 | Int($1) }
            guard pending.count >= head + length else { return messages }
            messages.append(
                Message(type: isStarted ? pending[0] : nil, bytes: Array(pending.prefix(head + length))))
            pending.removeFirst(head + length)
            isStarted = true
        }
    }
}
