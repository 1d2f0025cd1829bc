import Glibc
import LinuxReactor
import PointsmanSimulation
import PostgresClient

/// A PAUSE on a console connection of its own.
@Reactor
final class ContractPause {
    private let connection: PostgresConnection
    private var reply: ConsoleReply?

    init(_ database: ContractStep.Database, on connection: PostgresConnection) {
        self.connection = connection
        Reactor.immediateTask {
            do throws(PostgresError) {
                _ = try await connection.execute("PAUSE \(database)", until: .now + .seconds(600))
                self.reply = .done
            } catch {
                self.reply = .error
            }
        }
    }

    /// Its answer, also one that nobody has read so far.
    var answer: ConsoleReply {
        if let reply { return reply }
        var byte: UInt8 = 0
        let isSilent = recv(connection.socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) < 0 && errno == EAGAIN
        return isSilent ? .waits : .done
    }
}
