import CLibpq
import Glibc
package import LinuxReactor

/// Commands that are sent over a connection in one write, so that a server with one thread, such as PgBouncer, executes
/// them without others' commands in between. libpq sends the next query only when the one before is answered, so these
/// are Query messages of our own (PostgreSQL manual, 55.7). The connection can't be used for anything else afterwards.
@Reactor
package final class JoinedCommands {
    private let connection: PostgresConnection
    private var heard = JoinedAnswers()
    /// What was answered so far, in the order of the commands.
    package var answers: [JoinedAnswers.Answer] { heard.answers }
    /// The command tag of each answer, such as `PAUSE`; empty for none.
    package var tags: [String] { heard.tags }

    /// What may still come of what was sent last. PgBouncer's answers are some dozens of bytes each.
    private var bytesLeft = mostBytes
    private static let mostBytes = 64 << 10

    /// - Returns: nil if the link is encrypted: then only libpq can send on it.
    package init?(on connection: PostgresConnection) {
        guard PQsslInUse(connection.link.raw) == 0 else { return nil }
        self.connection = connection
    }

    /// Sends `commands` before it returns.
    package func send(_ commands: [String]) throws(PostgresError) {
        let bytes = commands.flatMap(Self.query)
        bytesLeft = Self.mostBytes
        let count = bytes.withUnsafeBytes {
            Glibc.send(connection.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard count == bytes.count else {
            throw PostgresError(code: .transport, systemError: errno, message: "the connection takes no more bytes")
        }
    }

    /// Waits until `count` commands have their answers. Throws at the deadline or if the connection is lost.
    package func wait(forAnswers count: Int, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        try read()
        while answers.count < count {
            try await connection.ready(for: .reading, until: deadline)
            try read()
        }
    }

    /// Reads the answers that have come.
    package func read() throws(PostgresError) {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(connection.socket, &chunk, chunk.count)
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else { throw PostgresError(code: .transport, message: "the connection was closed") }
            // Whole messages count too: what keeps coming must not keep this from its end.
            bytesLeft -= count
            guard bytesLeft >= 0 else {
                throw PostgresError(code: .misbehaving(.excess), message: "it sends more than is read in one answer")
            }
            heard.take(chunk.prefix(count))
        }
    }

    private static func query(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8) + [0]
        let length = withUnsafeBytes(of: UInt32(bytes.count + 4).bigEndian) { Array($0) }
        return [UInt8(ascii: "Q")] + length + bytes
    }
}
