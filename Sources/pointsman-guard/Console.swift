import Glibc

/// PgBouncer's console on a socket that the agent has opened and authenticated.
struct Console {
    let socket: Int32

    /// Sends `RESUME` for `database` and waits for the answer, at most two seconds. An error is an answer too: a
    /// database that isn't paused can't be resumed.
    func resume(_ database: String) {
        let name = database.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        send("RESUME \"\(name)\"")
        awaitReadyForQuery()
    }

    /// A Query message of the simple protocol (PostgreSQL manual, 55.7).
    private func send(_ query: String) {
        let text = Array(query.utf8) + [0]
        let length = UInt32(text.count + 4).bigEndian
        var message = [UInt8(ascii: "Q")]
        withUnsafeBytes(of: length) { message.append(contentsOf: $0) }
        message += text
        var sent = 0
        while sent < message.count {
            let count = message[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno != EAGAIN || !wait(for: POLLOUT) {
                return
            }
        }
    }

    /// Reads up to the end of the answer's last message, ReadyForQuery: `Z`, its length 5, the transaction's state.
    private func awaitReadyForQuery() {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !received.suffix(6).starts(with: [UInt8(ascii: "Z"), 0, 0, 0, 5]), wait(for: POLLIN) {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            received += buffer.prefix(count)
        }
    }

    private func wait(for events: Int32) -> Bool {
        var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
        return poll(&watched, 1, 2_000) == 1
    }
}
