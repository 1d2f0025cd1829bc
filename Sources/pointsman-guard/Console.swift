import Glibc

/// PgBouncer's console on a socket that the agent has opened and authenticated.
struct Console {
    let socket: Int32

    /// The time limit in nanoseconds for all answers together; PgBouncer executes what was sent it even after that.
    private static let patience: Int64 = 2_000_000_000
    /// The most bytes of an answer: enough for SHOW POOLS of some thousand pools.
    private static let mostBytes = 1 << 20

    /// Sends each of `commands` when the one before is answered, or without its answer if that takes too long. An error
    /// counts as an answer: a database that isn't paused can't be resumed.
    func run(_ commands: [String]) {
        let deadline = BootTime.now + Self.patience
        for command in commands {
            guard send(command, until: deadline) else { return }
            awaitReadyForQuery(until: deadline)
        }
    }

    /// Ends the clients of each of these databases if a client still waits after more than a second without any
    /// statement going through; returns as soon as no client waits. PgBouncer's own limit for waiting clients applies
    /// to all databases, including those of other owners.
    func endThoseWhoWait(for names: [String]) {
        let patience = BootTime.now + 1_300_000_000
        let before = totals(of: names)
        var unserved = names
        while !unserved.isEmpty, BootTime.now < patience {
            poll(nil, 0, 100)
            let pools = rows(of: "SHOW POOLS")
            // Without an answer a client may still wait.
            guard !pools.isEmpty else { continue }
            unserved = names.filter { name in pools.contains { $0["database"] == name && Self.isUnserved($0) } }
        }
        // If statements still go through, KILL would end work that goes on.
        let after = totals(of: unserved)
        run(unserved.filter { before[$0] == after[$0] }.flatMap(HeldDatabases.ending))
    }

    /// PgBouncer's counters for each database: none of them changes while its clients only wait.
    private func totals(of names: [String]) -> [String: [String?]] {
        let columns = ["total_received", "total_sent", "total_xact_time", "total_query_time"]
        return rows(of: "SHOW STATS").reduce(into: [:]) { totals, row in
            guard let name = row["database"], names.contains(name) else { return }
            totals[name] = columns.map { row[$0] }
        }
    }

    /// Whether a client waits in a pool that has no server connection, or has waited for a second. PgBouncer tells no
    /// waiting time for clients that wait for their login.
    private static func isUnserved(_ pool: [String: String]) -> Bool {
        func count(_ column: String) -> Int { pool[column].flatMap { Int($0) } ?? 0 }
        let hasServers = ["sv_active", "sv_idle", "sv_used", "sv_tested"].contains { count($0) > 0 }
        return count("cl_waiting") > 0 && (count("maxwait") >= 1 || !hasServers)
    }

    /// The rows that answer `question`, by column (PostgreSQL manual, 55.7: RowDescription, DataRow); empty if no
    /// complete answer comes in time.
    func rows(of question: String) -> [[String: String]] {
        let deadline = BootTime.now + Self.patience
        guard send(question, until: deadline) else { return [] }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let answer = Answer(bytes) { return answer.rows }
            guard bytes.count < Self.mostBytes, wait(for: POLLIN, until: deadline) else { return [] }
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return [] }
            bytes += buffer.prefix(count)
        }
    }

    /// Sends a Query message of the simple protocol (PostgreSQL manual, 55.7).
    /// - Returns: false if not all of it was sent.
    private func send(_ query: String, until deadline: Int64) -> Bool {
        let text = Array(query.utf8) + [0]
        let length = UInt32(text.count + 4).bigEndian
        var message = [UInt8(ascii: "Q")]
        withUnsafeBytes(of: length) { message.append(contentsOf: $0) }
        message += text
        var sent = 0
        while sent < message.count {
            let count = message[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count > 0 {
                sent += count
            } else if errno != EAGAIN || !wait(for: POLLOUT, until: deadline) {
                return false
            }
        }
        return true
    }

    /// Reads up to the end of the answer's last message, ReadyForQuery: `Z`, its length 5, the transaction's state.
    private func awaitReadyForQuery(until deadline: Int64) {
        var tail: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !tail.starts(with: [UInt8(ascii: "Z"), 0, 0, 0, 5]), wait(for: POLLIN, until: deadline) {
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return }
            tail = Array((tail + buffer.prefix(count)).suffix(6))
        }
    }

    private func wait(for events: Int32, until deadline: Int64) -> Bool {
        var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
        return poll(&watched, 1, BootTime.milliseconds(until: deadline)) == 1
    }
}

/// The time since the machine's start in nanoseconds; it goes on while the machine is suspended.
enum BootTime {
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The time left in milliseconds for poll(2), rounded up; 0 if `moment` is past, and at most a second, since poll
    /// doesn't count while the machine is suspended.
    static func milliseconds(until moment: Int64) -> Int32 {
        Int32(min(max(0, moment - now) / 1_000_000 + (moment > now ? 1 : 0), 1_000))
    }
}
