import Glibc
import StuckQueue

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

    /// Ends the clients of each of these databases where they wait in vain, or returns as soon as none does: PgBouncer's own limit
    /// for those who wait is one for all databases, also those of others.
    func endThoseWhoWait(for names: [String]) {
        let patience = BootTime.now + 1_300_000_000
        var queues = names.map { (name: $0, queue: StuckQueue<[String?]>()) }
        while !queues.isEmpty, BootTime.now < patience {
            let (pools, counted) = (rows(of: "SHOW POOLS"), totals(of: names))
            // Where it says nothing a client may wait.
            if !pools.isEmpty {
                queues.removeAll { entry in
                    !pools.contains { $0["database"] == entry.name && $0["cl_waiting"] != "0" }
                }
            }
            for index in queues.indices.reversed() {
                let (name, now) = (queues[index].name, Duration.nanoseconds(BootTime.now))
                guard queues[index].queue.isStuck(totals: counted[name], at: now) else { continue }
                queues.remove(at: index)
                run(HeldDatabases.ending(name))
            }
            poll(nil, 0, 100)
        }
    }

    /// PgBouncer's counters for each database: none of them changes while its clients only wait.
    private func totals(of names: [String]) -> [String: [String?]] {
        let columns = ["total_received", "total_sent", "total_xact_time", "total_query_time"]
        return rows(of: "SHOW STATS").reduce(into: [:]) { totals, row in
            guard let name = row["database"], names.contains(name) else { return }
            totals[name] = columns.map { row[$0] }
        }
    }

    /// The rows that answer `question`, by column (PostgreSQL manual, 55.7: RowDescription, DataRow); empty where no whole
    /// answer comes in time.
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
        var bytesLeft = Self.mostBytes
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytesLeft > 0, !tail.starts(with: [UInt8(ascii: "Z"), 0, 0, 0, 5]), wait(for: POLLIN, until: deadline) {
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return }
            tail = Array((tail + buffer.prefix(count)).suffix(6))
            bytesLeft -= count
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
